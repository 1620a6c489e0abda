"""A view of a raster in which each value is looked up in a table; GDAL does that while it reads."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Optional

from osgeo import gdal

VIEW = """<VRTDataset rasterXSize="{width}" rasterYSize="{height}">
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


def looked_up(
    source: gdal.Dataset,
    path: str,
    geotransform: Sequence[float],
    data_type: str,
    table: Sequence[tuple[float, float]],
    no_data: Optional[float] = None,
) -> str:
    """Return a virtual raster of band 1 of ``source``, the file ``path``, without a CRS.

    ``table`` has pairs of a real value, also where the file holds packed numbers, and what is seen instead; between two
    of them lies a straight line, and beyond the ends nothing changes. Where the file has no data ``no_data`` is seen,
    and is declared; 0 where it is None.
    """
    band = source.GetRasterBand(1)
    stored, scale, offset = band.GetNoDataValue(), band.GetScale(), band.GetOffset()
    return VIEW.format(
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
