"""Reading ahead: what comes next is read by a thread of its own while the last is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from deepslide_qgis.engine.raster_environment import raster_environment

Place, Content = TypeVar("Place"), TypeVar("Content")


def read_ahead(read: Callable[[Place], Content], places: Iterable[Place], most: int) -> Iterator[Content]:
    """Yield ``read(place)`` of each of ``places`` in their order, at most ``most`` of them read and not yet asked for.

    One thread reads, so that nothing else may use what ``read`` reads from. What goes wrong there is raised here, in
    its turn. Closing the iterator waits for the read that is under way, and drops the others.
    """

    def inside(place: Place) -> Content:
        with raster_environment():
            return read(place)

    waiting: deque[Future[Content]] = deque()
    thread = ThreadPoolExecutor(1, "reader")
    try:
        for place in places:
            waiting.append(thread.submit(inside, place))
            if len(waiting) > most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        thread.shutdown(wait=True, cancel_futures=True)
