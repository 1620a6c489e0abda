"""One raster to predict by blocks: what is asked, how it is divided, and where its blocks lie until they are whole."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.events import Event
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.core.request import Part, PredictionOutputs, PredictionRequest
from deepslide_qgis.core.run_files import record_path
from deepslide_qgis.engine.prediction.plan import tiles_of
from deepslide_qgis.engine.prediction.survey import survey
from deepslide_qgis.engine.prediction.tiling import Axis

MEASURED = ("probability", "spread", "agreement")
"""The layers that blocks hold; the mask follows from the probability."""
SMALLEST_BLOCK_PX = 256
DECIDE = ("setting", "normalisation", "nodata", "gsd_m", "tile_px", "margin_px", "thresholds", "combine", "precisions")
"""What of a pack's card decides what is predicted; the weights do besides."""


@dataclass(frozen=True)
class Span:
    """Tiles of one block along an axis: the first and the last begin at these pixels, the last ends at ``stop_px``."""

    first_px: int
    last_px: int
    stop_px: int


@dataclass(frozen=True)
class Block:
    """Some tiles of a raster, which lie in ``rows`` and ``columns``."""

    rows: Span
    columns: Span

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.rows.first_px}-{self.columns.first_px}"

    @property
    def part(self) -> Part:
        """Where its tiles begin."""
        left, top = self.columns.first_px, self.rows.first_px
        return Part(left, top, self.columns.last_px - left + 1, self.rows.last_px - top + 1)


@dataclass(frozen=True)
class Job:
    """``request`` for the whole raster; its size and pixels on the prediction grid, its gain, what its blocks cover.

    ``state`` tells whether the raster's files and the pack are still those of the first blocks, and of the result.
    """

    request: PredictionRequest
    width_px: int
    height_px: int
    pixel_m: tuple[float, ...]
    gain: float
    rows: tuple[Span, ...]
    columns: tuple[Span, ...]
    state: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where the blocks lie."""
        return Path(self.request.outputs.probability).with_suffix(".blocks")

    @property
    def made_of(self) -> dict[str, Any]:
        """What the record of the whole result says of the job, such that its result is known by it."""
        return {"request": to_plain(self.request), "state": list(self.state)}

    @property
    def blocks(self) -> list[Block]:
        """All blocks, row by row."""
        return [Block(rows, columns) for rows in self.rows for columns in self.columns]

    @property
    def layers(self) -> tuple[str, ...]:
        """What is read from the blocks."""
        return tuple(name for name in MEASURED if name in self.request.outputs.paths)

    def path(self, block: Block, layer: str) -> str:
        """Return the file of one layer of a block, which is there when it is whole."""
        return str(self.folder / f"{block.name}-{layer}.tif")

    def request_for(self, block: Block) -> PredictionRequest:
        """Return what the engine is asked for one block."""
        outputs = PredictionOutputs(**{layer: self.path(block, layer) for layer in self.layers})
        return replace(self.request, outputs=outputs, part=block.part, gain=self.gain)

    def is_done(self, block: Block) -> bool:
        """Return whether the block was predicted: its record is the last of its files to get its name."""
        return Path(record_path(self.path(block, "probability"))).is_file()


def check_block_size(block_px: int) -> None:
    """Raise RequestError where blocks of ``block_px`` pixels would be too small."""
    if block_px < SMALLEST_BLOCK_PX:
        raise RequestError(f"Blocks of {block_px} pixels are too small.", f"Choose {SMALLEST_BLOCK_PX} or more.")


def make_job(request: PredictionRequest, block_px: int, report: Callable[[Event], None]) -> Job:
    """Look at the raster of ``request``; raise a DeepSlideError where it cannot be predicted.

    Tiles that begin in the same square of ``block_px`` pixels are a block: none is predicted twice.
    """
    seen, pack = survey(request, report), open_pack(request.pack)
    state = (*(f"{name} {_state(name)}" for name in seen.files), *_pack_state(pack.card))
    grid, tiles = seen.grid, tiles_of(request, pack, seen.grid, block_px)
    rows, columns = (_spans(axis, block_px) for axis in (tiles.rows, tiles.columns))
    return Job(request, grid.width, grid.height, tuple(grid.pixel_m or ()), seen.gain, rows, columns, state)


def _spans(axis: Axis, block_px: int) -> tuple[Span, ...]:
    groups = (list(starts) for _, starts in groupby(axis.starts, lambda start: start // block_px))
    return tuple(Span(starts[0], starts[-1], min(starts[-1] + axis.tile_px, axis.length)) for starts in groups)


def _state(name: str) -> str:
    try:
        found = os.stat(name)
    except OSError:  # not a file of this machine: an address, a view in memory
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


def _pack_state(card: ModelCard) -> list[str]:
    deciding = json.dumps({name: to_plain(getattr(card, name)) for name in DECIDE}, sort_keys=True)
    return [f"card {hashlib.sha256(deciding.encode()).hexdigest()}", *(member.sha256 for member in card.members)]
