"""Slope and height drop of candidates, from a DEM in any CRS with heights in metres."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Optional

from osgeo import gdal
from qgis.analysis import QgsZonalStatistics
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeedback,
    QgsGeometry,
    QgsProcessingContext,
    QgsRasterDataProvider,
    QgsRectangle,
)

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.candidates.heights import NO_HEIGHT, write_heights_vrt
from deepslide_qgis.processing.candidates.zones import Statistics, Zones, finite_or_none
from deepslide_qgis.processing.compatibility import enum_number
from deepslide_qgis.processing.rasters.gdal_calls import cancelled_instead_of_error, gdal_call, gdal_progress
from deepslide_qgis.processing.rasters.metric_crs import metric_crs
from deepslide_qgis.processing.rasters.raster_source import RasterSource, raster_file, raster_provider

COMPRESSED = ["TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER"]
RIM_PIXELS = 3


class Terrain:
    """DEM around candidates in a metric CRS, no finer than ``pixel_m``, its slope in degrees, and zonal statistics."""

    def __init__(
        self,
        dem: RasterSource,
        shapes: list[QgsGeometry],
        crs: QgsCoordinateReferenceSystem,
        pixel_m: float,
        scratch: Path,
        context: QgsProcessingContext,
        feedback: QgsFeedback,
    ):
        dem_m = min(dem.pixel_m(context.transformContext()) or (pixel_m,))
        rim = RIM_PIXELS * max(dem_m, pixel_m)
        extent = _combined_extent(shapes)
        try:
            metric = metric_crs(crs, extent, context)
            self._transform = QgsCoordinateTransform(crs, metric, context.transformContext())
            bounds = self._transform.transformBoundingBox(extent).buffered(rim)
        except QgsCsException as error:
            raise RasterError(
                f"The raster lies outside the area for which its CRS is defined: {error}.", "Check its CRS."
            ) from error
        elevation, slope = str(scratch / "elevation.tif"), str(scratch / "slope.tif")
        warp_dem(dem, elevation, metric, bounds, max(dem_m, pixel_m), feedback)
        compute_slope(elevation, slope, feedback)
        self._shapes = shapes
        zones = Zones(raster_file(elevation), self._metric_shapes(), str(scratch / "zones_of_the_dem.tif"), feedback)
        self._elevation = zones.statistics(elevation, feedback), raster_provider(elevation)
        self._slope = zones.statistics(slope, feedback), raster_provider(slope)

    @property
    def has_heights(self) -> bool:
        """True if the DEM has data in any candidate; call it in the thread of the constructor."""
        return any(
            self._candidate_statistics(i, *self._elevation).maximum is not None for i in range(len(self._shapes))
        )

    def describe(self, i: int) -> dict:
        """Return the terrain fields of candidate ``i``; call it in the thread of the constructor."""
        slope, elevation = self._candidate_statistics(i, *self._slope), self._candidate_statistics(i, *self._elevation)
        lowest, highest = elevation.minimum, elevation.maximum
        return {
            "slope_mean": slope.mean,
            "slope_max": slope.maximum,
            "elev_min": lowest,
            "elev_max": highest,
            "height_drop": None if lowest is None or highest is None else highest - lowest,
        }

    def _metric_shapes(self) -> Iterator[Optional[QgsGeometry]]:
        return (self._to_metric(shape) for shape in self._shapes)

    def _to_metric(self, shape: QgsGeometry) -> Optional[QgsGeometry]:
        transformed = QgsGeometry(shape)
        try:
            transformed.transform(self._transform)
        except QgsCsException:
            return None
        return transformed

    def _candidate_statistics(self, i: int, found: list[Statistics], provider: QgsRasterDataProvider) -> Statistics:
        if found[i].pixels > 1:
            return found[i]
        transformed = self._to_metric(self._shapes[i])
        return _weighted_statistics(provider, transformed) if transformed else found[i]


def _combined_extent(shapes: list[QgsGeometry]) -> QgsRectangle:
    extent = QgsRectangle(shapes[0].boundingBox())
    for shape in shapes:
        extent.combineExtentWith(shape.boundingBox())
    return extent


def _weighted_statistics(provider: QgsRasterDataProvider, geometry: QgsGeometry) -> Statistics:
    """Return statistics for a polygon of few pixels, weighted by their area inside it."""
    kinds = QgsZonalStatistics.Statistic
    wanted = kinds.Mean | kinds.Min | kinds.Max
    cell = provider.extent().width() / provider.xSize(), provider.extent().height() / provider.ySize()
    found = QgsZonalStatistics.calculateStatistics(provider, geometry, *cell, 1, wanted)
    mean, lowest, highest = (
        finite_or_none(found.get(enum_number(kind))) for kind in (kinds.Mean, kinds.Min, kinds.Max)
    )
    return Statistics(0, mean, lowest, highest)


def compute_slope(elevation: str, slope: str, feedback: QgsFeedback) -> None:
    """Write the slope of ``elevation``, in degrees, to ``slope``."""
    options = {"computeEdges": True, "creationOptions": COMPRESSED, "callback": gdal_progress(feedback, 0, 0)}
    with cancelled_instead_of_error(feedback):
        gdal_call("Computing slopes", gdal.DEMProcessing, slope, elevation, "slope", **options)


def warp_dem(
    dem: RasterSource,
    path: str,
    metric: QgsCoordinateReferenceSystem,
    bounds: QgsRectangle,
    size_m: float,
    feedback: QgsFeedback,
) -> None:
    """Warp ``dem`` to ``bounds`` in the CRS ``metric`` with pixels of ``size_m``; write it to ``path``."""
    wkt = metric.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL)
    with cancelled_instead_of_error(feedback):
        gdal_call(
            "Bringing the DEM to metres",
            gdal.Warp,
            path,
            write_heights_vrt(dem, f"{path}.vrt"),
            srcSRS=dem.projection,
            dstSRS=wkt,
            outputBounds=(bounds.xMinimum(), bounds.yMinimum(), bounds.xMaximum(), bounds.yMaximum()),
            xRes=size_m,
            yRes=size_m,
            resampleAlg="bilinear",
            outputType=gdal.GDT_Float32,
            dstNodata=NO_HEIGHT,
            creationOptions=COMPRESSED,
            callback=gdal_progress(feedback, 0, 0),
        )
