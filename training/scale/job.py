"""One raster to be predicted by blocks: the request, the division into blocks, and the files of the blocks."""

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
"""Layers stored in blocks; the mask follows from the probability."""
SMALLEST_BLOCK_PX = 256
DECIDE = ("setting", "normalisation", "nodata", "gsd_m", "tile_px", "margin_px", "thresholds", "combine", "precisions")
"""Fields of a pack's card that affect predictions, as do the weights."""


@dataclass(frozen=True)
class Span:
    """Tiles of one block along an axis: start pixels of the first and last tile, end pixel of the last."""

    first_px: int
    last_px: int
    stop_px: int


@dataclass(frozen=True)
class Block:
    """The tiles of a raster within ``rows`` and ``columns``."""

    rows: Span
    columns: Span

    @property
    def name(self) -> str:
        """Prefix of the block's file names."""
        return f"{self.rows.first_px}-{self.columns.first_px}"

    @property
    def part(self) -> Part:
        """The area in which the block's tiles start."""
        left, top = self.columns.first_px, self.rows.first_px
        return Part(left, top, self.columns.last_px - left + 1, self.rows.last_px - top + 1)


@dataclass(frozen=True)
class Job:
    """The ``request`` for a whole raster, its size and pixel size on the prediction grid, its gain and its blocks.

    ``state`` identifies the raster's files and the pack, to tell when blocks or results are outdated.
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
        """Folder of the blocks."""
        return Path(self.request.outputs.probability).with_suffix(".blocks")

    @property
    def provenance(self) -> dict[str, Any]:
        """Entries of the result's record that identify the job."""
        return {"request": to_plain(self.request), "state": list(self.state)}

    @property
    def blocks(self) -> list[Block]:
        """All blocks, row by row."""
        return [Block(rows, columns) for rows in self.rows for columns in self.columns]

    @property
    def layers(self) -> tuple[str, ...]:
        """Layers that are read from the blocks."""
        return tuple(name for name in MEASURED if name in self.request.outputs.paths)

    def path(self, block: Block, layer: str) -> str:
        """Return the file of one layer of a block; it exists only when it is complete."""
        return str(self.folder / f"{block.name}-{layer}.tif")

    def request_for(self, block: Block) -> PredictionRequest:
        """Return the engine's request for one block."""
        outputs = PredictionOutputs(**{layer: self.path(block, layer) for layer in self.layers})
        return replace(self.request, outputs=outputs, part=block.part, gain=self.gain)

    def is_done(self, block: Block) -> bool:
        """Return whether the block was predicted: its record is the last file to be written."""
        return Path(record_path(self.path(block, "probability"))).is_file()


def check_block_size(block_px: int) -> None:
    """Raise RequestError if blocks of ``block_px`` pixels are too small."""
    if block_px < SMALLEST_BLOCK_PX:
        raise RequestError(f"Blocks of {block_px} pixels are too small.", f"Choose {SMALLEST_BLOCK_PX} or more.")


def make_job(request: PredictionRequest, block_px: int, report: Callable[[Event], None]) -> Job:
    """Survey the raster of ``request`` and divide it into blocks; raise a DeepSlideError if it cannot be predicted.

    Tiles that start in the same square of ``block_px`` pixels form a block, so no tile is predicted twice.
    """
    surveyed, pack = survey(request, report), open_pack(request.pack)
    state = (*(f"{name} {_file_state(name)}" for name in surveyed.files), *_pack_state(pack.card))
    grid, tiles = surveyed.grid, tiles_of(request, pack, surveyed.grid, block_px)
    rows, columns = (_split_axis(axis, block_px) for axis in (tiles.rows, tiles.columns))
    return Job(request, grid.width, grid.height, tuple(grid.pixel_m or ()), surveyed.gain, rows, columns, state)


def _split_axis(axis: Axis, block_px: int) -> tuple[Span, ...]:
    groups = (list(starts) for _, starts in groupby(axis.starts, lambda start: start // block_px))
    return tuple(Span(starts[0], starts[-1], min(starts[-1] + axis.tile_px, axis.length)) for starts in groups)


def _file_state(name: str) -> str:
    try:
        found = os.stat(name)
    except OSError:  # not a local file: an address or a virtual raster in memory
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"


def _pack_state(card: ModelCard) -> list[str]:
    deciding = json.dumps({name: to_plain(getattr(card, name)) for name in DECIDE}, sort_keys=True)
    return [f"card {hashlib.sha256(deciding.encode()).hexdigest()}", *(member.sha256 for member in card.members)]
