"""Hands blocks to Ray, as many at once as there are cores or shares of GPUs, and rasters to be put together.

Everything that matters is on disk: a block is done when its files have their names. The run may be killed at any moment
and given again.
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
from training.scale.ray_session import Resources, ray_session, remote, tasks_at_once
from training.scale.resuming import begin, is_finished, make_way
from training.scale.worker import Report, predict_block, put_together

LOOK_S = 1.0
RETRIES = 2
"""A block that fails is tried again so many times; one whose process is lost, by Ray, as often."""
CONCERN_ALL = (PackError, OutputError)
"""What is wrong with the pack or with the folder of the results is wrong for every raster."""


@dataclass(frozen=True)
class Task:
    """One block of a raster, or, without a block, its blocks to be put together."""

    job: Job
    block: Optional[Block] = None
    tries: int = 1


@dataclass
class Figures:
    """What a run did."""

    blocks_before: int = 0
    blocks: int = 0
    retried: int = 0
    finished_before: int = 0
    finished: list[Job] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Rasters that could not be predicted, and why."""


def predict_rasters(
    requests: Sequence[PredictionRequest],
    block_px: int,
    resources: Resources,
    console: Console,
    replace: bool = False,
    keep_blocks: bool = False,
) -> Figures:
    """Predict what of ``requests`` is not done; one that cannot be is told in the figures, and the others go on.

    Raises RequestError for blocks that are too small, PackError, and OutputError where nothing can be written.
    """
    check_block_size(block_px)
    figures, open_jobs = Figures(), []
    for request in requests:
        try:
            job = make_job(request, block_px, _say(request.input, console))
            if replace:
                make_way(job)
            if is_finished(job):
                figures.finished_before += 1
                continue
            begin(job)
        except CONCERN_ALL:
            raise
        except DeepSlideError as error:
            figures.failed[request.input] = str(error)
        else:
            open_jobs.append(job)
    if open_jobs:
        with ray_session(resources) as ray, Progress(console=console) as bar:
            _Run(ray, resources, keep_blocks, figures, bar).over(open_jobs)
    return figures


def _say(raster: str, console: Console) -> Callable[[Event], None]:
    """Return a listener that prints the warnings of one raster."""

    def listen(event: Event) -> None:
        if isinstance(event, Warned):
            console.print(f"{Path(raster).name}: {event.message}", style="yellow", soft_wrap=True, markup=False)

    return listen


class _Run:
    """The tasks of one run: those that wait and those that Ray has."""

    def __init__(self, ray: Any, resources: Resources, keep_blocks: bool, figures: Figures, bar: Progress):
        self._ray, self._figures, self._bar, self._keep_blocks = ray, figures, bar, keep_blocks
        self._at_once = tasks_at_once(ray, resources)
        self._predict = remote(ray, resources, predict_block, RETRIES)
        self._join = remote(ray, resources, put_together, RETRIES)
        self._waiting: deque[Task] = deque()
        self._running: dict[Any, Task] = {}
        self._open: dict[str, int] = {}
        self._shown = bar.add_task("blocks", total=0)

    def over(self, jobs: Sequence[Job]) -> None:
        """Work until nothing is left."""
        for job in jobs:
            self._enqueue(job)
        self._bar.update(self._shown, total=sum(self._open.values()))
        while self._waiting or self._running:
            while self._waiting and len(self._running) < self._at_once:
                self._start(self._waiting.popleft())
            done, _ = self._ray.wait(list(self._running), num_returns=1, timeout=LOOK_S)
            for reference in done:
                self._end(self._running.pop(reference), self._report(reference))

    def _enqueue(self, job: Job) -> None:
        blocks = [block for block in job.blocks if not job.is_done(block)]
        self._figures.blocks_before += len(job.blocks) - len(blocks)
        self._open[job.request.input] = len(blocks)
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
            self._bar.advance(self._shown)
            self._open[task.job.request.input] -= 1
            if not self._open[task.job.request.input]:
                self._waiting.appendleft(Task(task.job))

    def _fail(self, task: Task, reason: str) -> None:
        """Try again; where that helps no more, give the raster up."""
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
    """Raise EngineError where a raster could not be predicted."""
    if figures.failed:
        told = "; ".join(f"'{name}': {reason}" for name, reason in figures.failed.items())
        raise EngineError(
            f"{len(figures.failed)} raster(s) could not be predicted: {told}",
            "Mend that and give the command again; finished blocks are kept.",
        )
