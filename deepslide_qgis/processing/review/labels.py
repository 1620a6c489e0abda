"""Labels to learn from: accepted landslides 1, what was looked at and is none 0, the rest 255 (not known)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Optional

from osgeo import gdal, ogr
from qgis.core import (
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
)

from deepslide_qgis.core.review import LANDSLIDES, SHORTEST_NAME_LIMIT, ReviewStatus
from deepslide_qgis.processing.gdal_calls import gdal_call, gdal_progress, stop_if_cancelled
from deepslide_qgis.processing.masks import CREATION_OPTIONS
from deepslide_qgis.processing.raster_source import RasterSource

NOT_KNOWN, NO_LANDSLIDE, LANDSLIDE = 255, 0, 1
VALUE = "value"
LATER_WINS = (NO_LANDSLIDE, NOT_KNOWN, LANDSLIDE)
"""Where polygons overlap, what was accepted counts most, then what nobody is sure of."""


@dataclass(frozen=True)
class Shape:
    """A polygon in the CRS of the raster, and what it says of the ground."""

    geometry: QgsGeometry
    value: int


def reviewed_shapes(
    candidates: QgsProcessingFeatureSource,
    areas: Optional[QgsProcessingFeatureSource],
    raster: RasterSource,
    context: QgsProcessingContext,
) -> list[Shape]:
    """Return the areas that were reviewed whole, then the candidates; a merged one speaks for its duplicates."""
    whole = [Shape(geometry, NO_LANDSLIDE) for _, geometry in _read(areas, raster, context)] if areas else []
    judged = [Shape(geometry, _value(status)) for status, geometry in _read(candidates, raster, context)]
    return whole + sorted(
        (shape for shape in judged if shape.value is not None), key=lambda shape: LATER_WINS.index(shape.value)
    )


def burn_labels(shapes: Iterable[Shape], raster: RasterSource, path: str, feedback: QgsFeedback) -> str:
    """Write ``path``, uint8 on the grid of ``raster``: a pixel takes the last shape that holds its centre."""
    driver = gdal.GetDriverByName("GTiff")
    create = (path, raster.width, raster.height, 1, gdal.GDT_Byte, CREATION_OPTIONS)
    labels = gdal_call("Writing the labels", driver.Create, *create)
    labels.SetGeoTransform(raster.geotransform)
    labels.SetProjection(raster.projection)
    labels.GetRasterBand(1).Fill(NOT_KNOWN)
    source = _in_memory(shapes, feedback)
    progress = gdal_progress(feedback, 50, 100)
    arguments = (labels, [1], source.GetLayer(0), None, None, [1], [f"ATTRIBUTE={VALUE}"], progress)
    gdal_call("Rasterising the candidates", gdal.RasterizeLayer, *arguments)
    stop_if_cancelled(feedback)
    labels.FlushCache()
    return path


def _read(
    source: QgsProcessingFeatureSource, raster: RasterSource, context: QgsProcessingContext
) -> Iterator[tuple[ReviewStatus, QgsGeometry]]:
    names = source.fields().names()
    name = next((each for each in ("review_status", "review_status"[:SHORTEST_NAME_LIMIT]) if each in names), None)
    request = QgsFeatureRequest()
    if raster.crs.isValid() and source.sourceCrs().isValid():
        request.setDestinationCrs(raster.crs, context.transformContext())
    for feature in source.getFeatures(request):
        if feature.hasGeometry():
            yield ReviewStatus.of(feature[name] if name else None), feature.geometry()


def _value(status: ReviewStatus) -> Optional[int]:
    if status is ReviewStatus.DUPLICATE:
        return None
    if status in LANDSLIDES:
        return LANDSLIDE
    return NO_LANDSLIDE if status is ReviewStatus.REJECTED else NOT_KNOWN


def _in_memory(shapes: Iterable[Shape], feedback: QgsFeedback) -> ogr.DataSource:
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")
    source = driver.CreateDataSource("shapes")
    layer = source.CreateLayer("shapes", None, ogr.wkbUnknown)
    layer.CreateField(ogr.FieldDefn(VALUE, ogr.OFTInteger))
    for shape in shapes:
        stop_if_cancelled(feedback)
        made = ogr.Feature(layer.GetLayerDefn())
        made.SetField(0, shape.value)
        made.SetGeometryDirectly(ogr.CreateGeometryFromWkb(bytes(shape.geometry.asWkb())))
        layer.CreateFeature(made)
    return source
