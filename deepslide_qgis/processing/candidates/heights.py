"""VRT of a DEM with impossible heights as no-data, so that resampling does not mix them in."""

from __future__ import annotations

from pathlib import Path

from deepslide_qgis.core.heights import HIGHEST_M, LOWEST_M
from deepslide_qgis.processing.rasters.gdal_calls import open_gdal
from deepslide_qgis.processing.rasters.lookup_vrt import make_lookup_vrt
from deepslide_qgis.processing.rasters.raster_source import RasterSource

NO_HEIGHT = -99999.0
JUST_OUTSIDE = 1.0 + 1e-9
TABLE = (
    *((LOWEST_M * JUST_OUTSIDE, NO_HEIGHT), (LOWEST_M, LOWEST_M)),
    *((HIGHEST_M, HIGHEST_M), (HIGHEST_M * JUST_OUTSIDE, NO_HEIGHT)),
)


def write_heights_vrt(dem: RasterSource, path: str) -> str:
    """Write a VRT of band 1 of ``dem`` in metres, scale and offset applied, to ``path`` (.vrt); return the path.

    It has no CRS.
    """
    source = open_gdal(dem.path)
    view = make_lookup_vrt(source, dem.path, dem.geotransform, "Float32", TABLE, NO_HEIGHT)
    Path(path).write_text(view, encoding="utf-8")
    return path
