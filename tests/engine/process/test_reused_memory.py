import threading

import numpy as np

from deepslide_qgis.engine.process.reused_memory import FREE_BLOCKS, ReusedMemory


def address(values: np.ndarray) -> int:
    return values.__array_interface__["data"][0]


def test_memory_comes_back_when_the_last_view_is_gone_and_not_before():
    memory = ReusedMemory()
    first = memory.empty((4, 50, 60))
    first[:] = 7
    view = first[1:3, 10:][0]
    where = address(first)
    del first
    others = [memory.empty((4, 50, 60)) for _ in range(3)]
    assert where not in map(address, others)
    assert (view == 7).all()
    del view
    again = memory.empty((3, 50, 60))
    assert address(again) == where and again.shape == (3, 50, 60) and again.dtype == np.float32


def test_large_memory_is_not_kept_for_small_arrays_and_little_waits():
    memory = ReusedMemory()
    large = memory.empty((1000,))
    where = address(large)
    del large
    small = memory.empty((10,))
    assert address(small) != where
    many = [memory.empty((100,)) for _ in range(3 * FREE_BLOCKS)]
    del many
    assert len(memory._free) == FREE_BLOCKS


def test_threads_never_hold_the_same_memory():
    memory, wrong = ReusedMemory(), []

    def work(number: int) -> None:
        for _ in range(300):
            held = memory.empty((200,))
            held[:] = number
            if not (held == number).all():
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
