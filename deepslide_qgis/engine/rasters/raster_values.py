"""Values of a raster as the engine works with them: float32, NaN where there is no data.

Integers of which none is missing may stay what they are: half of the memory, and nothing to look for in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # GDAL's own errors, where rasterio does not translate them
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.process.reused_memory import ReusedMemory

NO_VALUE = 1e30
"""No band has values as large: such are infinities and the fill −3.4e38, which many files hold without declaring it."""
ALL_VALID, DECLARED, ALPHA = [MaskFlags.all_valid], [MaskFlags.nodata], [MaskFlags.per_dataset, MaskFlags.alpha]
EXACT_IN_FLOAT32 = {"uint8", "int8", "uint16", "int16"}
View = rasterio.DatasetReader | WarpedVRT


def read_integers(
    view: View, numbers: list[int], window: Window, name: str, memory: ReusedMemory
) -> Optional[np.ndarray]:
    """Return the bands ``numbers`` (C, h, w) as the file has them, where they are small integers and none is missing.

    Else None: then :func:`read_values` says where what is missing.
    """
    dtypes = {view.dtypes[number - 1] for number in numbers}
    alpha = _alpha_band(view, numbers)
    if len(dtypes) > 1 or not dtypes <= EXACT_IN_FLOAT32 or not (alpha or _is_quick(view, numbers)):
        return None
    with _reading(name, window):
        shape = len(numbers), int(window.height), int(window.width)
        stored = view.read(numbers, window=window, out=memory.empty(shape, dtypes.pop()))
        if alpha:
            return stored if view.read(alpha, window=window).all() else None
    return None if any((stored[i] == value).any() for i, value in _declared(view, numbers)) else stored


def read_values(
    view: View, bands: int | list[int], window: Window, name: str, out: Optional[np.ndarray] = None, **reading: object
) -> np.ndarray:
    """Return the ``bands`` in ``window`` as float32, NaN where there is no data; raise RasterError naming ``name``.

    ``out``, float32, takes them where it is given. ``reading`` are further arguments of rasterio's ``read``: another
    shape, a resampling.
    """
    numbers = [bands] if isinstance(bands, int) else bands
    if len({view.dtypes[number - 1] for number in numbers}) > 1:  # rasterio reads bands of one type at a time
        shape = {"out_shape": reading["out_shape"][-2:]} if "out_shape" in reading else {}
        planes = [read_values(view, number, window, name, **{**reading, **shape}) for number in numbers]
        return np.stack(planes, out=out)
    alpha = _alpha_band(view, numbers)
    with _reading(name, window):
        if alpha:
            values = view.read(bands, window=window, out=out, out_dtype=np.float32, **reading)
            opacity = view.read(alpha, window=window, **{**reading, "out_shape": values.shape[-2:]})
            np.copyto(values, np.nan, where=opacity == 0)
        elif reading or not _is_quick(view, numbers):
            read = view.read(bands, window=window, masked=True, **reading)
            values = np.empty(read.shape, np.float32) if out is None else out
            values[...] = read.data
            np.copyto(values, np.nan, where=read.mask)
        else:  # GDAL converts on the way
            values = view.read(bands, window=window, out=out, out_dtype=np.float32)
            planes = values.reshape(len(numbers), *values.shape[-2:])
            for i, value in _declared(view, numbers):
                planes[i][planes[i] == value] = np.nan
    if not all("int" in view.dtypes[number - 1] for number in numbers):
        values[~(np.abs(values) < NO_VALUE)] = np.nan
    return values


@contextmanager
def _reading(name: str, window: Window) -> Iterator[None]:
    """Turn every way in which reading fails into a RasterError."""
    try:
        with np.errstate(over="ignore"):
            yield
    except (rasterio.errors.RasterioError, CPLE_BaseError) as error:
        raise RasterError(
            f"'{name}' cannot be read at rows {int(window.row_off)}–{int(window.row_off + window.height)}: {error}",
            "The file is damaged or was cut short: copy or download it again.",
        ) from error


def _alpha_band(view: View, numbers: list[int]) -> Optional[int]:
    """Return the number of the alpha band that says where the bands ``numbers`` have data; None where none does.

    It is read as a band. GDAL knows its mask in files of two or four bands only, and a warped view computes masks line
    by line: 3 bands at another resolution took 100 times longer.
    """
    colours, masks = view.colorinterp, view.mask_flag_enums
    alpha = colours.index(ColorInterp.alpha) + 1 if ColorInterp.alpha in colours else None
    is_theirs = alpha not in numbers and all(masks[number - 1] in (ALL_VALID, ALPHA) for number in numbers)
    return alpha if is_theirs else None


def _is_quick(view: View, numbers: list[int]) -> bool:
    """Tell whether the values alone say where there is no data, so that no masks need to be read beside them."""
    masks, dtypes, declared = view.mask_flag_enums, view.dtypes, view.nodatavals
    return all(
        masks[i] == ALL_VALID or (masks[i] == DECLARED and dtypes[i] in EXACT_IN_FLOAT32 and _is_integer(declared[i]))
        for i in (number - 1 for number in numbers)
    )


def _is_integer(declared: Optional[float]) -> bool:
    """Tell whether a declared value is one; None is what rasterio says of one that its data type cannot hold."""
    return declared is not None and float(declared).is_integer()


def _declared(view: View, numbers: list[int]) -> list[tuple[int, float]]:
    """Return which of the bands ``numbers`` declare a value for no data, by their place among them, and the value."""
    masks, declared = view.mask_flag_enums, view.nodatavals
    return [(i, declared[number - 1]) for i, number in enumerate(numbers) if masks[number - 1] == DECLARED]
