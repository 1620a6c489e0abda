"""Values of a raster as the engine works with them: float32, NaN where there is no data."""

from __future__ import annotations

from typing import Optional

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # GDAL's own errors, where rasterio does not translate them
from rasterio.enums import MaskFlags
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from deepslide_qgis.core.errors import RasterError

NO_VALUE = 1e30
"""No band has values as large: such are infinities and the fill −3.4e38, which many files hold without declaring it."""
ALL_VALID, DECLARED = [MaskFlags.all_valid], [MaskFlags.nodata]
EXACT_IN_FLOAT32 = {"uint8", "int8", "uint16", "int16"}
View = rasterio.DatasetReader | WarpedVRT


def read_values(
    view: View, bands: int | list[int], window: Window, name: str, out: Optional[np.ndarray] = None, **reading: object
) -> np.ndarray:
    """Return the ``bands`` in ``window`` as float32, NaN where there is no data; raise RasterError naming ``name``.

    ``out``, float32, takes them where it is given. ``reading`` are further arguments of rasterio's ``read``: another
    shape, a resampling.
    """
    numbers = [bands] if isinstance(bands, int) else bands
    try:
        with np.errstate(over="ignore"):
            if reading or not _is_quick(view, numbers):
                read = view.read(bands, window=window, masked=True, **reading)
                values = np.empty(read.shape, np.float32) if out is None else out
                values[...] = read.data
                np.copyto(values, np.nan, where=read.mask)
            else:
                values = _quickly(view, bands, window, out)
    except (rasterio.errors.RasterioError, CPLE_BaseError) as error:
        raise RasterError(
            f"'{name}' cannot be read at rows {int(window.row_off)}–{int(window.row_off + window.height)}: {error}",
            "The file is damaged or was cut short: copy or download it again.",
        ) from error
    if not all("int" in view.dtypes[number - 1] for number in numbers):
        values[~(np.abs(values) < NO_VALUE)] = np.nan
    return values


def _is_quick(view: View, numbers: list[int]) -> bool:
    """Tell whether the values alone say where there is no data, so that no masks need to be read beside them."""
    masks, dtypes, declared = view.mask_flag_enums, view.dtypes, view.nodatavals
    return all(
        masks[i] == ALL_VALID
        or (masks[i] == DECLARED and dtypes[i] in EXACT_IN_FLOAT32 and float(declared[i]).is_integer())
        for i in (number - 1 for number in numbers)
    )


def _quickly(view: View, bands: int | list[int], window: Window, out: Optional[np.ndarray]) -> np.ndarray:
    """Read, GDAL converting on the way, and put NaN in the place of declared values."""
    values = view.read(bands, window=window, out=out, out_dtype=np.float32)
    masks, declared = view.mask_flag_enums, view.nodatavals
    numbers, planes = ([bands], [values]) if isinstance(bands, int) else (bands, values)
    for number, plane in zip(numbers, planes, strict=True):
        if masks[number - 1] == DECLARED:
            plane[plane == declared[number - 1]] = np.nan
    return values
