"""How a date lies on disk: reflectance below 0, what the bands say of themselves, and dates of earlier versions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import rasterio

from deepslide_qgis.core.imagery.imagery_requests import CompositeOutputs, CompositeRequest
from deepslide_qgis.core.run_files import RECORD_TAG
from deepslide_qgis.engine.archive.date_raster import _encode
from deepslide_qgis.engine.imagery.composite import composite
from deepslide_qgis.engine.imagery.scenes import find_scenes
from tests.archive import items
from tests.archive.event import AROUND
from tests.engine.archive.conftest import AFTER, BEFORE, S1, S2, band, expected, raster

SHADED = -0.1
"""What times the landscape's reflectance is a slope in shadow."""


def fetch_shaded(engine, server, scene) -> Path:
    """Fetch a date of the landscape in the sun, and a later one of all of it in shadow; return the folder of both.

    In shadow red is below 0, and near infrared a little above it.
    """
    for name, when in (("pre", BEFORE), ("dim", "2023-08-15T10:16:01Z"), ("post", AFTER)):
        scene(name, offset=-1000)
        server.add(items.earth_search(server.url, name, when, AROUND))
    scene("dim", bands=("B4",), offset=-1000, gain=SHADED)
    scene("dim", bands=("B8",), offset=-1000, gain=-SHADED / 5)
    engine.fetch(engine.search(**S2).images)
    return engine.folder / "out"


def as_earlier_versions_did(path: Path) -> None:
    """Write a fetched date anew: 16 bits without a sign, 0 for no data, what is below 0 as 1."""
    with rasterio.open(path) as file:
        values, profile, names, tags = file.read(), file.profile, file.descriptions, file.tags()
    record = json.loads(tags[RECORD_TAG])
    record["request"].pop("dtype", None)
    values = np.where(values == profile["nodata"], 0, np.maximum(values, 1)).astype(np.uint16)
    path.unlink()
    with rasterio.open(path, "w", **profile | {"dtype": "uint16", "nodata": 0}) as file:
        file.write(values)
        file.descriptions = names
        file.update_tags(**{RECORD_TAG: json.dumps(record)})


def test_reflectance_below_0_stays(engine, server, scene):
    path = next(fetch_shaded(engine, server, scene).glob("*2023-08-15/*.tif"))
    assert np.abs(band(path, "B4") / 10_000 - SHADED * expected(path, "B4")).max() < 0.003
    assert band(path, "B4").max() < 0 and set(np.unique(band(path, "SCL"))) == {4}


def test_what_is_0_is_no_gap_and_a_class_stays_what_it_is():
    values = np.array([[np.nan, -40_000, -3, 0, 0.4, 3, 60_000]], np.float32)
    assert _encode(values, "sentinel-2", "B4").tolist() == [[-32768, -32767, -3, 1, 1, 3, 32767]]
    assert _encode(values[:, [0, 3, 5]], "sentinel-2", "SCL").tolist() == [[-32768, 0, 3]]


def test_the_greenest_pixel_is_not_one_in_shadow(engine, server, scene, tmp_path):
    folder = fetch_shaded(engine, server, scene)
    outputs = CompositeOutputs(str(tmp_path / "c.tif"), str(tmp_path / "d.tif"), str(tmp_path / "n.tif"))
    days = [str(next(folder.glob(f"*{day}"))) for day in ("2023-08-10", "2023-08-15")]
    composite(CompositeRequest(tuple(days), outputs), engine.events.append, lambda: False)
    with rasterio.open(outputs.composite) as file:
        infrared = file.read(file.descriptions.index("B8") + 1)
    assert infrared.min() > 0.2 and infrared.max() < 0.4


def test_dates_of_earlier_versions_are_read_beside_new_ones_and_fetched_anew(engine, server, pair, scene, tmp_path):
    scene("other", offset=-1000)
    server.add(items.earth_search(server.url, "other", "2023-08-15T10:16:01Z", AROUND))
    images = engine.search(**S2).images
    engine.fetch(images)
    old = next((engine.folder / "out").glob("*2023-08-10/*.tif"))
    as_earlier_versions_did(old)
    days = tuple(str(next((engine.folder / "out").glob(f"*{day}"))) for day in ("2023-08-10", "2023-08-15"))
    outputs = CompositeOutputs(str(tmp_path / "c.tif"), None, str(tmp_path / "n.tif"))
    composite(CompositeRequest(days, outputs), engine.events.append, lambda: False)
    path = Path(outputs.composite)
    assert np.abs(band(path, "B4") - expected(path, "B4")).max() < 0.003
    done = engine.fetch(images)
    assert (done.summary["fetched"], done.summary["kept"]) == (1, 2)
    with rasterio.open(old) as file:
        assert (set(file.dtypes), file.nodata) == ({"int16"}, -32768)


def test_terrain_corrected_radar_says_so_where_the_raster_alone_is_chosen(engine, server, scene):
    for name, when in (("pre", BEFORE), ("post", AFTER)):
        scene(name, bands=("VV", "VH"))
        server.add(items.terrain_corrected(server.url, name, when, AROUND))
    engine.fetch(engine.search(**S1).images)
    (found,) = find_scenes([str(raster(engine, "sentinel-1", "after"))])
    assert found.is_terrain_corrected
