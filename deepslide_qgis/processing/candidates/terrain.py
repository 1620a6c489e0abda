"""Slope and height drop of candidates, from a DEM in any CRS, its heights in metres."""

from __future__ import annotations

from pathlib import Path

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeedback,
    QgsGeometry,
    QgsProcessingContext,
    QgsRectangle,
)

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.candidates.zones import MAXIMUM, MEAN, MINIMUM, Zones
from deepslide_qgis.processing.gdal_calls import gdal_call, gdal_progress, stop_if_cancelled
from deepslide_qgis.processing.metric_crs import metric_crs
from deepslide_qgis.processing.raster_source import RasterSource, path_with_values

COMPRESSED = ["TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER"]
RIM_PIXELS = 3


class Terrain:
    """A DEM around the candidates in a metric CRS, no finer than ``pixel_m``, and its slope in degrees."""

    def __init__(
        self,
        dem: RasterSource,
        extent: QgsRectangle,
        crs: QgsCoordinateReferenceSystem,
        pixel_m: float,
        scratch: Path,
        context: QgsProcessingContext,
        feedback: QgsFeedback,
    ):
        dem_m = min(dem.pixel_m(context.transformContext()) or (pixel_m,))
        rim = RIM_PIXELS * max(dem_m, pixel_m)
        try:
            metric = metric_crs(crs, extent, context)
            self._transform = QgsCoordinateTransform(crs, metric, context.transformContext())
            bounds = self._transform.transformBoundingBox(extent).buffered(rim)
        except QgsCsException as error:
            raise RasterError(f"The raster lies where its CRS has no sense: {error}.", "Check its CRS.") from error
        elevation, slope = str(scratch / "elevation.tif"), str(scratch / "slope.tif")
        warp_dem(dem, elevation, metric, bounds, max(dem_m, pixel_m), feedback)
        stop_if_cancelled(feedback)
        gdal_call(
            "Computing slopes",
            gdal.DEMProcessing,
            slope,
            elevation,
            "slope",
            computeEdges=True,
            creationOptions=COMPRESSED,
        )
        self._elevation, self._slope = Zones(elevation), Zones(slope)

    def describe(self, geometry: QgsGeometry) -> dict:
        """Return the terrain fields of a candidate."""
        placed = QgsGeometry(geometry)
        try:
            placed.transform(self._transform)
        except QgsCsException:
            return {}
        slope_mean, slope_max = self._slope.statistics(placed, MEAN, MAXIMUM)
        lowest, highest = self._elevation.statistics(placed, MINIMUM, MAXIMUM)
        return {
            "slope_mean": slope_mean,
            "slope_max": slope_max,
            "elev_min": lowest,
            "elev_max": highest,
            "height_drop": None if lowest is None or highest is None else highest - lowest,
        }


def warp_dem(
    dem: RasterSource,
    path: str,
    metric: QgsCoordinateReferenceSystem,
    bounds: QgsRectangle,
    size_m: float,
    feedback: QgsFeedback,
) -> None:
    """Write ``dem`` within ``bounds`` of the CRS ``metric`` to ``path``, in pixels of ``size_m``."""
    wkt = metric.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL)
    gdal_call(
        "Bringing the DEM to metres",
        gdal.Warp,
        path,
        path_with_values(dem, f"{path}.vrt"),
        srcSRS=dem.projection,
        dstSRS=wkt,
        outputBounds=(bounds.xMinimum(), bounds.yMinimum(), bounds.xMaximum(), bounds.yMaximum()),
        xRes=size_m,
        yRes=size_m,
        resampleAlg="bilinear",
        outputType=gdal.GDT_Float32,
        dstNodata=-99999,
        creationOptions=COMPRESSED,
        callback=gdal_progress(feedback, 0, 0),
    )
