"""A view of a DEM in which what is no height is no data, before anything is averaged with it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from osgeo import gdal

from deepslide_qgis.core.heights import HIGHEST_M, LOWEST_M
from deepslide_qgis.processing.gdal_calls import open_gdal
from deepslide_qgis.processing.raster_source import RasterSource

NO_HEIGHT = -99999.0
JUST_OUTSIDE = 1.0 + 1e-9
HEIGHTS = """<VRTDataset rasterXSize="{width}" rasterYSize="{height}">
  <GeoTransform>{geotransform}</GeoTransform>
  <VRTRasterBand dataType="Float32" band="1">
    <NoDataValue>{no_height}</NoDataValue>
    <ComplexSource>
      <SourceFilename relativeToVRT="0">{path}</SourceFilename>
      <SourceBand>1</SourceBand>
      {nodata}
      <UseMaskBand>{is_masked}</UseMaskBand>
      <ScaleOffset>{offset!r}</ScaleOffset>
      <ScaleRatio>{scale!r}</ScaleRatio>
      <LUT>{below!r}:{no_height},{lowest!r}:{lowest!r},{highest!r}:{highest!r},{above!r}:{no_height}</LUT>
    </ComplexSource>
  </VRTRasterBand>
</VRTDataset>"""


def heights_of(dem: RasterSource, path: str) -> str:
    """Write a view of band 1 of ``dem``, metres, packed numbers unpacked, to ``path`` (.vrt), and return that.

    It has no CRS.
    """
    dataset = open_gdal(dem.path)
    band = dataset.GetRasterBand(1)
    nodata, scale, offset = band.GetNoDataValue(), band.GetScale(), band.GetOffset()
    view = HEIGHTS.format(
        width=dem.width,
        height=dem.height,
        geotransform=", ".join(map(repr, dem.geotransform)),
        no_height=NO_HEIGHT,
        path=escape(dem.path, quote=False),
        nodata="" if nodata is None else f"<NODATA>{nodata!r}</NODATA>",
        is_masked="true" if band.GetMaskFlags() == gdal.GMF_PER_DATASET else "false",
        scale=1.0 if scale is None else scale,
        offset=0.0 if offset is None else offset,
        below=LOWEST_M * JUST_OUTSIDE,
        lowest=LOWEST_M,
        highest=HIGHEST_M,
        above=HIGHEST_M * JUST_OUTSIDE,
    )
    Path(path).write_text(view, encoding="utf-8")
    return path
