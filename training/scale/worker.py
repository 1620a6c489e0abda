"""Ray tasks of a prediction: predict one block, or assemble a raster. Members stay loaded between tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deepslide_qgis.core.errors import DeepSlideError
from training.scale.job import Block, Job


@dataclass(frozen=True)
class Report:
    """How one task ended, with the reason if it failed."""

    done: bool
    reason: str = ""


def predict_block(job: Job, block: Block) -> Report:
    """Predict one block into its files; never raise, so that the other blocks continue."""
    from deepslide_qgis.engine.predict import predict

    return _run_and_report(lambda: predict(job.request_for(block), lambda event: None, lambda: False))


def assemble_raster(job: Job, keep_blocks: bool) -> Report:
    """Write the whole raster from its blocks."""
    from training.scale.assemble import assemble

    return _run_and_report(lambda: assemble(job, keep_blocks))


def _run_and_report(work: Callable[[], Any]) -> Report:
    try:
        work()
    except DeepSlideError as error:
        return Report(False, str(error))
    except Exception as error:  # noqa: BLE001 (a block that breaks must not end the rest)
        return Report(False, f"{type(error).__name__}: {error}")
    return Report(True)
