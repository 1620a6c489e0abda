"""The reference study's tables and figures from its own networks on its own data, beside what it printed.

As its code does it: bands scaled by the statistics of the training and validation rasters together, whole rasters cut
about their centre to a multiple of 32 px, gaps scored, members ranked by the F1 that their logs recorded, probabilities
averaged, landslides above one half. Probabilities are kept in single precision: members that learnt little have many
within half precision's rounding of the threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from deepslide_qgis.engine.members.torch_member import find_gpu
from training.data.evaluation_set import EvaluationSet
from training.data.normalising import keep_normalisation
from training.data.opening import open_evaluation
from training.ensembles.split_pixels import SplitPixels
from training.figures.draw import draw_studies
from training.figures.style import title_of
from training.members.predictions import predict
from training.members.targets import Targets, targets_of
from training.planning.experiment import Experiment
from training.planning.run_folder import RunFolder, read_json, write_json
from training.published.beside_printed import Comparison, compare
from training.published.conversion import Published, published_network
from training.published.ganerod import measured_on_all_bands, normalisation_of, study_of
from training.published.hydra_runs import PublishedRun, find_runs
from training.published.studied import study_as_published

SPLITS = ("validation", "test")
MADE_OF = "checkpoint.json"
PAGE = "reproduced.md"
Said = Callable[[str], None]


@dataclass(frozen=True)
class Places:
    """Where the study's networks and data lie, where probabilities are kept, and where results are written."""

    models: Path
    data: Path
    runs: Path
    target: Path


def reproduce(places: Places, settings: tuple[str, ...] = (), said: Said = lambda _: None) -> Comparison:
    """Predict with all published members, draw the study's tables and figures, and compare them with the printed ones.

    Stopped and given again it goes on with the members that are missing. Writes into ``places.target``, the page
    ``reproduced.md`` first. Raises RequestError where a run, a checkpoint or the data cannot be used.
    """
    found = find_runs(places.models, settings)
    experiment = study_of(places.data, [run for runs in found.values() for run in runs])
    scaled = measured_on_all_bands(places.data)
    for setting, runs in found.items():
        keep_normalisation(experiment, runs[0].plan, places.data, places.runs, normalisation_of(setting, scaled))
    splits = {setting: _splits(experiment, runs, places, said) for setting, runs in found.items()}
    studies = []
    for setting, (validation, test) in splits.items():
        said(f"{title_of(setting)}: growing ensembles")
        order = sorted(found[setting], key=lambda run: -run.f1.ranking)
        studies.append(study_as_published(setting, [run.plan.id for run in order], validation, test))
    said("drawing")
    draw_studies(experiment, studies, splits, places.data, places.target)
    comparison = compare(studies, found)
    for name, table in comparison.tables.items():
        table.write(places.target / name)
    (places.target / PAGE).write_text(comparison.page(experiment.data.title), encoding="utf-8")
    return comparison


def _splits(
    experiment: Experiment, runs: Sequence[PublishedRun], places: Places, said: Said
) -> tuple[SplitPixels, SplitPixels]:
    """Return what the members of one setting predict on validation and test, with the F1 that their logs recorded."""
    one = experiment.with_setting(runs[0].setting)
    images = {split: open_evaluation(one, runs[0].plan, split, places.data, places.runs) for split in SPLITS}
    targets = {split: targets_of(one, split, places.data, places.runs) for split in SPLITS}
    for number, run in enumerate(runs, 1):
        folder, made_of = RunFolder.of(places.runs, experiment.name, run.plan.id), _made_of(run, targets)
        if not _is_kept(folder, made_of):
            said(f"{title_of(run.setting)}: predicting with {run.plan.id}, {number} of {len(runs)}")
            _predict(run, folder, images)
            write_json(folder.path / MADE_OF, made_of)
    recorded = {run.plan.id: run.f1.ranking for run in runs}
    validation, test = (_pixels(experiment, runs, targets[split], places, recorded) for split in SPLITS)
    return validation, test


def _predict(run: PublishedRun, folder: RunFolder, images: dict[str, EvaluationSet]) -> None:
    channels = images["test"][0][0].shape[0]
    network = published_network(Published(run.plan, run.checkpoint, channels)).to(
        find_gpu() or "cpu", memory_format=torch.channels_last
    )
    folder.path.mkdir(parents=True, exist_ok=True)
    for split in SPLITS:
        np.save(folder.probabilities(split), predict(network, images[split], dtype=np.float32))


def _is_kept(folder: RunFolder, made_of: dict[str, Any]) -> bool:
    mark = folder.path / MADE_OF
    return mark.is_file() and read_json(mark) == made_of


def _made_of(run: PublishedRun, targets: dict[str, Targets]) -> dict[str, Any]:
    state = run.checkpoint.stat()
    data = {split: found.made_of for split, found in targets.items()}
    return {"path": str(run.checkpoint.resolve()), "size": state.st_size, "time_ns": state.st_mtime_ns, "data": data}


def _pixels(
    experiment: Experiment, runs: Sequence[PublishedRun], targets: Targets, places: Places, recorded: dict[str, float]
) -> SplitPixels:
    folders = {run.plan.id: RunFolder.of(places.runs, experiment.name, run.plan.id) for run in runs}
    kept = {member: np.load(folder.probabilities(targets.split), mmap_mode="r") for member, folder in folders.items()}
    return SplitPixels(targets.label, targets.group, targets.names, kept, recorded=recorded)
