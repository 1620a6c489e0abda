"""Mean and deviation of the bands, computed as in the reference study's code, with equal rounding.

The study sums values and squares of each raster in the file's data type, pixel after pixel (numpy over rows and columns
of an array (H, W, bands)), and adds up the rasters in double precision. The deviation is √(E[x²] − mean²) of the
population. In single precision this rounds noticeably where the mean is large against the deviation, so a better
formula would scale the bands differently from the training. NaN is ignored. Source: ``compute_metadata`` in
src/data/landslides.py of github.com/franchg/global-landslide-mapping.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rasterio.windows import Window

from deepslide_qgis.core.bands import CASE_STUDY_BANDS
from deepslide_qgis.core.errors import BandError, RasterError
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import open_raster
from training.data.pairs import Pair
from training.data.scenes import row_blocks

COUNT = len(CASE_STUDY_BANDS)


def study_statistics(pairs: Sequence[Pair]) -> Normalisation:
    """Return mean and deviation of all fifteen bands over the rasters of ``pairs``, read block by block.

    Raises BandError for a raster with other bands, RasterError if a band is constant.
    """
    totals = np.zeros((3, COUNT))
    with raster_environment():
        for pair in sorted(pairs, key=lambda pair: pair.label.name):
            totals += _sum_raster(pair.raster)
    values, squares, count = totals
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = values / count
        std = np.sqrt(squares / count - mean**2)
    constant = [band.name for band, deviation in zip(CASE_STUDY_BANDS, std, strict=True) if not deviation > 0]
    if constant:
        raise RasterError(
            f"These bands are the same in all rasters, or empty: {', '.join(constant)}.",
            "The study's bands are not: fetch its data again.",
        )
    return Normalisation((1.0,) * COUNT, tuple(mean.tolist()), tuple(std.tolist()))


def _sum_raster(path: Path) -> np.ndarray:
    """Return sums of values, sums of squares, and counts of each band of one raster, (3, bands) float64."""
    with open_raster(str(path)) as raster:
        if raster.count != COUNT:
            raise BandError(f"'{path.name}' has {raster.count} bands; a case study has {COUNT}.", "Take it out.")
        values = squares = np.zeros(COUNT, np.dtype(raster.dtypes[0]))
        count = np.zeros(COUNT)
        for rows in row_blocks(raster.height):
            window = Window.from_slices(rows, slice(0, raster.width))
            pixels = np.ascontiguousarray(raster.read(window=window).reshape(COUNT, -1).T)
            known = ~np.isnan(pixels)
            values = _accumulate(values, np.where(known, pixels, 0))
            squares = _accumulate(squares, np.where(known, pixels**2, 0))
            count += known.sum(axis=0)
    return np.stack([values, squares, count]).astype(np.float64)


def _accumulate(sums: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """Return ``sums`` (bands) with ``pixels`` (N, bands) added one after another, as numpy sums along an axis."""
    return np.concatenate([sums[None], pixels.astype(sums.dtype, copy=False)]).sum(axis=0)
