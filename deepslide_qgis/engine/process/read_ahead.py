"""Reading ahead: what comes next is read by a thread of its own while the last is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Place, Content = TypeVar("Place"), TypeVar("Content")


def read_ahead(
    read: Callable[[Place], Content], places: Iterable[Place], most: int, threads: int = 1
) -> Iterator[Content]:
    """Yield ``read(place)`` of each of ``places`` in their order, at most ``most`` of them read and not yet asked for.

    Nothing else may use what ``read`` reads from; with more ``threads`` than one, several calls of it run at once.
    What goes wrong there is raised here, in its turn. Closing the iterator waits for what is under way, and drops the
    others.
    """

    waiting: deque[Future[Content]] = deque()
    pool = ThreadPoolExecutor(threads, "ahead")
    try:
        for place in places:
            waiting.append(pool.submit(read, place))
            if len(waiting) > most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
