"""Measures cost and savings of early exits, where a pack's first members decide where the others predict."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import Score
from deepslide_qgis.core.packs.pack import open_pack
from training.packs.mosaic import Mosaic, make_mosaic
from training.planning.experiment import Experiment


@dataclass(frozen=True)
class Exit:
    """One early exit: after ``members`` (0: all members predict everywhere). ``cpu_s`` excludes loading."""

    members: int
    f1: float
    ended_share: float
    """Share of the tiles."""
    cpu_s: float


def measure_exits(experiment: Experiment, data: Path, pack: Path) -> tuple[str, tuple[Exit, ...]]:
    """Return the mosaic's description, and its prediction by all members and with every possible early exit."""
    count = len(open_pack(str(pack)).card.members)
    if count < 2:
        raise RequestError("A pack of one member has no member to skip.")
    with make_mosaic(experiment, data, pack) as mosaic:
        mosaic.predict(members=1)
        mosaic.predict(early_exit=1)  # loads all members, so that loading is not measured
        return mosaic.data, tuple(_measure_exit(mosaic, members) for members in range(count))


def _measure_exit(mosaic: Mosaic, members: int) -> Exit:
    began = time.process_time()
    finished, _ = mosaic.predict(early_exit=members or None)
    cpu_s = time.process_time() - began
    share = finished.summary["tiles_ended_early"] / finished.summary["tiles"]
    return Exit(members, mosaic.f1(), share, cpu_s)


def exit_scores(data: str, exits: Sequence[Exit]) -> list[Score]:
    """Return the card's scores of early exits, with a description to compare them by."""
    all_members = next(found for found in exits if not found.members)
    return [
        Score(
            f"pixel F1, early exit after {found.members} member(s)",
            round(found.f1, 4),
            f"{data}; all members everywhere: {all_members.f1:.4f}; {found.ended_share:.0%} of the tiles ended early"
            f"{_format_cpu_share(found, all_members)}; more end early where landslides are rare",
        )
        for found in exits
        if found.members
    ]


def _format_cpu_share(found: Exit, all_members: Exit) -> str:
    """Return the share of CPU time in words; empty if no tile ended early, as it would be noise."""
    return f", {found.cpu_s / all_members.cpu_s:.0%} of the CPU time" if found.ended_share else ""
