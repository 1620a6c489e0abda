"""Strata for scores: slope and aspect from a DEM, aspect relative to the radar, classes of other rasters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from osgeo import gdal
from qgis.core import QgsCoordinateTransform, QgsCsException, QgsFeedback, QgsProcessingContext, QgsProcessingFeedback

from deepslide_qgis.core.comparison import GroupedScores
from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.request import Stratum
from deepslide_qgis.processing.candidates.terrain import COMPRESSED, RIM_PIXELS, warp_dem
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call, stop_if_cancelled
from deepslide_qgis.processing.rasters.metric_crs import metric_crs
from deepslide_qgis.processing.rasters.raster_source import RasterSource, path_with_crs
from deepslide_qgis.processing.translation import translate

SLOPE_BREAKS = (10.0, 20.0, 30.0, 40.0)
SLOPE_LABELS = ("< 10°", "10° – 20°", "20° – 30°", "30° – 40°", "≥ 40°")
ASPECT_BREAKS = (45.0, 135.0, 225.0, 315.0)
ASPECT_LABELS = ("north", "east", "south", "west", "north")


def make_strata(
    rasters: Sequence[RasterSource],
    dem: Optional[RasterSource],
    look_azimuth_deg: Optional[float],
    scratch: Path,
    context: QgsProcessingContext,
    prediction: RasterSource,
    feedback: QgsProcessingFeedback,
) -> tuple[Stratum, ...]:
    """Return the strata for the engine; slope and aspect are computed into ``scratch``."""
    strata = [
        Stratum(raster.name, path_with_crs(raster, str(scratch / f"stratum{i}.vrt")))
        for i, raster in enumerate(rasters)
    ]
    if dem is not None and not prediction.crs.isValid():
        feedback.pushWarning(translate("The prediction has no CRS, so the DEM cannot be laid under it: no slopes."))
    if dem is None or not prediction.crs.isValid():
        return tuple(strata)
    slope, aspect = _write_terrain(dem, prediction, scratch, context, feedback)
    strata.append(Stratum(translate("slope"), slope, SLOPE_BREAKS, SLOPE_LABELS))
    if look_azimuth_deg is None:
        strata.append(Stratum(translate("aspect"), aspect, ASPECT_BREAKS, ASPECT_LABELS, is_from_grid_north=True))
    else:
        name = translate("aspect to the radar")
        strata.append(Stratum(name, aspect, look_azimuth_deg=look_azimuth_deg, is_from_grid_north=True))
    return tuple(strata)


def warn_without_slopes(scores: Sequence[GroupedScores], dem: RasterSource, feedback: QgsProcessingFeedback) -> None:
    """Warn if scores by slope were requested and ``dem`` has no heights there."""
    by_slope = [group.label for grouped in scores if grouped.name == translate("slope") for group in grouped.groups]
    if by_slope and not set(by_slope) & set(SLOPE_LABELS):
        text = translate(
            "The DEM '{}' has no heights where the prediction lies: there are no scores by slope and aspect. "
            "Check that both show the same place, and the CRS of both."
        )
        feedback.pushWarning(text.format(dem.name))


def _write_terrain(
    dem: RasterSource, prediction: RasterSource, scratch: Path, context: QgsProcessingContext, feedback: QgsFeedback
) -> tuple[str, str]:
    """Write slope and aspect in degrees, no finer than the DEM and the prediction; return their paths."""
    transforms, extent = context.transformContext(), prediction.extent
    size_m = max(*(dem.pixel_m(transforms) or (0.0, 0.0)), *(prediction.pixel_m(transforms) or (1.0, 1.0)))
    try:
        metric = metric_crs(prediction.crs, extent, context)
        to_metric = QgsCoordinateTransform(prediction.crs, metric, transforms)
        bounds = to_metric.transformBoundingBox(extent).buffered(RIM_PIXELS * size_m)
    except QgsCsException as error:
        raise RasterError(
            f"The prediction lies outside the area for which its CRS is defined: {error}.", "Check its CRS."
        ) from error
    elevation = str(scratch / "dem_in_metres.tif")
    warp_dem(dem, elevation, metric, bounds, size_m, feedback)
    paths = []
    for what in ("slope", "aspect"):
        stop_if_cancelled(feedback)
        path = str(scratch / f"{what}.tif")
        gdal_call(
            f"Computing the {what}",
            gdal.DEMProcessing,
            path,
            elevation,
            what,
            computeEdges=True,
            creationOptions=COMPRESSED,
        )
        paths.append(path)
    return paths[0], paths[1]
