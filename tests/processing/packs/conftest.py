"""A server of the test's own, a data folder of its own, and a small real pack as .zip."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Callable

import pytest

from tests.travelling_packs import Server, make_zip, running_server


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, and no long pauses."""
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("deepslide_qgis.processing.packs.download.PAUSES_S", (0.0, 0.0, 0.0, 0.0))
    return tmp_path / "data"


@pytest.fixture
def pack_zip(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a whole pack; see :func:`make_zip`."""
    return partial(make_zip, tmp_path)
