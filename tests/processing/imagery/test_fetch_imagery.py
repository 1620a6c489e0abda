"""From a date and a place to folders of dates, through the real QGIS, the real engine and a STAC API on loopback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsRasterLayer,
    QgsVectorLayer,
)

from deepslide_qgis.core.bands import SETTINGS
from deepslide_qgis.worker.engine import stop_engines
from scripts.qgis_process import enable_plugin, run_algorithm
from tests.archive import event, items
from tests.archive.event import AROUND
from tests.archive.server import ArchiveServer, serving
from tests.processing.conftest import TESTS, project_context, qgis_proxy, refusal

BEFORE, AFTER = "2023-08-10T10:16:01Z", "2023-09-09T10:16:01Z"
EXTENT = "11.950,11.970,46.000,46.014 [EPSG:4326]"
WHERE = {"EVENT_DATE": event.EVENT, "EXTENT": EXTENT, "FOUND": "TEMPORARY_OUTPUT"}
SENTINEL2 = {**WHERE, "SENSORS": [0]}


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of two images of Sentinel-2, two of Sentinel-1 and a DEM."""
    folder = tmp_path_factory.mktemp("files")
    left, top = event.CORNERS[32632]
    scenes = [
        {"name": name, "bands": bands, "left": left, "top": top, "offset": -1000 if optical else 0}
        for name, bands, optical in (
            ("s2", items.FEW, True),
            ("s1", ("VV", "VH"), False),
            ("dem", ("elevation",), False),
            ("cover", ("landCover",), False),
        )
    ]
    command = [os.environ["DEEPSLIDE_ENGINE_PYTHON"], "-m", "tests.archive.scenes", str(folder), json.dumps(scenes)]
    subprocess.run(command, check=True, cwd=TESTS.parent)
    for kind in ("s2", "s1"):
        for file in list(folder.glob(f"{kind}_*.tif")):
            shutil.copy(file, folder / file.name.replace(kind, f"{kind}after"))
    return folder


@pytest.fixture
def server(files: Path) -> Iterator[ArchiveServer]:
    with serving(files) as running:
        url = running.url
        running.add(
            items.earth_search(url, "s2", BEFORE, AROUND),
            items.earth_search(url, "s2after", AFTER, AROUND),
            items.terrain_corrected(url, "s1", BEFORE, AROUND),
            items.terrain_corrected(url, "s1after", AFTER, AROUND),
            items.elevation(url, "dem", AROUND),
        )
        yield running


def rows(layer: str | QgsVectorLayer) -> list[dict]:
    found = layer if isinstance(layer, QgsVectorLayer) else QgsVectorLayer(layer)
    names = found.fields().names()
    return [dict(zip(names, feature.attributes())) for feature in found.getFeatures()]


def test_a_search_alone_shows_what_there_is(run, server, heard, tmp_path):
    server.add(items.earth_search(server.url, "cloudy", "2023-08-15T10:16:01Z", AROUND, cloud=88.0))
    report = tmp_path / "report.html"
    done = run("fetchimagery", ARCHIVE=server.url, **WHERE, SEARCH_ONLY=True, REPORT=str(report))
    found = {row["item"]: row for row in rows(done["FOUND"])}
    assert {name for name, row in found.items() if row["chosen"]} == {"s2", "s2after", "s1", "s1after", "dem"}
    assert (found["cloudy"]["cloud"], found["cloudy"]["reason"]) == (88.0, "88 % cloud, over 40 %")
    assert (found["s1"]["pass"], found["s1"]["orbit"], found["s2"]["baseline"]) == ("descending", 95, "05.00")
    assert "6 images found, 5 of them chosen." in heard.text and "1 not chosen: too much cloud" in heard.text
    assert "88 % cloud" in report.read_text(encoding="utf-8") and "<img" in report.read_text(encoding="utf-8")
    assert server.files_asked() == [] and list(tmp_path.iterdir()) == [report]


def test_folders_of_dates_come_out(run, server, tmp_path):
    done = run("fetchimagery", ARCHIVE=server.url, **WHERE, FOLDER=str(tmp_path / "out"))
    assert done["FOLDER"] == str(tmp_path / "out")
    rasters = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.tif"))
    assert rasters == [
        "dem/dem.tif",
        "sentinel-1_after/2023-09-09/sentinel-1_2023-09-09.tif",
        "sentinel-1_before/2023-08-10/sentinel-1_2023-08-10.tif",
        "sentinel-2_after/2023-09-09/sentinel-2_2023-09-09.tif",
        "sentinel-2_before/2023-08-10/sentinel-2_2023-08-10.tif",
    ]
    layer = QgsRasterLayer(str(tmp_path / "out" / rasters[-1]))
    assert layer.crs().authid() == "EPSG:32632" and layer.bandCount() == 5
    layer = None


