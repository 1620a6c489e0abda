"""Polygons on rasters of another CRS: long edges lie where they do on the ground."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsRectangle,
    QgsVectorLayer,
)

from deepslide_qgis.processing.candidates.inventory import MappedPolygons
from deepslide_qgis.processing.polygons.masks import rasterise
from deepslide_qgis.processing.rasters.raster_source import raster_file

SIDE_PX, PIXEL_M = 400, 100
UTM33, DEGREES = "EPSG:32633", "EPSG:4326"
LEFT, TOP = 480_000, 6_985_000  # 62.6 to 63.0 degrees north


def box(west: float, south: float, east: float, north: float) -> str:
    return f"POLYGON (({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


def source(wkt: str, crs: str, context: QgsProcessingContext) -> QgsProcessingFeatureSource:
    kind = wkt.split(" (")[0]
    layer = QgsVectorLayer(f"{kind}?crs={crs}", "drawn", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt(wkt))
    layer.dataProvider().addFeature(feature)
    made = QgsProcessingFeatureSource(layer, context)
    made.layer = layer  # which it reads from
    return made


@pytest.fixture
def raster(tmp_path):
    path = tmp_path / "scene.tif"
    placed = (LEFT, PIXEL_M, 0, TOP, 0, -PIXEL_M)
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), SIDE_PX, SIDE_PX, 1)
    dataset.SetGeoTransform(placed)
    dataset.SetProjection(QgsCoordinateReferenceSystem(UTM33).toWkt())
    dataset = None
    return raster_file(str(path))


def degrees_of_pixels() -> np.ndarray:
    """Return longitude and latitude of each pixel's middle, by GDAL alone: (rows, columns, 2)."""
    here, there = osr.SpatialReference(), osr.SpatialReference()
    here.ImportFromEPSG(32633)
    there.ImportFromEPSG(4326)
    for system in (here, there):
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    steps = PIXEL_M * (np.arange(SIDE_PX) + 0.5)
    places = [(LEFT + x, TOP - y) for y in steps for x in steps]
    found = osr.CoordinateTransformation(here, there).TransformPoints(places)
    return np.array(found)[:, :2].reshape(SIDE_PX, SIDE_PX, 2)


@pytest.mark.parametrize(
    "edges",
    [(14.5, 62, 15.5, 62.8), (12.5, 62, 17.5, 62.8), (0, 40, 30, 62.8), (-20, 30, 60, 75), (-180, -90, 180, 90)],
    ids=["one degree", "five degrees", "thirty degrees", "a continent", "the world"],
)
def test_a_box_in_degrees_masks_what_lies_in_it(raster, tmp_path, edges):
    context = QgsProcessingContext()
    drawn = source(box(*edges), DEGREES, context)
    mask = str(tmp_path / "mask.tif")
    rasterise(drawn, raster, mask, context, QgsProcessingFeedback())
    places, (west, south, east, north) = degrees_of_pixels(), edges
    expected = (places[..., 0] > west) & (places[..., 0] < east) & (places[..., 1] > south) & (places[..., 1] < north)
    assert 0 < expected.mean() <= 1
    found = gdal.Open(mask).ReadAsArray().astype(bool)
    assert (found != expected).sum() <= 20  # whose middle lies on the edge, to a metre


@pytest.mark.parametrize("edges", [(-180, -90, 180, 90), (-90, -60, 120, 85)], ids=["the world", "a hemisphere"])
def test_a_candidate_within_a_very_large_polygon_is_mapped(raster, edges):
    context = QgsProcessingContext()
    crs = QgsCoordinateReferenceSystem(UTM33)
    mapped = MappedPolygons(source(box(*edges), DEGREES, context), crs, raster.extent, context)
    candidate = QgsGeometry.fromRect(QgsRectangle(LEFT + 5000, TOP - 6000, LEFT + 6000, TOP - 5000))
    assert mapped.share(candidate) == pytest.approx(1)


def test_polygons_far_away_are_of_no_matter_and_told(raster, tmp_path):
    context = QgsProcessingContext()
    drawn = source(box(-120, -40, -110, -30), DEGREES, context)
    mask = str(tmp_path / "mask.tif")
    assert not rasterise(drawn, raster, mask, context, QgsProcessingFeedback())
    assert not gdal.Open(mask).ReadAsArray().any()


def test_across_the_antimeridian_polygons_lie_in_their_place(tmp_path):
    path = tmp_path / "fiji.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 200, 200, 1)
    dataset.SetGeoTransform((810_000, 100, 0, 8_100_000, 0, -100))  # UTM 60 S, from 179.9 to beyond 180 degrees
    dataset.SetProjection(QgsCoordinateReferenceSystem("EPSG:32760").toWkt())
    dataset = None
    context = QgsProcessingContext()
    drawn = source(box(179.92, -17.3, 179.98, -17.2), DEGREES, context)
    mask = str(tmp_path / "mask.tif")
    rasterise(drawn, raster_file(str(path)), mask, context, QgsProcessingFeedback())
    found = gdal.Open(mask).ReadAsArray()
    area_km2 = 0.06 * 111.32 * np.cos(np.radians(17.25)) * 0.1 * 110.65
    assert found.sum() * 0.01 == pytest.approx(area_km2, rel=0.03)


def test_polygons_of_the_raster_s_own_crs_are_taken_as_they_are(raster, tmp_path):
    context = QgsProcessingContext()
    drawn = source(box(LEFT + 1000, TOP - 3000, LEFT + 2000, TOP - 1000), UTM33, context)
    mask = str(tmp_path / "mask.tif")
    assert rasterise(drawn, raster, mask, context, QgsProcessingFeedback())
    found = gdal.Open(mask).ReadAsArray()
    assert found[10:30, 10:20].all() and found.sum() == 200


def test_polygons_without_the_middle_of_a_pixel_touch_all_the_same(raster, tmp_path):
    context, mask = QgsProcessingContext(), str(tmp_path / "mask.tif")
    drawn = source(box(LEFT + 1010, TOP - 1020, LEFT + 1020, TOP - 1010), UTM33, context)
    assert rasterise(drawn, raster, mask, context, QgsProcessingFeedback())
    assert not gdal.Open(mask).ReadAsArray().any()


def test_of_collections_only_the_polygons_are_burnt(raster, tmp_path):
    context = QgsProcessingContext()
    square = box(LEFT + 1000, TOP - 3000, LEFT + 2000, TOP - 1000)
    line, point = f"LINESTRING ({LEFT} {TOP}, {LEFT + 9000} {TOP - 9000})", f"POINT ({LEFT + 50} {TOP - 9050})"
    drawn = source(f"GeometryCollection ({square}, {line}, {point})", UTM33, context)
    mask = str(tmp_path / "mask.tif")
    rasterise(drawn, raster, mask, context, QgsProcessingFeedback())
    found = gdal.Open(mask).ReadAsArray()
    assert found[10:30, 10:20].all() and found.sum() == 200
