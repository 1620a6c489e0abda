"""Raster values as the engine uses them: float32, NaN without data.

Integers without any missing value may stay integers: this takes half the memory and needs no search for NaN.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # GDAL errors that rasterio does not translate
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.process.reused_memory import ReusedMemory

NO_VALUE = 1e30
"""Larger values count as no-data: infinities, and the fill value −3.4e38, which many files do not declare."""
ALL_VALID, DECLARED, ALPHA = [MaskFlags.all_valid], [MaskFlags.nodata], [MaskFlags.per_dataset, MaskFlags.alpha]
EXACT_IN_FLOAT32 = {"uint8", "int8", "uint16", "int16"}
View = rasterio.DatasetReader | WarpedVRT


def read_integers(
    view: View, numbers: list[int], window: Window, name: str, memory: ReusedMemory
) -> Optional[np.ndarray]:
    """Return the bands ``numbers`` (C, h, w) in the file's type if they are small integers without missing values.

    Otherwise return None; :func:`read_values` then marks the missing values.
    """
    dtypes = {view.dtypes[number - 1] for number in numbers}
    alpha = _alpha_band(view, numbers)
    if len(dtypes) > 1 or not dtypes <= EXACT_IN_FLOAT32 or not (alpha or _needs_no_mask(view, numbers)):
        return None
    with _convert_read_errors(name, window):
        shape = len(numbers), int(window.height), int(window.width)
        stored = view.read(numbers, window=window, out=memory.empty(shape, dtypes.pop()))
        if alpha:
            return stored if view.read(alpha, window=window).all() else None
    has_gap = any((stored[i] == value).any() for i, value in _declared_nodata(view, numbers))
    return None if has_gap else stored


def read_values(
    view: View, bands: int | list[int], window: Window, name: str, out: Optional[np.ndarray] = None, **reading: object
) -> np.ndarray:
    """Return the ``bands`` in ``window`` as float32, NaN without data; raise RasterError that names the raster
    ``name``.

    The values are written to ``out`` (float32) if given. ``reading`` are further arguments of rasterio's ``read``, such
    as another shape or a resampling.
    """
    numbers = [bands] if isinstance(bands, int) else bands
    if len({view.dtypes[number - 1] for number in numbers}) > 1:  # rasterio reads only bands of one type together
        shape = {"out_shape": reading["out_shape"][-2:]} if "out_shape" in reading else {}
        planes = [read_values(view, number, window, name, **{**reading, **shape}) for number in numbers]
        return np.stack(planes, out=out)
    alpha = _alpha_band(view, numbers)
    with _convert_read_errors(name, window):
        if alpha:
            values = view.read(bands, window=window, out=out, out_dtype=np.float32, **reading)
            opacity = view.read(alpha, window=window, **{**reading, "out_shape": values.shape[-2:]})
            np.copyto(values, np.nan, where=opacity == 0)
        elif reading or not _needs_no_mask(view, numbers):
            read = view.read(bands, window=window, masked=True, **reading)
            values = np.empty(read.shape, np.float32) if out is None else out
            values[...] = read.data
            np.copyto(values, np.nan, where=read.mask)
        else:  # GDAL converts while reading
            values = view.read(bands, window=window, out=out, out_dtype=np.float32)
            planes = values.reshape(len(numbers), *values.shape[-2:])
            for i, value in _declared_nodata(view, numbers):
                planes[i][planes[i] == value] = np.nan
    if not all("int" in view.dtypes[number - 1] for number in numbers):
        values[~(np.abs(values) < NO_VALUE)] = np.nan
    return values


@contextmanager
def _convert_read_errors(name: str, window: Window) -> Iterator[None]:
    """Raise every failure of reading as RasterError."""
    try:
        with np.errstate(over="ignore"):
            yield
    except (rasterio.errors.RasterioError, CPLE_BaseError) as error:
        raise RasterError(
            f"'{name}' cannot be read at rows {int(window.row_off)}–{int(window.row_off + window.height)}: {error}",
            "The file is damaged or was cut short: copy or download it again.",
        ) from error


def _alpha_band(view: View, numbers: list[int]) -> Optional[int]:
    """Return the number of the alpha band that masks the bands ``numbers``; None if there is none.

    The alpha band is read as a band: GDAL uses it as a mask only in files of two or four bands, and a warped view
    computes masks line by line, 100 times slower for 3 resampled bands.
    """
    colours, masks = view.colorinterp, view.mask_flag_enums
    alpha = colours.index(ColorInterp.alpha) + 1 if ColorInterp.alpha in colours else None
    is_their_mask = alpha not in numbers and all(masks[number - 1] in (ALL_VALID, ALPHA) for number in numbers)
    return alpha if is_their_mask else None


def _needs_no_mask(view: View, numbers: list[int]) -> bool:
    """Return True if the values alone mark no-data, so that no mask needs to be read."""
    masks, dtypes, declared = view.mask_flag_enums, view.dtypes, view.nodatavals
    return all(
        masks[i] == ALL_VALID or (masks[i] == DECLARED and dtypes[i] in EXACT_IN_FLOAT32 and _is_integer(declared[i]))
        for i in (number - 1 for number in numbers)
    )


def _is_integer(declared: Optional[float]) -> bool:
    """Return True for an integer no-data value; rasterio returns None for a value outside the data type."""
    return declared is not None and float(declared).is_integer()


def _declared_nodata(view: View, numbers: list[int]) -> list[tuple[int, float]]:
    """Return (position in ``numbers``, no-data value) of the bands that declare one."""
    masks, declared = view.mask_flag_enums, view.nodatavals
    return [(i, declared[number - 1]) for i, number in enumerate(numbers) if masks[number - 1] == DECLARED]
