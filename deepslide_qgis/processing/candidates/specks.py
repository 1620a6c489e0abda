"""Removal of pixel groups that are too small for a candidate, before polygonising."""

from __future__ import annotations

from osgeo import gdal
from qgis.core import QgsFeedback

from deepslide_qgis.processing.rasters.gdal_calls import gdal_call, gdal_progress

COMPRESSED = ["COMPRESS=LZW"]
PRODUCT_VRT = """<VRTDataset rasterXSize="{width}" rasterYSize="{height}">
  <GeoTransform>{geotransform}</GeoTransform>
  <VRTRasterBand dataType="Byte" band="1" subClass="VRTDerivedRasterBand">
    <PixelFunctionType>mul</PixelFunctionType>
    <SimpleSource><SourceFilename>{mask}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>
    <SimpleSource><SourceFilename>{sieved}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>
  </VRTRasterBand>
</VRTDataset>"""
"""VRT of two rasters of 0 and 1: 1 where both are 1."""


def remove_specks(mask: str, sufficient: int, folder: str, feedback: QgsFeedback) -> gdal.Dataset:
    """Return ``mask`` (0 and 1) without most groups of fewer than ``sufficient`` pixels; files go to ``folder``.

    GDAL's sieve would also fill holes of that size; here they stay open. A group inside such a hole may stay as well.
    """
    sieved = f"{folder}/sieved.tif"
    _sieve(mask, sieved, sufficient, feedback)
    source = gdal.Open(mask)
    geotransform = ", ".join(map(repr, source.GetGeoTransform()))
    size = {"width": source.RasterXSize, "height": source.RasterYSize}
    view = gdal.Open(PRODUCT_VRT.format(**size, geotransform=geotransform, mask=mask, sieved=sieved))
    options = {"creationOptions": COMPRESSED, "callback": gdal_progress(feedback, 0, 0)}
    return gdal_call("Taking out specks", gdal.Translate, f"{folder}/large.tif", view, **options)


def _sieve(mask: str, sieved: str, sufficient: int, feedback: QgsFeedback) -> None:
    source = gdal.Open(mask)
    size = (source.RasterXSize, source.RasterYSize)
    target = gdal.GetDriverByName("GTiff").Create(sieved, *size, 1, gdal.GDT_Byte, COMPRESSED)
    bands = (source.GetRasterBand(1), None, target.GetRasterBand(1))
    progress = gdal_progress(feedback, 0, 0)
    gdal_call("Sieving", gdal.SieveFilter, *bands, sufficient, 8, [], progress)
    target.FlushCache()
