"""Training labels from a review: accepted landslides 1, reviewed ground without landslide 0, unknown 255."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Optional

from osgeo import gdal
from qgis.core import (
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
)

from deepslide_qgis.core.review.review import LANDSLIDES, REVIEW_STATUS, ReviewStatus
from deepslide_qgis.processing.polygons.burning import burn
from deepslide_qgis.processing.polygons.geometries import make_valid
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call, open_gdal
from deepslide_qgis.processing.rasters.raster_source import RasterSource

NOT_KNOWN, NO_LANDSLIDE, LANDSLIDE = 255, 0, 1
LATER_WINS = (NO_LANDSLIDE, NOT_KNOWN, LANDSLIDE)
"""Order of rasterisation: where polygons overlap, accepted wins over unsure, and unsure over rejected."""

EACH_VALUE = (-0.5, 255.5, 256, False, False)
"""Arguments of an exact histogram with a class per byte value."""


@dataclass(frozen=True)
class Shape:
    """A polygon in the CRS of the raster, and its label."""

    geometry: QgsGeometry
    value: int


def reviewed_shapes(
    candidates: QgsProcessingFeatureSource,
    areas: Optional[QgsProcessingFeatureSource],
    raster: RasterSource,
    context: QgsProcessingContext,
) -> list[Shape]:
    """Return areas reviewed completely, then judged candidates; skip duplicates, which are part of a merged one."""
    whole = [Shape(geometry, NO_LANDSLIDE) for _, geometry in _read_shapes(areas, raster, context)] if areas else []
    judged = [Shape(geometry, _label_value(status)) for status, geometry in _read_shapes(candidates, raster, context)]
    return whole + sorted(
        (shape for shape in judged if shape.value is not None), key=lambda shape: LATER_WINS.index(shape.value)
    )


def shapes_on_raster(shapes: Iterable[Shape], raster: RasterSource) -> list[Shape]:
    """Return those of ``shapes`` that overlap ``raster``, which may be rotated."""
    corners = (0, 0), (raster.width, 0), (raster.width, raster.height), (0, raster.height)
    outline = QgsGeometry.fromPolygonXY([[raster.point(*corner) for corner in corners]])
    return [shape for shape in shapes if make_valid(shape.geometry).intersects(outline)]


def burn_labels(shapes: Iterable[Shape], raster: RasterSource, path: str, feedback: QgsFeedback) -> list[int]:
    """Write ``path``, uint8 on the grid of ``raster``; return the number of pixels for each value from 0 to 255.

    A pixel gets the label of the last shape that contains its centre.
    """
    values = ((shape.value, shape.geometry) for shape in shapes)
    burn(values, raster, path, gdal.GDT_Byte, feedback, background=NOT_KNOWN, percent=(0, 50))
    labels = open_gdal(path)
    return gdal_call("Counting labels", labels.GetRasterBand(1).GetHistogram, *EACH_VALUE)


def _read_shapes(
    source: QgsProcessingFeatureSource, raster: RasterSource, context: QgsProcessingContext
) -> Iterator[tuple[ReviewStatus, QgsGeometry]]:
    names = source.fields().names()
    name = next((each for each in (REVIEW_STATUS.name, REVIEW_STATUS.short_name) if each in names), None)
    request = QgsFeatureRequest()
    if raster.crs.isValid() and source.sourceCrs().isValid():
        request.setDestinationCrs(raster.crs, context.transformContext())
    for feature in source.getFeatures(request):
        if feature.hasGeometry():
            yield ReviewStatus.of(feature[name] if name else None), feature.geometry()


def _label_value(status: ReviewStatus) -> Optional[int]:
    if status is ReviewStatus.DUPLICATE:
        return None
    if status in LANDSLIDES:
        return LANDSLIDE
    return NO_LANDSLIDE if status is ReviewStatus.REJECTED else NOT_KNOWN
