"""Values of predictions that exist already: probabilities, or masks of 0 and 1.

Many tools write masks that declare 0 as no-data. Such a 0 still says "no landslide": taken as missing, nothing could
count as missed, and an average would know only what every member sees.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from rasterio.enums import MaskFlags
from rasterio.windows import Window

from deepslide_qgis.core.events import Event, Warned
from deepslide_qgis.engine.rasters.raster_values import View, read_values


def read_prediction(raster: View, window: Window, name: str) -> np.ndarray:
    """Return the only band of ``raster`` in ``window`` as float32: 0 also where it is declared, NaN without data."""
    values = read_values(raster, 1, window, name)
    if declares_zero(raster):
        values[raster.read(1, window=window) == 0] = 0
    return values


def declares_zero(raster: View) -> bool:
    """Tell whether a value of 0, and nothing else, marks where ``raster`` has no data."""
    return raster.mask_flag_enums[0] == [MaskFlags.nodata] and raster.nodatavals[0] == 0


def warn_of_declared_zero(raster: View, report: Callable[[Event], None]) -> None:
    """Tell a person where 0 is read against what the file of ``raster`` declares."""
    if declares_zero(raster):
        report(
            Warned(
                f"'{raster.name}' declares 0 as no-data; here 0 is read as 'no landslide'. Where the prediction does "
                "not reach, use an area of interest, or declare another value as no-data."
            )
        )
