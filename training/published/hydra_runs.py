"""Reads the run folders of the reference study: each member's plan, scores and best checkpoint.

Layout (Zenodo record 13471162, ``trained_models.zip``): ``models/<setting>_ensemble/<job number>/`` with
``.hydra/config.yaml``, ``checkpoints/epoch_NNN.ckpt`` (best on validation) and ``last.ckpt``, and
``tensorboard/version_0/`` with event files and ``hparams.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from deepslide_qgis.core.bands import CASE_STUDY_BANDS, setting_named
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import ARCHITECTURES
from training.planning.plans import MemberPlan
from training.published.event_log import RecordedF1, recorded_f1

FOLDERS = {
    "s1": "sentinel1_ensemble",
    "s2": "sentinel2_ensemble",
    "s1s2": "sentinel1_and_2_ensemble",
    "all": "all_ch_ensemble",
}
LOSSES = {
    "SoftBCEWithLogitsLoss": "bce",
    "BCEWithLogitsLoss": "bce",
    "DiceLoss": "dice",
    "FocalLoss": "focal",
    "JaccardLoss": "jaccard",
    "LovaszLoss": "lovasz",
}
ENCODER = "resnet34"
"""The default encoder of segmentation-models-pytorch, which the study used."""
NOT_ARGUMENTS = ("_target_", "encoder_name", "encoder_weights", "in_channels", "classes")
FETCH_AGAIN = "Fetch the networks again: python -m training fetch ganerod-models."


@dataclass(frozen=True)
class PublishedRun:
    """One trained network of the study: its plan, its checkpoint, and F1 on validation from its logs."""

    folder: Path
    plan: MemberPlan
    checkpoint: Path
    f1: RecordedF1
    seed: int
    batch_size: int

    @property
    def setting(self) -> str:
        return self.plan.setting


def find_runs(models: Path, settings: tuple[str, ...] = ()) -> dict[str, tuple[PublishedRun, ...]]:
    """Return the runs of each setting, ranked by the F1 of their best epochs in their logs.

    ``models`` is the unpacked archive or a folder around it. Raises RequestError if there are no runs or if one cannot
    be read.
    """
    root = _find_root(models)
    unknown = sorted(set(settings) - set(FOLDERS))
    if unknown:
        raise RequestError(f"The study has no setting {', '.join(unknown)}.", f"Its settings: {', '.join(FOLDERS)}.")
    wanted = [name for name in settings or FOLDERS if settings or (root / FOLDERS[name]).is_dir()]
    return {
        name: tuple(sorted(_read_runs(root / FOLDERS[name], name), key=lambda run: -run.f1.best)) for name in wanted
    }


def _find_root(models: Path) -> Path:
    below = ("", "models", "trained_models", "trained_models/models")
    for root in (models / name for name in below):
        if any((root / folder).is_dir() for folder in FOLDERS.values()):
            return root
    raise RequestError(
        f"There are no runs of the reference study in '{models}': none of the folders {', '.join(FOLDERS.values())}.",
        "Fetch them first: python -m training fetch ganerod-models --to DIR.",
    )


def _read_runs(folder: Path, setting: str) -> Iterator[PublishedRun]:
    jobs = sorted((path for path in folder.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))
    if not jobs:
        raise RequestError(f"'{folder}' has no run folders (0, 1, 2 …).", FETCH_AGAIN)
    for job in jobs:
        yield _read_run(job, setting)


def _read_run(folder: Path, setting: str) -> PublishedRun:
    config = _read_config(folder)
    try:
        member_plan = _make_plan(folder, setting, config)
        seed, batch_size = int(config.get("seed") or 0), int(config["data"]["batch_size"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RequestError(f"The configuration of run '{folder}' lacks something: {error!r}.", FETCH_AGAIN) from error
    return PublishedRun(
        folder, member_plan, _find_best_checkpoint(folder), recorded_f1(folder / "tensorboard"), seed, batch_size
    )


def _read_config(folder: Path) -> dict[str, Any]:
    """Return the run's configuration: Hydra's own, or the copy beside the log."""
    places = [folder / ".hydra" / "config.yaml", *sorted((folder / "tensorboard").glob("version_*/hparams.yaml"))]
    for path in places:
        try:
            config = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            continue
        if isinstance(config, dict) and "model" in config:
            return config
    raise RequestError(f"Run '{folder}' has no readable configuration (.hydra/config.yaml).", FETCH_AGAIN)


def _make_plan(folder: Path, setting: str, config: dict[str, Any]) -> MemberPlan:
    net, loss = config["model"]["net"], config["model"]["loss"]["_target_"].split(".")[-1]
    architecture, rate = net["_target_"].split(".")[-1], float(config["model"]["optimizer"]["lr"])
    if architecture not in ARCHITECTURES or loss not in LOSSES:
        raise RequestError(f"Run '{folder}' has an unknown network or loss: {architecture}, {loss}.")
    _check_channels(folder, setting, config)
    name = f"{setting}-{int(folder.name):02d}-{architecture}-{LOSSES[loss]}-{rate:g}".lower()
    return MemberPlan(
        id=name,
        architecture=architecture,
        encoder_name=str(net.get("encoder_name", ENCODER)),
        arguments={key: value for key, value in net.items() if key not in NOT_ARGUMENTS},
        setting=setting,
        loss={LOSSES[loss]: 1.0},
        learning_rate=rate,
    )


def _check_channels(folder: Path, setting: str, config: dict[str, Any]) -> None:
    """Raise RequestError if a run reads other bands than its folder's setting; no list means all fifteen."""
    channels = config["data"].get("channels")
    channels = list(range(len(CASE_STUDY_BANDS))) if channels is None else list(channels)
    known = [band.name for band in CASE_STUDY_BANDS]
    expected = [known.index(name) for name in setting_named(setting).band_names]
    inputs, outputs = config["model"]["net"]["in_channels"], config["model"]["net"].get("classes", 1)
    if channels != expected or inputs != len(expected) or outputs != 1:
        raise RequestError(
            f"Run '{folder}' reads the channels {channels} with {inputs} inputs and {outputs} outputs; the setting "
            f"'{setting}' has the channels {expected} and one output.",
            "Put it into the folder of its setting.",
        )


def _find_best_checkpoint(folder: Path) -> Path:
    """Return the checkpoint of the best epoch; if there are several, the latest, which replaced the others."""
    found = [path for path in (folder / "checkpoints").glob("epoch_*.ckpt") if re.search(r"\d+", path.stem)]
    if not found:
        raise RequestError(
            f"Run '{folder}' has no checkpoint of its best epoch (checkpoints/epoch_NNN.ckpt).",
            "last.ckpt holds the weights of its last epoch, which the study does not use. " + FETCH_AGAIN,
        )
    return max(found, key=lambda path: tuple(int(part) for part in re.findall(r"\d+", path.stem)))
