"""Studies of made-up members, and an experiment that names them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.training.ensembles.made_pixels import made_pixels
from tests.training.tiny_experiment import EXPERIMENT
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.study import SettingStudy, study
from training.planning.experiment import Experiment, read_experiment
from training.planning.plans import MemberPlan

SETTINGS = ("s1", "s2")


def made_splits(setting: str, members: int = 12, seed: int = 1) -> tuple[SplitPixels, SplitPixels]:
    """Return validation and test pixels of ``members`` of one setting."""

    def named(pixels: SplitPixels) -> SplitPixels:
        return replace(pixels, probabilities={f"{setting}-{k}": v for k, v in pixels.probabilities.items()})

    return named(made_pixels(members, seed=seed)), named(made_pixels(members, seed=seed + 50))


def made_studies(members: int = 12, halved: bool = False) -> list[SettingStudy]:
    found = []
    for seed, setting in enumerate(SETTINGS):
        validation, test = made_splits(setting, members, seed)
        found.append(study(setting, validation, None if halved else test, "half"))
    return found


def made_experiment(folder: Path, members: int = 12) -> Experiment:
    path = folder / "made.toml"
    path.write_text(EXPERIMENT)
    plans = tuple(
        MemberPlan(f"{setting}-m{n}", "Unet", "resnet34", setting=setting, loss={"dice": 1.0}, learning_rate=0.01)
        for setting in SETTINGS
        for n in range(members)
    )
    return replace(read_experiment(path), members=plans)
