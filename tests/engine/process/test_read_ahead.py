import threading
import time

import pytest

from deepslide_qgis.engine.process.read_ahead import read_ahead


def test_everything_comes_in_its_order():
    assert list(read_ahead(lambda place: place * 2, range(20), 3)) == list(range(0, 40, 2))
    assert list(read_ahead(lambda place: place, [], 3)) == []


def test_what_comes_next_is_read_while_the_last_is_used():
    was_read = threading.Event()

    def read(place: int) -> int:
        if place == 1:
            was_read.set()
        return place

    reading = read_ahead(read, range(3), 1)
    assert next(reading) == 0
    assert was_read.wait(5)  # though nobody has asked for it


def test_no_more_is_read_than_is_allowed():
    read: list[int] = []
    reading = read_ahead(lambda place: read.append(place) or place, range(100), 2)
    next(reading)
    time.sleep(0.1)
    assert read == [0, 1, 2]
    reading.close()


def test_an_error_comes_in_its_turn():
    def read(place: int) -> int:
        if place == 2:
            raise OSError("the disk is gone")
        return place

    reading = read_ahead(read, range(5), 4)
    assert [next(reading), next(reading)] == [0, 1]
    with pytest.raises(OSError, match="the disk is gone"):
        next(reading)


def test_closing_waits_for_the_read_under_way_and_drops_the_rest():
    read: list[int] = []

    def slowly(place: int) -> int:
        time.sleep(0.05)
        read.append(place)
        return place

    before = threading.active_count()
    reading = read_ahead(slowly, range(100), 10)
    next(reading)
    reading.close()
    assert threading.active_count() == before
    assert len(read) <= 3
