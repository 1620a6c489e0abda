"""What a worker says when it is done with a member."""

from __future__ import annotations

from dataclasses import dataclass

from training.planning.run_folder import TRAINED, Outcome


@dataclass(frozen=True)
class Report:
    """How one member ended; ``stops_all`` where no other member can do better (the disk is full)."""

    member: str
    trained: bool
    val_f1: float = 0.0
    reason: str = ""
    seconds: float = 0.0
    stops_all: bool = False


def report_of(member: str, outcome: Outcome, seconds: float = 0.0) -> Report:
    """Return the report of a member that has ended."""
    return Report(member, outcome.state == TRAINED, outcome.val_f1, outcome.reason, seconds or outcome.seconds)
