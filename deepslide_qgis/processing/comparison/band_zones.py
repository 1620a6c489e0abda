"""The pixels inside and around mapped landslides, as a raster of zones."""

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
USUAL_DISTANCE_PX = 5
ROUNDING = 4
"""Segments of a quarter circle."""


def burn_zones(
    mapped: MappedInventory,
    raster: RasterSource,
    distance_m: float,
    scratch: Path,
    context: QgsProcessingContext,
    feedback: QgsProcessingFeedback,
) -> str:
    """Write where ``raster`` lies inside the landslides, and around them up to ``distance_m``; return the path.

    The distance is in pixels where the raster has no CRS. What is inside one landslide is around none.
    """
    around = [(AROUND, ring) for ring in _buffered(mapped.geometries, raster, distance_m, context)]
    inside = [(INSIDE, geometry) for geometry in mapped.geometries]
    return burn_values([*around, *inside], raster, str(scratch / "zones.tif"), False, feedback)


def usual_distance_m(raster: RasterSource, context: QgsProcessingContext) -> float:
    """Return five pixels in metres."""
    return USUAL_DISTANCE_PX * max(raster.pixel_m(context.transformContext()) or (1.0, 1.0))


def _buffered(
    geometries: list[QgsGeometry], raster: RasterSource, distance_m: float, context: QgsProcessingContext
) -> list[QgsGeometry]:
    if not raster.crs.isValid():
        return [geometry.buffer(distance_m, ROUNDING) for geometry in geometries]
    try:
        metric = metric_crs(raster.crs, raster.extent, context)
        there = QgsCoordinateTransform(raster.crs, metric, context.transformContext())
        buffered = []
        for geometry in geometries:
            wide = QgsGeometry(geometry)
            wide.transform(there)
            wide = wide.buffer(distance_m, ROUNDING)
            wide.transform(there, Qgis.TransformDirection.Reverse)
            buffered.append(multi_polygon(wide))
    except QgsCsException as error:
        raise RasterError(f"The raster lies where its CRS has no sense: {error}.", "Check its CRS.") from error
    return buffered
