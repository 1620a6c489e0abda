"""One raster to predict by blocks: what is asked, how it is divided, and where its blocks lie until they are whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import DeepSlideError, RequestError
from deepslide_qgis.core.events import Event
from deepslide_qgis.core.pack import open_pack
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.core.request import Part, PredictionOutputs, PredictionRequest
from deepslide_qgis.core.run_files import partial_path, record_path
from deepslide_qgis.engine.survey import survey
from deepslide_qgis.engine.writer import BLOCK_PX

JOB_NAME = "job.json"
MEASURED = ("probability", "spread", "agreement")
"""The layers that blocks hold; the mask follows from the probability."""


@dataclass(frozen=True)
class Block:
    """A part of a raster, and the name of its files."""

    name: str
    part: Part


@dataclass(frozen=True)
class Job:
    """``request`` for the whole raster; its size and pixels on the prediction grid, its gain, the blocks' side.

    ``state`` tells whether the raster's files and the pack's weights are still those of the first blocks.
    """

    request: PredictionRequest
    width_px: int
    height_px: int
    pixel_m: tuple[float, ...]
    gain: float
    block_px: int
    state: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.block_px < BLOCK_PX or self.block_px % BLOCK_PX:
            raise RequestError(
                f"Blocks of {self.block_px} pixels do not fit the results' own.", f"Choose a multiple of {BLOCK_PX}."
            )

    @property
    def folder(self) -> Path:
        """Where the blocks lie."""
        return Path(self.request.outputs.probability).with_suffix(".blocks")

    @property
    def blocks(self) -> list[Block]:
        """All blocks, row by row."""
        side = self.block_px
        return [
            Block(f"{top}-{left}", Part(left, top, min(side, self.width_px - left), min(side, self.height_px - top)))
            for top in range(0, self.height_px, side)
            for left in range(0, self.width_px, side)
        ]

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


def make_job(request: PredictionRequest, block_px: int, report: Callable[[Event], None]) -> Job:
    """Look at the raster of ``request``; raise a DeepSlideError where it cannot be predicted."""
    seen = survey(request, report)
    weights = (member.sha256 for member in open_pack(request.pack).card.members)
    state = (*(f"{name} {_state(name)}" for name in seen.files), *weights)
    pixel_m = seen.grid.pixel_m or ()
    return Job(request, seen.grid.width, seen.grid.height, tuple(pixel_m), seen.gain, block_px, state)


def begin(job: Job) -> None:
    """Make the folder of the blocks, or go on in it; raise RequestError where blocks of another job are in it."""
    kept = _kept(job.folder / JOB_NAME)
    if kept not in (None, job):
        raise RequestError(
            f"In '{job.folder}' lie blocks that were predicted otherwise: of another raster, pack or settings.",
            "Ask for the same as then, give --replace, or choose another folder.",
        )
    job.folder.mkdir(parents=True, exist_ok=True)
    unfinished = partial_path(str(job.folder / JOB_NAME))
    Path(unfinished).write_text(json.dumps(to_plain(job), indent=2) + "\n", encoding="utf-8")
    os.replace(unfinished, job.folder / JOB_NAME)


def is_finished(job: Job) -> bool:
    """Return whether the whole result is there already; raise RequestError where it is another one's."""
    outputs = job.request.outputs
    try:
        record = json.loads(Path(record_path(outputs.probability)).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if record.get("request") != to_plain(job.request):
        raise RequestError(
            f"'{outputs.probability}' is there already and was predicted otherwise.",
            "Give --replace, or choose another folder.",
        )
    return all(Path(path).is_file() for path in outputs.paths.values())


def _kept(path: Path) -> Optional[Job]:
    """Return the job that was kept; one that cannot be read counts as none only where there is no file."""
    if not path.is_file():
        return None
    try:
        return from_plain(Job, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, DeepSlideError) as error:
        raise RequestError(f"'{path}' cannot be read: {error}", "Give --replace to begin anew.") from error


def _state(name: str) -> str:
    try:
        found = os.stat(name)
    except OSError:  # not a file of this machine: an address, a view in memory
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"
