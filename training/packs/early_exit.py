"""What it costs and saves when the first members of a pack decide where the rest look."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import Score
from deepslide_qgis.core.packs.pack import open_pack
from training.packs.mosaic import Mosaic, mosaic_of
from training.planning.experiment import Experiment


@dataclass(frozen=True)
class Exit:
    """One way to predict: after ``members`` (0: all look everywhere). ``cpu_s`` is without loading the members."""

    members: int
    f1: float
    ended_share: float
    """Of the tiles."""
    cpu_s: float


def measure_exits(experiment: Experiment, data: Path, pack: Path) -> tuple[str, tuple[Exit, ...]]:
    """Return the mosaic's description, and how it is predicted by all members and by each early exit there can be."""
    count = len(open_pack(str(pack)).card.members)
    if count < 2:
        raise RequestError("A pack of one member has nobody to leave out.")
    with mosaic_of(experiment, data, pack) as mosaic:
        mosaic.predict(members=1)
        mosaic.predict(early_exit=1)  # all members are loaded from here on
        return mosaic.data, tuple(_measured(mosaic, members) for members in range(count))


def _measured(mosaic: Mosaic, members: int) -> Exit:
    began = time.process_time()
    finished, _ = mosaic.predict(early_exit=members or None)
    cpu_s = time.process_time() - began
    share = finished.summary["tiles_ended_early"] / finished.summary["tiles"]
    return Exit(members, mosaic.f1(), share, cpu_s)


def exit_scores(data: str, exits: Sequence[Exit]) -> list[Score]:
    """Return what a card says of early exits: F1, and in words what it is to be compared with."""
    everywhere = next(found for found in exits if not found.members)
    return [
        Score(
            f"pixel F1, early exit after {found.members} member(s)",
            round(found.f1, 4),
            f"{data}; all members everywhere: {everywhere.f1:.4f}; {found.ended_share:.0%} of the tiles ended early"
            f"{_cpu_share(found, everywhere)}; more end early where landslides are rare",
        )
        for found in exits
        if found.members
    ]


def _cpu_share(found: Exit, everywhere: Exit) -> str:
    """Return what share of the CPU time an exit took; nothing where no tile ended, since then it measures noise."""
    return f", {found.cpu_s / everywhere.cpu_s:.0%} of the CPU time" if found.ended_share else ""
