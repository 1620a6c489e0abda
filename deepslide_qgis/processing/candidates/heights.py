"""A view of a DEM in which what is no height is no data, before anything is averaged with it."""

from __future__ import annotations

from pathlib import Path

from deepslide_qgis.core.heights import HIGHEST_M, LOWEST_M
from deepslide_qgis.processing.rasters.gdal_calls import open_gdal
from deepslide_qgis.processing.rasters.looked_up import looked_up
from deepslide_qgis.processing.rasters.raster_source import RasterSource

NO_HEIGHT = -99999.0
JUST_OUTSIDE = 1.0 + 1e-9
TABLE = (
    *((LOWEST_M * JUST_OUTSIDE, NO_HEIGHT), (LOWEST_M, LOWEST_M)),
    *((HIGHEST_M, HIGHEST_M), (HIGHEST_M * JUST_OUTSIDE, NO_HEIGHT)),
)


def heights_of(dem: RasterSource, path: str) -> str:
    """Write a view of band 1 of ``dem``, metres, packed numbers unpacked, to ``path`` (.vrt), and return that.

    It has no CRS.
    """
    source = open_gdal(dem.path)
    view = looked_up(source, dem.path, dem.geotransform, "Float32", TABLE, NO_HEIGHT)
    Path(path).write_text(view, encoding="utf-8")
    return path
