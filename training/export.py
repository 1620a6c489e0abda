"""Writes a model pack: the card, and one folder per member as segmentation-models-pytorch saves it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch

from deepslide_qgis.core.card import Member, ModelCard, Score
from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.pack import CARD_NAME, CONFIG_NAME, WEIGHTS_NAME, file_sha256
from training.experiment import Experiment
from training.score import Validated, kept_scores, validate
from training.statistics import kept_normalisation
from training.train import NORMALISATION_NAME, versions
from training.trained import TrainedMember


def export(experiment: Experiment, data: Path, runs: Path, target: Path, replace: bool = False) -> Path:
    """Write the pack ``target`` from the trained and validated members of ``experiment``; return its card's path.

    Raises RequestError where a member was never trained or validated, OutputError where ``target`` is in the way.
    """
    if target.exists() and not replace:
        raise OutputError(f"'{target}' is there already.", "Choose another folder, or give --replace.")
    validated = validate(experiment, data, runs)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    members = tuple(_save(validated, index, target) for index in validated.tuned.order)
    normalisation = kept_normalisation(runs / experiment.name / NORMALISATION_NAME, experiment, data)
    card = ModelCard(
        id=experiment.name,
        setting=experiment.bands,
        normalisation=normalisation,
        thresholds=validated.tuned.thresholds,
        members=members,
        scores=kept_scores(experiment, runs),
        versions=versions(),
        **vars(experiment.card),
    )
    (target / CARD_NAME).write_text(card.to_json(), encoding="utf-8")
    return target / CARD_NAME


def add_score(card_path: Path, score: Score) -> None:
    """Put ``score`` into a written card, in the place of one of the same name."""
    plain = json.loads(card_path.read_text(encoding="utf-8"))
    others = [item for item in plain["scores"] if item["name"] != score.name]
    plain["scores"] = [*others, {"name": score.name, "value": score.value, "data": score.data}]
    card_path.write_text(ModelCard.from_json(json.dumps(plain)).to_json(), encoding="utf-8")


def _save(validated: Validated, index: int, target: Path) -> Member:
    trained: TrainedMember = validated.members[index]
    plan, folder = trained.plan, target / trained.plan.id
    save_network(trained.network, folder)
    return Member(
        id=plan.id,
        architecture=plan.architecture,
        encoder_name=plan.encoder_name,
        sha256=file_sha256(folder / WEIGHTS_NAME),
        validation_f1=round(validated.tuned.f1[index], 4),
        notes=f"trained from scratch for {trained.epochs} epochs, weights in half precision",
    )


def save_network(network: torch.nn.Module, folder: Path) -> None:
    """Save ``network`` in half precision, so that ``smp.from_pretrained(folder)`` opens it; nothing else beside."""
    network.half().save_pretrained(folder)
    for path in folder.iterdir():
        if path.name not in (CONFIG_NAME, WEIGHTS_NAME):
            path.unlink()
