"""An even plane stays one where images of a DEM meet: with pixels of one width, and of two, as at 50° north."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from rasterio.warp import transform

from deepslide_qgis.core.run_files import RECORD_TAG
from deepslide_qgis.engine.archive import date_raster, seamless
from deepslide_qgis.engine.imagery.terrain import descent
from tests.archive import items, scenes

DEM = {"sensors": ["dem"]}
SECOND = 1 / 3600
NEAR_DEG = 0.05
"""How much of each image there is, either way of the corner at which they meet."""
MEET = {"bbox_deg": (9.985, 49.992, 10.015, 50.008)}
"""Around the corner at 10° east, 50° north."""


def plane(easts: np.ndarray, norths: np.ndarray) -> np.ndarray:
    """Heights that rise to the north-east at 30°."""
    return 800 + np.tan(np.radians(30)) * (easts - 571_600 + norths - 5_539_000) / np.sqrt(2)


@pytest.fixture
def image(server, files: Path):
    """Add the part near 10° E, 50° N of an image of whole degrees, its pixels' centres on them, as Copernicus does."""

    def add(west_deg: int, south_deg: int, wide_s: float = 1.0) -> None:
        name, wide = f"n{south_deg}e{west_deg}", wide_s * SECOND
        left, south = west_deg - wide / 2 + (1 - NEAR_DEG) * (west_deg < 10), south_deg + SECOND / 2
        top = south + (NEAR_DEG if south_deg == 50 else 1)
        placed = from_origin(left, top, wide, SECOND)
        height, width = round(NEAR_DEG / SECOND), round(NEAR_DEG / wide)
        longitudes, latitudes = scenes.places(placed, height, width, 4326)
        xs, ys = transform("EPSG:4326", "EPSG:32632", longitudes.ravel(), latitudes.ravel())
        values = plane(np.array(xs), np.array(ys)).reshape(height, width).astype(np.float32)
        profile = {"width": width, "height": height, "count": 1, "dtype": "float32", "crs": "EPSG:4326"}
        with rasterio.open(files / f"{name}_elevation.tif", "w", driver="COG", transform=placed, **profile) as file:
            file.write(values, 1)
        server.add(items.elevation(server.url, name, (west_deg, south_deg, west_deg + 1, south_deg + 1)))

    return add


def fetched(engine, **area) -> tuple[np.ndarray, np.ndarray]:
    """Return the heights that are fetched, and what they should be."""
    area = area or MEET
    engine.fetch(engine.search(**DEM, **area).images, **area)
    with rasterio.open(next((engine.folder / "out").glob("dem*/*.tif"))) as file:
        columns, rows = np.meshgrid(np.arange(file.width) + 0.5, np.arange(file.height) + 0.5)
        assert file.crs.to_epsg() == 32632
        return file.read(1), plane(*(file.transform @ (columns, rows)))


@pytest.mark.parametrize("wide_s", [1.0, 1.5], ids=["one width", "two widths"])
def test_a_plane_is_even_where_four_images_meet(engine, image, wide_s):
    for west in (9, 10):
        image(west, 49)
        image(west, 50, wide_s)
    heights, wanted = fetched(engine)
    assert np.abs(heights - wanted).max() < 0.1
    assert np.abs(descent(heights, (10, 10)).slope_deg - 30).max() < 0.5


def test_what_narrow_pixels_tell_is_kept_beside_wider_ones(engine, image, files):
    """Even where the image of wide ones covers more of the area."""
    area = {"bbox_deg": (10.005, 49.996, 10.02, 50.012)}
    image(10, 49)
    with rasterio.open(files / "n49e10_elevation.tif") as file:
        values, profile = file.read(1), file.profile
    values[:, ::2] += 100
    with rasterio.open(files / "n49e10_elevation.tif", "w", **profile | {"driver": "GTiff"}) as file:
        file.write(values, 1)
    alone, _ = fetched(engine, **area)
    image(10, 50, 1.5)
    both, _ = fetched(engine, **area)
    assert np.abs(both - alone)[-80:, 60:].max() < 1


def test_a_dem_that_was_not_joined_is_fetched_anew_and_one_image_is_not(engine, image):
    image(10, 49)
    beside, alone = {"bbox_deg": (9.985, 49.98, 10.015, 49.99)}, {"bbox_deg": (10.01, 49.98, 10.03, 49.99)}
    for area, kept in ((alone, 1), (beside, 0)):
        found = engine.search(**DEM, **area).images
        engine.fetch(found, **area)
        as_earlier_versions_did(next((engine.folder / "out").glob("dem*/*.tif")))
        assert engine.fetch(found, **area).summary["kept"] == kept
        image(9, 49)


def as_earlier_versions_did(path: Path) -> None:
    with rasterio.open(path, "r+") as file:
        record = json.loads(file.tags()[RECORD_TAG])
        record["request"].pop("is_joined", None)
        file.update_tags(**{RECORD_TAG: json.dumps(record)})


def test_blocks_join_evenly_too(engine, image, monkeypatch):
    monkeypatch.setattr(date_raster, "BLOCK_PX", 64)
    for west in (9, 10):
        image(west, 49)
        image(west, 50, 1.5)
    heights, wanted = fetched(engine)
    assert np.abs(heights - wanted).max() < 0.1


def test_where_no_image_is_there_is_no_height(engine, image):
    """At sea there are none; the coast ends where its image does."""
    image(9, 49)
    image(10, 50)
    heights, wanted = fetched(engine)
    known = np.isfinite(heights)
    assert 0.4 < known.mean() < 0.6
    assert np.median(np.abs(heights - wanted)[known]) < 0.1


def test_large_pixels_are_read_in_pieces(engine, image, monkeypatch):
    """The steps of GDAL's means of many pixels are two metres; those where images met were eight."""
    monkeypatch.setattr(seamless, "READ_PX", 60)
    engine.pixel_m = 80.0
    for west in (9, 10):
        image(west, 49)
        image(west, 50, 1.5)
    heights, wanted = fetched(engine)
    inner = slice(50, -50)
    assert np.abs(heights - wanted)[inner, inner].max() < 3
