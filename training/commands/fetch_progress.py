"""What is seen while files are fetched: a bar for each, and a line for each step."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from training.published.record_sources import RemoteFile


class FetchProgress:
    """Used as a context; ``said`` and ``arrived`` are what :func:`training.published.fetch.fetch` calls."""

    def __init__(self, console: Console):
        columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()
        self._progress = Progress(*columns, TimeRemainingColumn(), console=console)

    def __enter__(self) -> FetchProgress:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def said(self, text: str) -> None:
        self._progress.console.print(text, style="dim", soft_wrap=True)

    def arrived(self, file: RemoteFile) -> Callable[[int], None]:
        """Return what is told how many bytes of ``file`` there are."""
        task = self._progress.add_task(file.name, total=file.size)
        return lambda count: self._progress.update(task, completed=count)
