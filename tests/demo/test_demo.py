"""The demo from end to end: first on a raster of one's own, then, in the same folder, on a simulated case study."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SIZE_PX = 96
COMPARED = {"scores.csv", "report.html", "error_map.tif", "inventory_compared.gpkg", "candidates_compared.gpkg"}
RESULTS = {"probability.tif", "spread.tif", "mask.tif", "candidates.gpkg", "demo.qgz", "map.png"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def own_raster_said(folder, tmp_path_factory) -> str:
    raster = _true_colour_raster(tmp_path_factory.mktemp("own") / "valley.tif")
    return _demo("--folder", folder, "--raster", raster)


@pytest.fixture(scope="module")
def own_raster_files(own_raster_said, folder) -> set[str]:
    return _files(folder)


@pytest.fixture(scope="module")
def simulated_said(own_raster_files, folder) -> str:
    return _demo("--folder", folder)


def test_demo_on_a_raster_of_one_s_own(own_raster_said, own_raster_files):
    assert own_raster_files >= RESULTS
    assert not ({"inventory.gpkg"} | COMPARED) & own_raster_files
    assert "valley" in own_raster_said
    assert "No inventory to compare with" in own_raster_said


def test_demo_on_a_simulated_case_study_replaces_what_was_there(simulated_said, folder):
    assert RESULTS | COMPARED | {"inventory.gpkg"} <= _files(folder)
    assert "valley" not in simulated_said
    for step in range(1, 6):
        assert f"[demo {step}/5]" in simulated_said
    assert re.search(r"Pixel F1 0\.[89]\d \(precision", simulated_said)
    assert str(folder / "report.html") in simulated_said
    assert " 0 candidates" not in simulated_said
    assert str(folder / "map.png") in simulated_said


def test_project_shows_the_results_named_styled_and_grouped(simulated_said, folder, qgis_new_project):
    from qgis.core import QgsProject

    project = QgsProject.instance()
    assert project.read(str(folder / "demo.qgz"))
    assert all(layer.isValid() for layer in project.mapLayers().values())
    results, ground = project.layerTreeRoot().children()
    names = [node.name().split(" – ")[0] for node in results.children()]
    shown = [node.name().split(" – ")[0] for node in results.children() if node.itemVisibilityChecked()]
    assert results.name().startswith("Landslides")
    assert names[:2] == ["Candidates", "Inventory"]
    assert shown == ["Candidates", "Inventory", "Landslide probability"]
    assert "Error map" in names
    assert ground.name() == "Case study"
    assert project.layoutManager().layoutByName("Map") is not None
    project.clear()


def test_project_can_be_moved(simulated_said, folder):
    with zipfile.ZipFile(folder / "demo.qgz") as archive:
        text = archive.read("demo.qgs").decode()
    sources = re.findall("<datasource>(.*?)</datasource>", text)
    assert "./probability.tif" in sources
    assert not [source for source in sources if source.startswith("/")]


def test_map_is_a_picture_with_colours(simulated_said, folder):
    from qgis.PyQt.QtGui import QImage

    picture = QImage(str(folder / "map.png"))
    assert picture.width() > 1000
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)}
    assert len(colours) > 100


def test_demo_does_not_replace_its_own_input(folder, simulated_said):
    run = _run("--folder", folder, "--raster", folder / "probability.tif")
    assert run.returncode != 0
    assert "copy your file" in run.stderr
    assert (folder / "probability.tif").exists()


def _true_colour_raster(path: Path) -> Path:
    import numpy
    from osgeo import gdal, osr

    random = numpy.random.default_rng(1)
    raster = gdal.GetDriverByName("GTiff").Create(str(path), SIZE_PX, SIZE_PX, 3, gdal.GDT_UInt16)
    raster.SetGeoTransform((400_000, 10, 0, 5_000_000, 0, -10))
    system = osr.SpatialReference()
    system.ImportFromEPSG(32632)
    raster.SetProjection(system.ExportToWkt())
    for number, level in enumerate((500, 700, 600), start=1):
        raster.GetRasterBand(number).WriteArray(random.normal(level, 60, (SIZE_PX, SIZE_PX)).clip(1).astype("uint16"))
    raster.FlushCache()
    return path


def _files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if file.is_file()}


def _demo(*options: object) -> str:
    run = _run(*options)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def _run(*options: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "scripts.demo", *map(str, options)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
