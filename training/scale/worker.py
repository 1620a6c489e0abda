"""What a worker process does: it predicts one block after another, and puts rasters together; members stay loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deepslide_qgis.core.errors import DeepSlideError
from training.scale.job import Block, Job


@dataclass(frozen=True)
class Report:
    """How one task ended, and why where it is not done."""

    done: bool
    reason: str = ""


def predict_block(job: Job, block: Block) -> Report:
    """Predict one block into its files; never raise: the others shall go on."""
    from deepslide_qgis.engine.predict import predict

    return _reported(lambda: predict(job.request_for(block), lambda event: None, lambda: False))


def put_together(job: Job, keep_blocks: bool) -> Report:
    """Write the whole raster from its blocks."""
    from training.scale.assemble import assemble

    return _reported(lambda: assemble(job, keep_blocks))


def _reported(work: Callable[[], Any]) -> Report:
    try:
        work()
    except DeepSlideError as error:
        return Report(False, str(error))
    except Exception as error:  # noqa: BLE001 (a block that breaks must not end the rest)
        return Report(False, f"{type(error).__name__}: {error}")
    return Report(True)
