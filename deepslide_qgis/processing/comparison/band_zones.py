"""Raster of zones inside and around mapped landslides."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
)

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.candidates.polygons import multi_polygon
from deepslide_qgis.processing.comparison.inventory import MappedInventory
from deepslide_qgis.processing.comparison.number_raster import burn_values
from deepslide_qgis.processing.rasters.metric_crs import metric_crs
from deepslide_qgis.processing.rasters.raster_source import RasterSource

INSIDE, AROUND = 1, 2
DEFAULT_DISTANCE_PX = 5
ROUNDING = 4
"""Segments per quarter circle."""


def burn_zones(
    mapped: MappedInventory,
    raster: RasterSource,
    distance_m: float,
    scratch: Path,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> str:
    """Write the zones inside the landslides, and around them up to ``distance_m``; return the path.

    The distance is in pixels for a raster without a CRS. A pixel inside one landslide is not around another.
    """
    around = [(AROUND, ring) for ring in _buffer_all(mapped.geometries, raster, distance_m, context)]
    inside = [(INSIDE, geometry) for geometry in mapped.geometries]
    return burn_values([*around, *inside], raster, str(scratch / "zones.tif"), False, feedback)


def default_distance_m(raster: RasterSource, context: QgsProcessingContext) -> float:
    """Return five pixels in metres."""
    return DEFAULT_DISTANCE_PX * max(raster.pixel_m(context.transformContext()) or (1.0, 1.0))


def _buffer_all(
    geometries: list[QgsGeometry], raster: RasterSource, distance_m: float, context: QgsProcessingContext
) -> list[QgsGeometry]:
    if not raster.crs.isValid():
        return [geometry.buffer(distance_m, ROUNDING) for geometry in geometries]
    try:
        metric = metric_crs(raster.crs, raster.extent, context)
        to_metric = QgsCoordinateTransform(raster.crs, metric, context.transformContext())
        buffered = []
        for geometry in geometries:
            outer = QgsGeometry(geometry)
            outer.transform(to_metric)
            outer = outer.buffer(distance_m, ROUNDING)
            outer.transform(to_metric, Qgis.TransformDirection.Reverse)
            buffered.append(multi_polygon(outer))
    except QgsCsException as error:
        raise RasterError(
            f"The raster lies outside the area for which its CRS is defined: {error}.", "Check its CRS."
        ) from error
    return buffered
