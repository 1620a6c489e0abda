"""Virtual raster (VRT) in which GDAL maps values by a lookup table while reading."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Optional

from osgeo import gdal

VRT = """<VRTDataset rasterXSize="{width}" rasterYSize="{height}">
  <GeoTransform>{geotransform}</GeoTransform>
  <VRTRasterBand dataType="{data_type}" band="1">
    {no_data}
    <ComplexSource>
      <SourceFilename relativeToVRT="0">{path}</SourceFilename>
      <SourceBand>1</SourceBand>
      {stored_no_data}
      <UseMaskBand>{is_masked}</UseMaskBand>
      <ScaleOffset>{offset!r}</ScaleOffset>
      <ScaleRatio>{scale!r}</ScaleRatio>
      <LUT>{table}</LUT>
    </ComplexSource>
  </VRTRasterBand>
</VRTDataset>"""


def make_lookup_vrt(
    source: gdal.Dataset,
    path: str,
    geotransform: Sequence[float],
    data_type: str,
    table: Sequence[tuple[float, float]],
    no_data: Optional[float] = None,
) -> str:
    """Return the XML of a VRT of band 1 of ``source``, the file ``path``, without a CRS.

    ``table`` has pairs (real value after scale and offset, mapped value); GDAL interpolates linearly between pairs, and
    keeps the end values beyond them. No-data pixels get ``no_data``, declared as such, or 0 if it is None.
    """
    band = source.GetRasterBand(1)
    stored, scale, offset = band.GetNoDataValue(), band.GetScale(), band.GetOffset()
    return VRT.format(
        width=source.RasterXSize,
        height=source.RasterYSize,
        geotransform=", ".join(map(repr, geotransform)),
        data_type=data_type,
        no_data="" if no_data is None else f"<NoDataValue>{no_data!r}</NoDataValue>",
        path=escape(path, quote=False),
        stored_no_data="" if stored is None else f"<NODATA>{stored!r}</NODATA>",
        is_masked="true" if band.GetMaskFlags() == gdal.GMF_PER_DATASET else "false",
        scale=1.0 if scale is None else scale,
        offset=0.0 if offset is None else offset,
        table=",".join(f"{value!r}:{seen!r}" for value, seen in table),
    )