def test_a_date_that_cannot_be_read_is_chosen_no_more(run, server, tmp_path, heard):
    server.add(items.earth_search(server.url, "gone", "2023-08-12T10:16:01Z", AROUND))  # its files are not there
    report = tmp_path / "report.html"
    given = {**SENTINEL2, "REPORT": str(report), "FOLDER": str(tmp_path / "out")}
    found = {row["item"]: row for row in rows(run("fetchimagery", ARCHIVE=server.url, **given)["FOUND"])}
    assert {name: row["chosen"] for name, row in found.items()} == {"s2": 1, "s2after": 1, "gone": 0}
    assert found["gone"]["reason"].startswith("could not be read: ") and len(found["gone"]["reason"]) > 30
    assert "3 images found, 2 chosen" in report.read_text(encoding="utf-8")
    assert "Sentinel-2 before 2023-08-12 is left out" in heard.text


def test_the_band_stack_is_built_from_what_was_fetched(run, server, tmp_path):
    server.add(items.land_cover(server.url, "cover", AROUND))
    folder, stack = tmp_path / "out", tmp_path / "stack.tif"
    given = {**WHERE, "SENSORS": [0, 1, 2, 3], "BAND_SETTING": "s1s2", "STACK": str(stack)}
    done = run("fetchimagery", ARCHIVE=server.url, **given, FOLDER=str(folder))
    assert done["STACK"] == str(stack)
    file = gdal.Open(str(stack))
    names = [file.GetRasterBand(number).GetDescription() for number in range(1, file.RasterCount + 1)]
    assert tuple(names) == SETTINGS["s1s2"].band_names
    values = dict(zip(names, file.ReadAsArray()))
    assert np.abs(values["dVV"]).max() == 0 and np.abs(values["dNDVI"]).max() == 0  # nothing changed
    assert -13 < np.median(values["preVV"]) < -8 and set(np.unique(values["landCover"])) == {2}
    dated = gdal.Open(str(folder / "sentinel-1_before/2023-08-10/sentinel-1_2023-08-10.tif"))
    assert np.allclose(dated.GetRasterBand(1).ReadAsArray(), values["preVV"], atol=1e-4)  # nothing interpolated
    file = dated = None


def test_a_stack_that_cannot_be_is_told_before_anything_is_fetched(run, server, tmp_path):
    given = {**WHERE, "SENSORS": [0, 1, 2], "BAND_SETTING": "all", "STACK": str(tmp_path / "stack.tif")}
    with pytest.raises(QgsProcessingException, match="'all' needs land cover, climate, canopy height"):
        run("fetchimagery", ARCHIVE=server.url, **given, FOLDER=str(tmp_path / "out"))
    assert server.files_asked() == [] and not (tmp_path / "stack.tif").exists()


def test_a_temporary_folder_will_do(run, server):
    done = run("fetchimagery", ARCHIVE_URL=server.url, **SENTINEL2, FOLDER="TEMPORARY_OUTPUT")
    assert len(list(Path(done["FOLDER"]).rglob("scene.json"))) == 2 and "TEMPORARY" not in done["FOLDER"]


def test_polygons_give_the_area_as_well(run, server, tmp_path):
    area = QgsVectorLayer("Polygon?crs=EPSG:4326", "area", "memory")
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle

    feature = QgsFeature()
    west, south, east, north = event.AREA
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, south, east, north)))
    area.dataProvider().addFeatures([feature])
    given = {name: value for name, value in SENTINEL2.items() if name != "EXTENT"}
    run("fetchimagery", ARCHIVE=server.url, **given, AREA=area, FOLDER=str(tmp_path / "out"))
    assert len(list((tmp_path / "out").rglob("*.tif"))) == 2


def test_dates_of_another_search_are_not_mixed_in(run, server, tmp_path, heard):
    folder = tmp_path / "out"
    run("fetchimagery", ARCHIVE=server.url, **SENTINEL2, FOLDER=str(folder))
    server.asked.clear()
    run("fetchimagery", ARCHIVE=server.url, **SENTINEL2, FOLDER=str(folder))
    assert server.files_asked() == [] and "2 of 2 dates are in the folder already" in heard.text
    other = {**SENTINEL2, "EVENT_DATE": "2023-08-05"}
    server.add(items.earth_search(server.url, "s2", "2023-07-26T10:16:01Z", AROUND))
    with pytest.raises(QgsProcessingException, match="holds dates that this search does not choose"):
        run("fetchimagery", ARCHIVE=server.url, **other, FOLDER=str(folder))


def test_the_login_reaches_the_archive_and_nothing_that_is_kept(run, server, heard, login, tmp_path):
    config_id, server.login = login
    with pytest.raises(QgsProcessingException, match="needs a login"):
        run("fetchimagery", ARCHIVE=server.url, **SENTINEL2, FOLDER=str(tmp_path / "out"))
    report = str(tmp_path / "report.html")
    given = {**SENTINEL2, "FOUND": str(tmp_path / "found.gpkg"), "REPORT": report}
    run("fetchimagery", ARCHIVE=server.url, **given, AUTHCFG=config_id, FOLDER=str(tmp_path / "out"))
    assert len(list((tmp_path / "out").rglob("*.tif"))) == 2
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) >= 6
    assert not [path for path in kept if b"my-secret-key" in path.read_bytes()]
    assert "my-secret-key" not in heard.text


