"""Prefetching: a thread reads the next items while the current one is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Place, Content = TypeVar("Place"), TypeVar("Content")


def read_ahead(
    read: Callable[[Place], Content], places: Iterable[Place], most: int, threads: int = 1
) -> Iterator[Content]:
    """Yield ``read(place)`` for each of ``places`` in order, with at most ``most`` results prefetched.

    Nothing else may use the source of ``read`` meanwhile; with several ``threads``, calls run in parallel. Exceptions
    are raised here, in order. Closing the iterator waits for running calls and drops the others.
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
