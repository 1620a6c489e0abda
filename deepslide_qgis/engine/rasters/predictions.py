"""Values of existing predictions: probabilities, or masks of 0 and 1.

Many tools write masks that declare 0 as no-data, although 0 means "no landslide". If these pixels counted as missing,
no landslide could be missed there, and an average would cover only pixels that every member marks.
"""

from __future__ import annotations

import numpy as np
from rasterio.enums import MaskFlags
from rasterio.windows import Window

from deepslide_qgis.core.events import Report, Warned
from deepslide_qgis.engine.rasters.raster_values import View, read_values


def read_prediction(raster: View, window: Window, name: str) -> np.ndarray:
    """Return the band of ``raster`` in ``window`` as float32, NaN without data; a declared no-data 0 stays 0."""
    values = read_values(raster, 1, window, name)
    if declares_zero(raster):
        values[raster.read(1, window=window) == 0] = 0
    return values


def declares_zero(raster: View) -> bool:
    """Return True if 0, and nothing else, marks no-data in ``raster``."""
    return raster.mask_flag_enums[0] == [MaskFlags.nodata] and raster.nodatavals[0] == 0


def warn_of_declared_zero(raster: View, report: Report) -> None:
    """Report a warning if 0 is declared as no-data but read as a value."""
    if declares_zero(raster):
        report(
            Warned(
                f"'{raster.name}' declares 0 as no-data; here 0 is read as 'no landslide'. Where the prediction does "
                "not reach, use an area of interest, or declare another value as no-data."
            )
        )
