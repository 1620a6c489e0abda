"""The run folder of one member, runs/<experiment>/<member>/: paths of its files, and the outcome of the training."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.records import from_plain, to_plain

TRAINED, FAILED = "trained", "failed"


@dataclass(frozen=True)
class Outcome:
    """How a training ended: ``state`` trained or failed, the ``reason`` of a failure, scores on validation data.

    ``val_f1`` is that of the checkpoint that the schedule keeps, at ``threshold``.
    """

    state: str
    reason: str = ""
    val_f1: float = 0.0
    threshold: float = 0.5
    epochs: int = 0
    seconds: float = 0.0
    sha256: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RunFolder:
    """Paths of the files in one member's run folder."""

    path: Path

    @staticmethod
    def of(runs: Path, experiment: str, member: str) -> RunFolder:
        return RunFolder(runs / experiment / member)

    @property
    def last(self) -> Path:
        return self.path / "last.ckpt"

    @property
    def best(self) -> Path:
        return self.path / "best.ckpt"

    def checkpoint(self, name: str) -> Path:
        """Return the path of the checkpoint ``name``: best or last."""
        return self.path / f"{name}.ckpt"

    @property
    def experiment(self) -> Path:
        return self.path / "experiment.toml"

    @property
    def configuration(self) -> Path:
        return self.path / "configuration.json"

    @property
    def versions(self) -> Path:
        return self.path / "versions.json"

    @property
    def data_list(self) -> Path:
        return self.path / "data.json"

    @property
    def normalisation(self) -> Path:
        return self.path / "normalisation.json"

    @property
    def outcome_path(self) -> Path:
        return self.path / "outcome.json"

    def probabilities(self, split: str) -> Path:
        return self.path / f"{split}.npy"

    def outcome(self) -> Outcome | None:
        """Return how the training ended, None if it has not."""
        if not self.outcome_path.is_file():
            return None
        return from_plain(Outcome, read_json(self.outcome_path), f"'{self.outcome_path}'")

    def save_outcome(self, outcome: Outcome) -> None:
        write_json(self.outcome_path, to_plain(outcome))

    def save_failure(self, reason: str) -> Outcome:
        """Record that the training failed and return the outcome; a trained member stays trained."""
        outcome = self.outcome()
        if outcome is None or outcome.state == FAILED:
            outcome = Outcome(FAILED, reason)
            self.save_outcome(outcome)
        return outcome


def read_json(path: Path) -> dict:
    """Read a JSON file of a run; raise RequestError if it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(f"'{path}' cannot be read: {error}.", "Delete it and train the member again.") from error


def write_json(path: Path, plain: object) -> None:
    """Write JSON atomically: a kill leaves the old file, and several processes may write at the same time."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")
    partial.replace(path)
