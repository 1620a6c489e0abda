"""Captions of tables and figures: the data, and how members and thresholds were chosen."""

from __future__ import annotations

from training.ensembles.study import SettingStudy
from training.ensembles.thresholds import HALF
from training.planning.experiment import Experiment

WAYS = {
    "mean_probability": "mean probability",
    "vote": "share of votes",
    "mean_logit": "mean logit",
    "weighted": "mean probability weighted by F1",
}


def scored_on(study: SettingStudy) -> str:
    """Return the name of the scored data."""
    if study.halved:
        return "validation, cross-fitted in halves"
    return "test"


def caption(experiment: Experiment, study: SettingStudy) -> str:
    """Return the caption of a table or figure."""
    threshold = "0.5" if study.rule == HALF else "tuned on the data that chose the members"
    data = f"Data: {experiment.data.title}."
    if study.halved:
        how = (
            "There is no test split, so each half of the validation images scores what the other half chose "
            "(members, ensemble size, threshold); both are pooled."
        )
    else:
        how = "Members are chosen on the validation split and scored on the test split."
    return f"{data} {how} All pixels pooled; threshold {threshold}; ensembles by {WAYS[study.how]}."
