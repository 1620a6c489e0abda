"""The display of a sweep: running and finished members, best scores, time left."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from training.sweep.report import Report

SHOWN = 8
"""Rows of each kind in the live table."""


class Progress:
    """Counts members; shows a live table on a terminal, else prints one line per finished member."""

    def __init__(self, console: Console, waiting: int, ended: Sequence[Report], at_once: int):
        self._console, self._at_once = console, at_once
        self._waiting, self._ended_before = waiting, len(ended)
        self._ended = list(ended)
        self._running: dict[str, float] = {}
        self._live = Live(self._table(), console=console, refresh_per_second=2, transient=False)

    def __enter__(self) -> Progress:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self.refresh()
            self._live.stop()

    def start_member(self, member: str) -> None:
        self._running[member] = time.monotonic()
        self._waiting -= 1

    def end_member(self, report: Report) -> None:
        self._running.pop(report.member, None)
        self._ended.append(report)
        if not self._console.is_terminal:
            done, total = len(self._ended), len(self._ended) + len(self._running) + self._waiting
            line = f"{done}/{total} {_format_report(report)}, {self._format_time_left()} left"
            self._console.print(line, soft_wrap=True, markup=False)

    def refresh(self) -> None:
        if self._console.is_terminal:
            self._live.update(self._table())

    @property
    def reports(self) -> tuple[Report, ...]:
        return tuple(self._ended)

    def seconds_left(self) -> float:
        """Return the expected time left, from the members that this sweep finished; NaN before the first."""
        finished = [report.seconds for report in self._ended[self._ended_before :]]
        if not finished:
            return float("nan")
        mean = sum(finished) / len(finished)
        now = time.monotonic()
        running = sum(max(mean - (now - since), 0) for since in self._running.values())
        return (self._waiting * mean + running) / self._at_once

    def _format_time_left(self) -> str:
        seconds = self.seconds_left()
        return "unknown time" if seconds != seconds else str(timedelta(seconds=round(seconds)))

    def _table(self) -> RenderableType:
        trained = sorted((r for r in self._ended if r.trained), key=lambda r: -r.val_f1)
        failed = [report for report in self._ended if not report.trained]
        total = len(self._ended) + len(self._running) + self._waiting
        table = Table("member", "state", "F1 on validation", "time", box=None, pad_edge=False)
        for member, since in list(self._running.items())[:SHOWN]:
            table.add_row(member, "running", "", str(timedelta(seconds=round(time.monotonic() - since))))
        for place, report in enumerate(trained[:SHOWN]):
            spent = str(timedelta(seconds=round(report.seconds)))
            table.add_row(
                report.member, Text("trained") if place else Text("best", "bold"), f"{report.val_f1:.3f}", spent
            )
        for report in failed[-SHOWN:]:
            table.add_row(report.member, Text.assemble(("failed", "red"), f": {report.reason[:90]}"), "", "")
        counts = f"{len(trained)} trained, {len(failed)} failed, {len(self._running)} running, {self._waiting} waiting"
        line = Text(f"{counts}; {self._format_time_left()} left")
        bar = Table.grid()
        bar.add_row(ProgressBar(total=max(total, 1), completed=len(self._ended), width=60))
        return Group(table, bar, line)


def _format_report(report: Report) -> str:
    if report.trained:
        return f"{report.member}: F1 {report.val_f1:.3f} in {report.seconds:.0f} s"
    return f"{report.member}: failed, {report.reason}"
