"""Polygons rasterised into byte masks on the grid of the predicted raster."""

from __future__ import annotations

from collections.abc import Iterator

from osgeo import gdal
from qgis.core import QgsFeedback, QgsGeometry, QgsProcessingContext, QgsProcessingFeatureSource

from deepslide_qgis.processing.polygons.burning import burn
from deepslide_qgis.processing.polygons.reprojected_polygons import any_touches, reproject_polygons
from deepslide_qgis.processing.rasters.raster_source import RasterSource


def rasterise(
    polygons: QgsProcessingFeatureSource,
    raster: RasterSource,
    path: str,
    context: QgsProcessingContext,
    feedback: QgsFeedback,
) -> bool:
    """Write ``path``: 1 if the centre of a pixel of ``raster`` is in ``polygons``, else 0.

    Polygons are reprojected; without a CRS of the raster their coordinates are used as they are. Return whether any of
    them touches the bounding box of the raster.
    """
    has_touched = False

    def reprojected() -> Iterator[tuple[int, QgsGeometry]]:
        nonlocal has_touched
        for geometry in reproject_polygons(polygons, raster.crs, raster.extent, context):
            has_touched = has_touched or any_touches([geometry], raster.extent)
            yield 1, geometry

    burn(reprojected(), raster, path, gdal.GDT_Byte, feedback)
    return has_touched
