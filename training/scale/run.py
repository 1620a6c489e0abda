"""Submits the blocks of many rasters to Ray, as many at once as fit, and assembles finished rasters.

All state is on disk: a block is done when its files have their final names. The run may be killed at any moment and
restarted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from rich.console import Console
from rich.progress import Progress

from deepslide_qgis.core.errors import DeepSlideError, EngineError, OutputError, PackError
from deepslide_qgis.core.events import Event, Warned
from deepslide_qgis.core.request import PredictionRequest
from training.scale.job import Block, Job, check_block_size, make_job
from training.scale.ray_session import Resources, make_task, ray_session, tasks_at_once
from training.scale.resuming import delete_outdated, is_finished, start_or_resume
from training.scale.worker import Report, assemble_raster, predict_block

POLL_S = 1.0
RETRIES = 2
"""Retries of a block that fails; Ray retries a block whose process is lost as often."""
FATAL = (PackError, OutputError)
"""A fault of the pack or of the output folder affects every raster."""


@dataclass(frozen=True)
class Task:
    """One block of a raster, or, without a block, the assembly of the raster."""

    job: Job
    block: Optional[Block] = None
    tries: int = 1


@dataclass
class Figures:
    """Counts and results of a run."""

    blocks_before: int = 0
    blocks: int = 0
    retried: int = 0
    finished_before: int = 0
    finished: list[Job] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Rasters that could not be predicted, with the reason."""


def predict_rasters(
    requests: Sequence[PredictionRequest],
    block_px: int,
    resources: Resources,
    console: Console,
    replace: bool = False,
    keep_blocks: bool = False,
) -> Figures:
    """Predict those ``requests`` that are not done; record a raster that fails and continue with the others.

    Raises RequestError for blocks that are too small, PackError, and OutputError if nothing can be written.
    """
    check_block_size(block_px)
    figures, open_jobs = Figures(), []
    for request in requests:
        try:
            job = make_job(request, block_px, _make_warning_printer(request.input, console))
            if replace:
                delete_outdated(job)
            if is_finished(job):
                figures.finished_before += 1
                continue
            start_or_resume(job)
        except FATAL:
            raise
        except DeepSlideError as error:
            figures.failed[request.input] = str(error)
        else:
            open_jobs.append(job)
    if open_jobs:
        with ray_session(resources) as ray, Progress(console=console) as bar:
            _Run(ray, resources, keep_blocks, figures, bar).run(open_jobs)
    return figures


def _make_warning_printer(raster: str, console: Console) -> Callable[[Event], None]:
    """Return a listener that prints the warnings of one raster."""

    def listen(event: Event) -> None:
        if isinstance(event, Warned):
            console.print(f"{Path(raster).name}: {event.message}", style="yellow", soft_wrap=True, markup=False)

    return listen


class _Run:
    """The waiting and running tasks of one run."""

    def __init__(self, ray: Any, resources: Resources, keep_blocks: bool, figures: Figures, bar: Progress):
        self._ray, self._figures, self._bar, self._keep_blocks = ray, figures, bar, keep_blocks
        self._at_once = tasks_at_once(ray, resources)
        self._predict = make_task(ray, resources, predict_block, RETRIES)
        self._join = make_task(ray, resources, assemble_raster, RETRIES)
        self._waiting: deque[Task] = deque()
        self._running: dict[Any, Task] = {}
        self._unfinished_blocks: dict[str, int] = {}
        self._progress_id = bar.add_task("blocks", total=0)

    def run(self, jobs: Sequence[Job]) -> None:
        """Work until no task is left."""
        for job in jobs:
            self._enqueue(job)
        self._bar.update(self._progress_id, total=sum(self._unfinished_blocks.values()))
        while self._waiting or self._running:
            while self._waiting and len(self._running) < self._at_once:
                self._start(self._waiting.popleft())
            done, _ = self._ray.wait(list(self._running), num_returns=1, timeout=POLL_S)
            for reference in done:
                self._end(self._running.pop(reference), self._report(reference))

    def _enqueue(self, job: Job) -> None:
        blocks = [block for block in job.blocks if not job.is_done(block)]
        self._figures.blocks_before += len(job.blocks) - len(blocks)
        self._unfinished_blocks[job.request.input] = len(blocks)
        self._waiting.extend(Task(job, block) for block in blocks)
        if not blocks:
            self._waiting.append(Task(job))

    def _start(self, task: Task) -> None:
        if task.block:
            reference = self._predict.remote(task.job, task.block)
        else:
            reference = self._join.remote(task.job, self._keep_blocks)
        self._running[reference] = task

    def _report(self, reference: Any) -> Report:
        try:
            return self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            return Report(False, f"Its process ended: {str(error).strip().splitlines()[0]}")

    def _end(self, task: Task, report: Report) -> None:
        if not report.done:
            self._fail(task, report.reason)
        elif task.block is None:
            self._figures.finished.append(task.job)
        else:
            self._figures.blocks += 1
            self._bar.advance(self._progress_id)
            self._unfinished_blocks[task.job.request.input] -= 1
            if not self._unfinished_blocks[task.job.request.input]:
                self._waiting.appendleft(Task(task.job))

    def _fail(self, task: Task, reason: str) -> None:
        """Retry the task; after the last retry give its raster up."""
        name = task.job.request.input
        if name in self._figures.failed:
            return
        if task.tries <= RETRIES:
            self._figures.retried += 1
            self._waiting.append(Task(task.job, task.block, task.tries + 1))
        else:
            self._figures.failed[name] = reason
            self._waiting = deque(other for other in self._waiting if other.job is not task.job)


def raise_failed(figures: Figures) -> None:
    """Raise EngineError if a raster could not be predicted."""
    if figures.failed:
        reasons = "; ".join(f"'{name}': {reason}" for name, reason in figures.failed.items())
        raise EngineError(
            f"{len(figures.failed)} raster(s) could not be predicted: {reasons}",
            "Mend that and give the command again; finished blocks are kept.",
        )