def test_qgis_s_proxy_is_used_for_search_and_pixels(run, files, tmp_path, heard, monkeypatch):
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    stop_engines()
    with serving(files) as proxy:
        proxy.name = "http://archive.test"
        proxy.add(items.earth_search(proxy.name, "s2", BEFORE, AROUND))
        proxy.add(items.earth_search(proxy.name, "s2after", AFTER, AROUND))
        settings = {"proxyHost": "127.0.0.1", "proxyPort": str(proxy.port)}
        settings.update(proxyUser="me", proxyPassword="my-proxy-password")
        with qgis_proxy(**settings):
            run("fetchimagery", ARCHIVE=proxy.name, **SENTINEL2, FOLDER=str(tmp_path / "out"))
        assert len(list((tmp_path / "out").rglob("scene.json"))) == 2
        assert all("Proxy-Authorization" in asked.headers for asked in proxy.asked)
    assert "my-proxy-password" not in heard.text
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"my-proxy-password" in path.read_bytes()]


def test_an_unknown_login_is_told(run, server, tmp_path):
    with pytest.raises(QgsProcessingException, match="knows no login 'abc1234'"):
        run("fetchimagery", ARCHIVE=server.url, **SENTINEL2, AUTHCFG="abc1234", FOLDER=str(tmp_path))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"EXTENT": None}, "One area is needed"),
        ({"EVENT_DATE": "2010-01-01"}, "no Sentinel imagery before"),
        ({"EVENT_DATE": "2100-01-01"}, "lies in the future"),
        ({"ARCHIVE": "nowhere"}, "There is no archive 'nowhere'"),
        ({"ARCHIVE": "ftp://a.b/c"}, "no address on the web"),
        ({"SENSORS": []}, "imagery"),
        ({"EXTENT": "3330000,3350000,1000000,1010000 [EPSG:3832]"}, "180th meridian"),
        ({"EXTENT": "-120,120,10,11 [EPSG:4326]"}, "240° wide"),
        ({"EXTENT": "5,5,10,10 [EPSG:4326]"}, "area"),
        ({"SEARCH_ONLY": True, "STACK": "/tmp/stack.tif"}, "A search alone makes no band stack"),
        ({"FOLDER": None}, "A folder for the images is needed"),
        ({"REPORT": "/nowhere/at/all.html"}, "There is no folder"),
    ],
)
def test_what_cannot_be_is_told_in_the_form(settings, message, tmp_path):
    given = {"ARCHIVE": "earth-search", **SENTINEL2, "FOLDER": str(tmp_path), **settings}
    assert message in refusal("fetchimagery", **given)


def test_footprints_that_cannot_be_written_are_an_error(run, server, tmp_path, monkeypatch):
    monkeypatch.setattr("deepslide_qgis.processing.layers.layer_writing._lacks_features", lambda *_: True)
    with pytest.raises(QgsProcessingException, match="Could not write feature"):
        given = {**SENTINEL2, "SEARCH_ONLY": True, "FOUND": str(tmp_path / "found.gpkg"), "FOLDER": str(tmp_path)}
        run("fetchimagery", ARCHIVE=server.url, **given)
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_is_before_the_event_the_run_says_what_to_change(run, server, tmp_path):
    server.collections["sentinel-2-c1-l2a"] = [items.earth_search(server.url, "s2after", AFTER, AROUND)]
    with pytest.raises(QgsProcessingException, match="no images both before and after"):
        given = {**SENTINEL2, "FOUND": str(tmp_path / "found.gpkg"), "FOLDER": str(tmp_path / "out")}
        run("fetchimagery", ARCHIVE=server.url, **given)
    assert [row["item"] for row in rows(str(tmp_path / "found.gpkg"))] == ["s2after"]
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_it_runs_without_a_screen(server, tmp_path):
    configuration = tmp_path / "qgis"
    enable_plugin(configuration, TESTS.parent / "build" / "deepslide_qgis")
    given = {"ARCHIVE": server.url, "EVENT_DATE": event.EVENT, "EXTENT": EXTENT, "SENSORS": 0, "MAX_DATES": 2}
    results = {"FOLDER": str(tmp_path / "out"), "FOUND": str(tmp_path / "found.gpkg")}
    run_algorithm(configuration, "deepslide:fetchimagery", {**given, **results})
    assert len(list((tmp_path / "out").rglob("scene.json"))) == 2
    assert {row["item"] for row in rows(results["FOUND"])} == {"s2", "s2after"}


def test_cancel_works_within_a_second_while_the_server_stalls(server, tmp_path):
    import processing

    server.delay_s = 30
    feedback = QgsProcessingFeedback(False)
    threading.Timer(2.0, feedback.cancel).start()
    began = time.monotonic()
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run(
            "deepslide:fetchimagery",
            {"ARCHIVE": server.url, **SENTINEL2, "FOLDER": str(tmp_path / "out")},
            feedback=feedback,
            context=project_context(),
        )
    assert time.monotonic() - began < 2.0 + 1.5
