"""Rasters that GDAL writes have their names when they are whole, and nothing is left of those that are not."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsFeedback

from deepslide_qgis.core import run_files
from deepslide_qgis.core.errors import Cancelled, OutputError, RasterError
from deepslide_qgis.processing.layers.output_files import atomic_outputs
from tests.processing.conftest import read_band, write_raster


def write(path, value: int) -> None:
    write_raster(Path(path), np.full((1, 4, 4), value, "uint8"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_raster_takes_the_name_and_all_that_lay_beside_the_old_one_goes(tmp_path):
    write(tmp_path / "a.tif", 1)
    for side in (".aux.xml", ".ovr", ".msk"):
        (tmp_path / f"a.tif{side}").write_text("of the old raster")
    with atomic_outputs(str(tmp_path / "a.tif")) as (unfinished,):
        write(unfinished, 2)
        Path(f"{unfinished}.aux.xml").write_text("<PAMDataset/>")
    assert names(tmp_path) == ["a.tif", "a.tif.aux.xml"]
    assert (tmp_path / "a.tif.aux.xml").read_text() == "<PAMDataset/>"
    assert read_band(str(tmp_path / "a.tif"))[0, 0] == 2


def test_it_is_flushed_before_it_has_its_name(tmp_path, monkeypatch):
    flushed: list[str] = []
    monkeypatch.setattr(run_files.os, "fsync", lambda handle: flushed.append(os.readlink(f"/proc/self/fd/{handle}")))
    with atomic_outputs(str(tmp_path / "a.tif")) as (unfinished,):
        write(unfinished, 2)
    assert flushed == [unfinished, str(tmp_path)]


@pytest.mark.parametrize("trouble", [RasterError("GDAL says no"), OSError(28, "No space left on device")])
def test_none_of_several_has_its_name_when_one_fails(tmp_path, trouble):
    write(tmp_path / "a.tif", 1)
    paths = str(tmp_path / "a.tif"), str(tmp_path / "b.tif")
    with pytest.raises(OutputError, match="could not be written"), atomic_outputs(*paths) as (first, _second):
        write(first, 2)
        raise trouble
    assert names(tmp_path) == ["a.tif"] and read_band(paths[0])[0, 0] == 1


def test_gdal_that_stopped_for_a_cancel_is_no_error(tmp_path):
    feedback = QgsFeedback()
    with pytest.raises(Cancelled), atomic_outputs(str(tmp_path / "a.tif"), feedback=feedback) as (unfinished,):
        write(unfinished, 2)
        feedback.cancel()
        raise RasterError("Translating failed: User terminated")
    assert names(tmp_path) == []
