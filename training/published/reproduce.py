"""Reproduces the reference study's tables and figures from its own networks and data, beside the printed numbers.

It follows the study's code: bands scaled by statistics of training and validation rasters together, rasters cropped
about their centre to a multiple of 32 px, pixels without data scored, members ranked by the F1 in their logs,
probabilities averaged, landslides above one half. Probabilities are stored in single precision: members that learnt
little have many within half precision's rounding of the threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from deepslide_qgis.engine.members.torch_member import find_gpu
from training.data.datasets import open_evaluation
from training.data.evaluation_set import EvaluationSet
from training.data.normalising import save_normalisation
from training.ensembles.split_pixels import SplitPixels
from training.figures.draw import draw_studies
from training.figures.style import title_of
from training.members.predictions import predict
from training.members.targets import Targets, load_targets
from training.planning.run_folder import RunFolder, read_json, write_json
from training.planning.workspace import Workspace
from training.published.conversion import Published, load_published_network
from training.published.ganerod import measure_all_bands, read_study, select_bands
from training.published.hydra_runs import PublishedRun, find_runs
from training.published.printed_comparison import Comparison, compare
from training.published.study_scoring import study_as_published

SPLITS = ("validation", "test")
PROVENANCE_NAME = "checkpoint.json"
PAGE = "reproduced.md"
Reporter = Callable[[str], None]


@dataclass(frozen=True)
class Places:
    """Folders of the study's networks and data, of the probabilities, and of the results."""

    models: Path
    data: Path
    runs: Path
    target: Path


def reproduce(places: Places, settings: tuple[str, ...] = (), report: Reporter = lambda _: None) -> Comparison:
    """Predict with all published members, draw the study's tables and figures, and compare them with the printed ones.

    A rerun resumes with the missing members. Writes into ``places.target``, beginning with the page ``reproduced.md``.
    Raises RequestError if a run, a checkpoint or the data cannot be used.
    """
    found = find_runs(places.models, settings)
    experiment = read_study(places.data, [run for runs in found.values() for run in runs])
    workspace = Workspace(experiment, places.data, places.runs)
    all_bands = measure_all_bands(places.data)
    for setting, runs in found.items():
        save_normalisation(workspace, runs[0].plan, select_bands(setting, all_bands))
    splits = {setting: _predict_splits(workspace, runs, report) for setting, runs in found.items()}
    studies = []
    for setting, (validation, test) in splits.items():
        report(f"{title_of(setting)}: growing ensembles")
        order = sorted(found[setting], key=lambda run: -run.f1.ranking)
        studies.append(study_as_published(setting, [run.plan.id for run in order], validation, test))
    report("drawing")
    draw_studies(experiment, studies, splits, places.data, places.target)
    comparison = compare(studies, found)
    for name, table in comparison.tables.items():
        table.write(places.target / name)
    (places.target / PAGE).write_text(comparison.page(experiment.data.title), encoding="utf-8")
    return comparison


def _predict_splits(
    workspace: Workspace, runs: Sequence[PublishedRun], report: Reporter
) -> tuple[SplitPixels, SplitPixels]:
    """Return the predictions of one setting's members on validation and test, with the F1 from their logs."""
    selected = workspace.with_setting(runs[0].setting)
    images = {split: open_evaluation(selected, runs[0].plan, split) for split in SPLITS}
    targets = {split: load_targets(selected, split) for split in SPLITS}
    for number, run in enumerate(runs, 1):
        folder, provenance = workspace.folder(run.plan.id), _describe_provenance(run, targets)
        if not _is_up_to_date(folder, provenance):
            report(f"{title_of(run.setting)}: predicting with {run.plan.id}, {number} of {len(runs)}")
            _predict_run(run, folder, images)
            write_json(folder.path / PROVENANCE_NAME, provenance)
    recorded = {run.plan.id: run.f1.ranking for run in runs}
    validation, test = (_open_split(workspace, runs, targets[split], recorded) for split in SPLITS)
    return validation, test


def _predict_run(run: PublishedRun, folder: RunFolder, images: dict[str, EvaluationSet]) -> None:
    channels = images["test"][0][0].shape[0]
    network = load_published_network(Published(run.plan, run.checkpoint, channels)).to(
        find_gpu() or "cpu", memory_format=torch.channels_last
    )
    folder.path.mkdir(parents=True, exist_ok=True)
    for split in SPLITS:
        np.save(folder.probabilities(split), predict(network, images[split], dtype=np.float32))


def _is_up_to_date(folder: RunFolder, provenance: dict[str, Any]) -> bool:
    note = folder.path / PROVENANCE_NAME
    return note.is_file() and read_json(note) == provenance


def _describe_provenance(run: PublishedRun, targets: dict[str, Targets]) -> dict[str, Any]:
    state = run.checkpoint.stat()
    data = {split: found.provenance for split, found in targets.items()}
    return {"path": str(run.checkpoint.resolve()), "size": state.st_size, "time_ns": state.st_mtime_ns, "data": data}


def _open_split(
    workspace: Workspace, runs: Sequence[PublishedRun], targets: Targets, recorded: dict[str, float]
) -> SplitPixels:
    folders = {run.plan.id: workspace.folder(run.plan.id) for run in runs}
    probabilities = {
        member: np.load(folder.probabilities(targets.split), mmap_mode="r") for member, folder in folders.items()
    }
    return SplitPixels(targets.label, targets.group, targets.names, probabilities, recorded=recorded)
