"""The display of a fetch: a progress bar for each file and a line for each step."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from training.published.record_sources import RemoteFile


class FetchProgress:
    """Context manager whose methods :func:`training.published.fetch.fetch` calls: ``report`` and ``track``."""

    def __init__(self, console: Console):
        columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
        self._progress = Progress(*columns, TimeRemainingColumn(), console=console)

    def __enter__(self) -> FetchProgress:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def report(self, text: str) -> None:
        self._progress.console.print(text, style="dim", soft_wrap=True)

    def track(self, file: RemoteFile) -> Callable[[int], None]:
        """Return a callback for the number of bytes of ``file`` that are there."""
        task = self._progress.add_task(file.name, total=file.size)
        return lambda count: self._progress.update(task, completed=count)
