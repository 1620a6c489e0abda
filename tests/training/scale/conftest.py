"""The pack that rasters are predicted with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packs import make_pack


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pack(tmp_path_factory.mktemp("packs") / "tiny", ("Unet",), gain="raster_median")
