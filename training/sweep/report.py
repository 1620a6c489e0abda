"""A worker's report on one member."""

from __future__ import annotations

from dataclasses import dataclass

from training.planning.run_folder import TRAINED, Outcome


@dataclass(frozen=True)
class Report:
    """How the training of one member ended; ``stops_all`` if no other member can succeed (full disk)."""

    member: str
    trained: bool
    val_f1: float = 0.0
    reason: str = ""
    seconds: float = 0.0
    stops_all: bool = False


def report_of(member: str, outcome: Outcome, seconds: float = 0.0) -> Report:
    """Return the report of a member whose training has ended."""
    return Report(member, outcome.state == TRAINED, outcome.val_f1, outcome.reason, seconds or outcome.seconds)
