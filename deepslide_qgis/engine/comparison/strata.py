"""Scores by slope, aspect, land cover or another raster: each pixel has a class, each class its scores."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
import rasterio
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from deepslide_qgis.core.comparison import Group, GroupedScores
from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.request import Stratum
from deepslide_qgis.engine.comparison.aspects import angle_to_look, to_true_north
from deepslide_qgis.engine.comparison.error_map import scores_of_codes
from deepslide_qgis.engine.rasters.raster_values import View, read_values
from deepslide_qgis.engine.rasters.source import open_raster

SAMPLE_PX = 1000
"""Side of the reduced raster from which classes are chosen."""
LARGEST_CLASS_COUNT = 24
QUANTILES = (0.2, 0.4, 0.6, 0.8)
TO_RADAR_BREAKS = (45.0, 135.0)
TO_RADAR_LABELS = ("facing away from the radar", "sideways", "facing the radar")
NO_VALUE = "no value"


class StratumRaster:
    """One raster on the prediction grid, read as class numbers 0 … len(labels) − 1; the last class is "no value"."""

    def __init__(self, stratum: Stratum, grid: rasterio.DatasetReader, opening: ExitStack):
        self._stratum, self._grid = stratum, grid
        raster = opening.enter_context(open_raster(stratum.path))
        self._view, self._crs = view_on_grid(raster, grid, opening), raster.crs
        self._values: np.ndarray | None = None
        breaks, labels = stratum.breaks, stratum.labels
        if stratum.look_azimuth_deg is not None:
            breaks, labels = TO_RADAR_BREAKS, TO_RADAR_LABELS
        elif not breaks:
            breaks, labels = self._choose_classes(grid)
        self._breaks, self.labels = np.array(breaks), (*labels, NO_VALUE)

    def classes(self, window: Window) -> np.ndarray:
        """Return the class numbers (h, w) in ``window``."""
        values = read_values(self._view, 1, window, self._stratum.path)
        if self._stratum.is_from_grid_north:
            values = to_true_north(values, window, self._grid, self._crs)
        if self._stratum.look_azimuth_deg is not None:
            values = angle_to_look(values, self._stratum.look_azimuth_deg)
        if self._values is not None:
            places = np.searchsorted(self._values, values).clip(0, len(self._values) - 1)
            known = self._values[places] == values
        else:
            places, known = np.searchsorted(self._breaks, values, side="right"), np.isfinite(values)
        return np.where(known, places, len(self.labels) - 1)

    def scores(self, counts: np.ndarray, threshold: float) -> GroupedScores:
        """Return the scores of ``counts`` (classes, codes 0 … 7).

        Classes with equal labels are merged (north is at both ends of the aspects); classes without pixels are left
        out.
        """
        sums: dict[str, np.ndarray] = {}
        for label, row in zip(self.labels, counts, strict=True):
            sums[label] = sums.get(label, 0) + row
        groups = [Group(label, scores_of_codes(row, threshold)) for label, row in sums.items() if row.sum()]
        return GroupedScores(self._stratum.name, tuple(groups))

    def _choose_classes(self, grid: rasterio.DatasetReader) -> tuple[tuple[float, ...], tuple[str, ...]]:
        """Return breaks and labels from a reduced read of the values."""
        step = max(1, -(-max(grid.shape) // SAMPLE_PX))
        shape = (max(1, grid.height // step), max(1, grid.width // step))
        whole = Window(0, 0, self._view.width, self._view.height)
        values = read_values(self._view, 1, whole, self._stratum.path, out_shape=shape)
        values = values[np.isfinite(values)]
        if not values.size:
            raise RasterError(
                f"'{self._stratum.name}' has no values where the prediction lies.", "Check its extent and CRS."
            )
        distinct = np.unique(values)
        if len(distinct) <= LARGEST_CLASS_COUNT and (distinct == np.round(distinct)).all():
            self._values = distinct
            return (), tuple(f"{value:g}" for value in distinct)
        breaks = tuple(sorted({float(f"{value:.3g}") for value in np.quantile(values, QUANTILES)}))
        inner = [f"{low:g} – {high:g}" for low, high in zip(breaks, breaks[1:])]
        return breaks, (f"< {breaks[0]:g}", *inner, f"≥ {breaks[-1]:g}")


def count_codes(classes: np.ndarray, codes: np.ndarray, valid: np.ndarray, class_count: int) -> np.ndarray:
    """Return the number of pixels of each error code (0 … 7) in each class: (classes, 8)."""
    keys = classes[valid] * 8 + codes[valid]
    return np.bincount(keys, minlength=class_count * 8).reshape(class_count, 8)


def view_on_grid(raster: rasterio.DatasetReader, grid: rasterio.DatasetReader, opening: ExitStack) -> View:
    """Return ``raster`` resampled by nearest neighbour to the grid of ``grid``; raise RasterError if it has no CRS."""
    if raster.shape == grid.shape and raster.transform.almost_equals(grid.transform, 1e-9):
        return raster
    if not raster.crs or not grid.crs:
        raise RasterError(
            f"'{raster.name}' or the prediction has no CRS, and they differ in size or position.",
            "Give both a CRS (Raster > Projections > Assign Projection).",
        )
    view = WarpedVRT(
        raster,
        crs=grid.crs,
        transform=grid.transform,
        width=grid.width,
        height=grid.height,
        nodata=raster.nodata,
        add_alpha=raster.nodata is None and raster.count < 3,
    )
    return opening.enter_context(view)
