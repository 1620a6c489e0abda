"""Loads trained members from their run folders."""

from __future__ import annotations

import csv
import hashlib
import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import torch

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.core.records import from_plain
from training.planning.configuration import check_configuration
from training.planning.networks import make_network
from training.planning.plans import MemberPlan
from training.planning.run_folder import RunFolder, read_json
from training.planning.workspace import Workspace

PREFIX = "network."


@dataclass(frozen=True)
class TrainedMember:
    """One member, ready to predict: the weights that its schedule keeps and the normalisation of its training."""

    plan: MemberPlan
    network: torch.nn.Module
    normalisation: Normalisation
    epochs: int


def load_trained(workspace: Workspace, member_plan: MemberPlan) -> TrainedMember:
    """Return the member in its run folder.

    Raises RequestError if it was never trained, never validated, or trained before the experiment was changed.
    """
    folder = workspace.folder(member_plan.id)
    check_configuration(workspace.experiment, member_plan, folder)
    checkpoint = folder.checkpoint(workspace.experiment.schedule.checkpoint)
    if not checkpoint.is_file():
        raise RequestError(f"Member '{member_plan.id}' was never trained: there is no {checkpoint}.", "Train it first.")
    if not was_validated(folder.path):
        raise RequestError(
            f"Member '{member_plan.id}' was never validated.",
            "Train it until its first validation; see validate_every.",
        )
    state = read_checkpoint(checkpoint)
    normalisation = read_normalisation(folder)
    network = make_network(member_plan, normalisation.channels)
    weights = {name.removeprefix(PREFIX): w for name, w in state["state_dict"].items() if name.startswith(PREFIX)}
    network.load_state_dict(weights)
    return TrainedMember(
        member_plan, network.eval().to(memory_format=torch.channels_last), normalisation, int(state["epoch"]) + 1
    )


def read_normalisation(folder: RunFolder) -> Normalisation:
    """Return the normalisation with which the member in ``folder`` has been trained since its first epoch."""
    return from_plain(Normalisation, read_json(folder.normalisation), f"'{folder.normalisation}'")


def common_normalisation(members: Sequence[TrainedMember]) -> Normalisation:
    """Return the normalisation of all ``members``; raise RequestError if they differ."""
    other = next((one for one in members if one.normalisation != members[0].normalisation), None)
    if other is not None:
        raise RequestError(
            f"'{members[0].plan.id}' and '{other.plan.id}' were trained with different normalisations: the training "
            "data changed between them.",
            "Delete the folder of the one that is older and train it again, or choose members that agree: --members.",
        )
    return members[0].normalisation


def read_checkpoint(path: Path) -> dict[str, Any]:
    """Return a checkpoint's content; raise RequestError if the file is damaged."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        if isinstance(state, dict) and "state_dict" in state:
            return state
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError, ValueError, KeyError) as error:
        raise _damaged_checkpoint_error(path) from error
    raise _damaged_checkpoint_error(path)


def weights_fingerprint(path: Path) -> str | None:
    """Return a hash that identifies a checkpoint, None if there is none; raise RequestError if it is damaged.

    It is computed from the checksums of the file's zip entries: reading all checkpoints of a sweep would take minutes.
    """
    if not path.is_file():
        return None
    try:
        with ZipFile(path) as checkpoint:
            sums = [(part.filename, part.CRC) for part in checkpoint.infolist()]
    except (OSError, BadZipFile) as error:
        raise _damaged_checkpoint_error(path) from error
    return hashlib.sha256(json.dumps(sums).encode()).hexdigest()


def _damaged_checkpoint_error(path: Path) -> RequestError:
    return RequestError(
        f"The checkpoint '{path}' cannot be read.",
        "Put a copy in its place, or delete the folder it lies in and train the member again.",
    )


def was_validated(folder: Path) -> bool:
    """Return whether one of the run's logs (one per start) has a validation score."""
    return any(row.get("val_f1") for row in read_log(folder))


def read_log(folder: Path) -> list[dict[str, str]]:
    """Return the rows of all logs of a run folder, in order of the starts."""
    rows = []
    for path in sorted(folder.glob("log-*/metrics.csv"), key=lambda path: int(path.parent.name.split("-")[1])):
        with open(path, newline="", encoding="utf-8") as file:
            rows += list(csv.DictReader(file))
    return rows
