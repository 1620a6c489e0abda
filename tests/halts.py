"""For how long no thread of Python runs while something is at work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass
class Heartbeat:
    """When a thread beside the work could do something, in seconds."""

    beats: list[float] = field(default_factory=lambda: [time.monotonic()])

    @property
    def longest_halt_s(self) -> float:
        return max(later - earlier for earlier, later in pairwise(self.beats))


@contextmanager
def heartbeat(every_s: float = 0.01) -> Iterator[Heartbeat]:
    """Let a thread note the time ``every_s`` seconds meanwhile, and once more at the end."""
    heart, ended = Heartbeat(), threading.Event()

    def beat() -> None:
        while not ended.wait(every_s):
            heart.beats.append(time.monotonic())

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield heart
    finally:
        ended.set()
        thread.join()
        heart.beats.append(time.monotonic())
