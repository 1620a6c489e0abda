"""A server of the test's own, a data folder of its own, and a small real pack as .zip."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Callable

import pytest

from deepslide_qgis.core.packs.pack import own_folder
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


def listed(run, **parameters) -> dict[str, dict]:
    return {pack["id"]: pack for pack in json.loads(run("listmodelpacks", **parameters)["PACKS"])}


def leftovers() -> list[str]:
    return [path.name for path in (own_folder() / ".incoming").glob("*") if path.name != "lock"]
