"""Reads F1 on validation from the TensorBoard event files of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.core.errors import RequestError

F1, BEST_F1 = "val/f1", "val/f1_best"


@dataclass(frozen=True)
class RecordedF1:
    """``best``: the highest F1 of any epoch, that of the best checkpoint; ``epochs``: the number of epochs run.

    ``ranking``: the highest ``val/f1_best``, by which the study's code ranks. It exceeds ``best`` for members that
    learnt nothing: the running maximum includes Lightning's sanity check before the first epoch, with random weights.
    """

    best: float
    ranking: float
    epochs: int


def recorded_f1(folder: Path) -> RecordedF1:
    """Return the F1 recorded in all event files below ``folder``; raise RequestError if there is none."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    series: dict[str, list[float]] = {F1: [], BEST_F1: []}
    for path in sorted(folder.rglob("events.out.tfevents.*")):
        log = EventAccumulator(str(path), size_guidance={"scalars": 0}).Reload()
        for tag in set(series) & set(log.Tags()["scalars"]):
            series[tag] += [event.value for event in log.Scalars(tag)]
    if not series[F1]:
        raise RequestError(
            f"The log in '{folder}' records no F1 on validation ({F1}).",
            "Without it the member cannot be ranked: fetch the networks again, or take the run's folder out.",
        )
    return RecordedF1(max(series[F1]), max(series[BEST_F1] or series[F1]), len(series[F1]))
