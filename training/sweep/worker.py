"""The sweep's worker: trains one member after another and records how each ended."""

from __future__ import annotations

import time
import traceback
from pathlib import Path

from deepslide_qgis.core.errors import DeepSlideError, OutputError
from training.members.member_lock import TrainedElsewhereError
from training.planning.plans import MemberPlan
from training.planning.run_folder import FAILED, Outcome
from training.planning.workspace import Workspace
from training.sweep.report import Report, report_of


def train_one(workspace: Workspace, experiment_file: Path, member_plan: MemberPlan, threads: int) -> Report:
    """Train or resume ``member_plan`` on ``threads`` CPU threads; never raise, so that the other members continue."""
    began = time.monotonic()
    folder = workspace.folder(member_plan.id)
    try:
        _train(workspace, experiment_file, member_plan, threads)
    except TrainedElsewhereError as error:
        return Report(member_plan.id, False, reason=str(error))
    except OutputError as error:
        return Report(member_plan.id, False, reason=str(error), stops_all=True)
    except DeepSlideError as error:
        folder.save_failure(str(error))
    except Exception as error:  # noqa: BLE001 (a member that breaks must not end the sweep)
        (folder.path / "error.txt").write_text(traceback.format_exc(), encoding="utf-8")
        folder.save_failure(f"{type(error).__name__}: {error} (whole in error.txt)")
    outcome = folder.outcome() or Outcome(FAILED, "It ended without an outcome.")
    return report_of(member_plan.id, outcome, time.monotonic() - began)


def _train(workspace: Workspace, experiment_file: Path, member_plan: MemberPlan, threads: int) -> None:
    """Train the member; torch is imported here, once per worker process."""
    from training.members.train import set_threads, train_member

    set_threads(threads)
    train_member(workspace, experiment_file, member_plan)
