"""Virtual rasters as a person builds them in QGIS, of bands that differ in type."""

from __future__ import annotations

from pathlib import Path

NAMES = {"uint8": "Byte", "int8": "Int8", "uint16": "UInt16", "int16": "Int16", "float32": "Float32"}


def write_virtual(path: Path, shape: tuple[int, int], bands: list[tuple[str, str, float]]) -> str:
    """Write a raster of ``bands``: data type, a file of ``shape`` whose first band it is, no-data value."""
    parts = [_band(number, *band) for number, band in enumerate(bands, 1)]
    place = "<SRS>EPSG:32632</SRS><GeoTransform>500000, 10, 0, 5000000, 0, -10</GeoTransform>"
    size = f'rasterXSize="{shape[1]}" rasterYSize="{shape[0]}"'
    path.write_text(f"<VRTDataset {size}>{place}{''.join(parts)}</VRTDataset>")
    return str(path)


def _band(number: int, dtype: str, file: str, nodata: float) -> str:
    source = f"<SimpleSource><SourceFilename>{file}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"
    inside = f"<NoDataValue>{nodata}</NoDataValue>{source}"
    return f'<VRTRasterBand dataType="{NAMES[dtype]}" band="{number}">{inside}</VRTRasterBand>'
