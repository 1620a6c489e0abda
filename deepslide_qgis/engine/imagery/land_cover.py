"""Command ``land_cover``: the study's eight classes by a decision tree on Sentinel-2, elevation and Sentinel-1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
from rasterio.crs import CRS
from rasterio.warp import transform

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.events import Finished, IsCancelled, Logged, Report, Warned
from deepslide_qgis.core.imagery.imagery_requests import LandCoverRequest, TrainingPoint
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster, OpticalSettings
from deepslide_qgis.core.imagery.land_cover import TITLES, LandCover
from deepslide_qgis.engine.imagery import decision_tree, layers
from deepslide_qgis.engine.imagery.backscatter import to_db
from deepslide_qgis.engine.imagery.block_run import Computed, run_blocks
from deepslide_qgis.engine.imagery.class_raster import NO_CLASS, ClassesOnGrid
from deepslide_qgis.engine.imagery.dem import open_dem
from deepslide_qgis.engine.imagery.on_grid import Block, blocks_of_rows
from deepslide_qgis.engine.imagery.optical import CLASSES, INFRARED, OpticalSeries
from deepslide_qgis.engine.imagery.radar import RadarSeries, find_shared_polarisations
from deepslide_qgis.engine.imagery.scenes import RADAR_BANDS, find_scenes, list_files
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment

SEED = 0
LEAST_ACCURACY = 0.7
LEGEND = "; ".join(f"{int(number)} {title}" for number, title in TITLES.items())


def land_cover(request: LandCoverRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``. Raises a DeepSlideError."""
    with raster_environment(), ExitStack() as opening:
        scenes = find_scenes([request.optical], [INFRARED])
        other_rasters = [[path] for path in (request.dem, request.radar) if path]
        grid = target_grid(request.target, [list_files(scenes), *other_rasters])
        predictors = _Predictors(request, grid, opening, report)
        samples, covers = _read_training_samples(request, predictors, grid, opening)
        decision_tree.check_trainable(covers)
        tree = decision_tree.train(samples, covers)
        record_entries = _report_training(samples, covers, report)
        inputs = [*list_files(scenes), *(path for group in other_rasters for path in group)]
        inputs += [request.known.path] if request.known else []

        def compute(block: Block) -> Computed:
            return {"land_cover": decision_tree.classify(tree, predictors.read(block))}

        layers_by_output = {"land_cover": layers.categorical("landCover", NO_CLASS, classes=LEGEND)}
        return run_blocks(
            request, grid, layers_by_output, inputs, compute, lambda: record_entries, report, is_cancelled
        )


class _Predictors:
    """The inputs of the tree: reflectances, elevation, backscatter in decibels."""

    def __init__(self, request: LandCoverRequest, grid: Grid, opening: ExitStack, report: Report):
        scenes = find_scenes([request.optical], [INFRARED])
        shared = [n for n in scenes[0].band_names if n != CLASSES and all(scene.band(n) for scene in scenes)]
        settings = OpticalSettings(offset=request.offset)
        self._optical = OpticalSeries(scenes, shared, settings, grid, opening, lambda text: report(Warned(text)))
        self._dem = open_dem(request.dem, grid, opening) if request.dem else None
        self._radar = None
        if request.radar:
            images = find_scenes([request.radar], RADAR_BANDS)
            polarisations = find_shared_polarisations(images)
            self._radar = RadarSeries(images, polarisations, "detect", grid, opening, lambda text: report(Logged(text)))

    def read(self, block: Block) -> np.ndarray:
        """Return the predictors (C, h, w), NaN without data.

        All are NaN where Sentinel-2 lacks a band: elevation and radar alone do not determine land cover.
        """
        parts = [self._optical.compose(block).bands]
        if self._dem:
            parts.append(self._dem.read(block))
        if self._radar:
            parts.append(to_db(self._radar.median_linear(block)[0]))
        predictors = np.concatenate(parts)
        predictors[:, ~np.isfinite(parts[0]).all(axis=0)] = np.nan
        return predictors


def _read_training_samples(
    request: LandCoverRequest, predictors: _Predictors, grid: Grid, opening: ExitStack
) -> tuple[np.ndarray, np.ndarray]:
    """Return predictors (N, C) and classes (N,) of the training pixels with data."""
    if request.points:
        pairs = _sample_points(request.points, predictors, grid)
    else:
        pairs = _sample_raster(request.known, request.samples, predictors, grid, opening)
    samples = [(values, covers) for values, covers in pairs if len(covers)]
    if not samples:
        raise RasterError(
            "None of the training samples lies on data inside the area.", "Check their CRS, and the area."
        )
    values, covers = (np.concatenate(parts) for parts in zip(*samples, strict=True))
    return values, covers.astype(np.int64)


def _sample_points(
    points: tuple[TrainingPoint, ...], predictors: _Predictors, grid: Grid
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    longitudes, latitudes = [p.longitude for p in points], [p.latitude for p in points]
    xs, ys = transform(CRS.from_epsg(4326), grid.crs, longitudes, latitudes)
    columns, rows = ~grid.transform @ (np.array(xs), np.array(ys))
    columns, rows = np.floor(columns).astype(int), np.floor(rows).astype(int)
    for point, column, row in zip(points, columns, rows, strict=True):
        if 0 <= column < grid.width and 0 <= row < grid.height:
            values = predictors.read(Block(int(row), int(column), 1, 1)).reshape(1, -1)
            if np.isfinite(values).any():
                yield values, np.array([point.cover])


def _sample_raster(
    known: ClassRaster, wanted: int, predictors: _Predictors, grid: Grid, opening: ExitStack
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield samples of each class, about ``wanted`` in total, drawn uniformly over the area."""
    covers = ClassesOnGrid(known, grid, opening)
    blocks = [block for row in blocks_of_rows(grid) for block in row]
    counts = sum(np.bincount(covers.read(block).ravel(), minlength=len(LandCover) + 1) for block in blocks)
    shares = np.minimum(1, wanted / np.maximum(counts, 1))
    shares[NO_CLASS] = 0
    rng = np.random.default_rng(SEED)
    for block in blocks:
        classes = covers.read(block)
        is_drawn = rng.random(classes.shape, np.float32) < shares[classes]
        if is_drawn.any():
            values = predictors.read(block)
            is_drawn &= np.isfinite(values).any(axis=0)
            yield values[:, is_drawn].T, classes[is_drawn]


def _report_training(samples: np.ndarray, covers: np.ndarray, report: Report) -> dict[str, Any]:
    """Report the training samples and their accuracy; return the entries of the record."""
    counts = {TITLES[LandCover(n)]: int((covers == n).sum()) for n in np.unique(covers)}
    listed = ", ".join(f"{title} {count}" for title, count in counts.items())
    report(Logged(f"The tree learns from {len(covers)} pixels: {listed}."))
    accuracy = decision_tree.cross_validate(samples, covers)
    if accuracy is not None:
        report(Logged(f"Cross-validated on them, {accuracy:.0%} are classified rightly."))
        if accuracy < LEAST_ACCURACY:
            report(
                Warned(
                    f"Only {accuracy:.0%} of the training pixels are classified rightly by trees that did not see them."
                )
            )
    summary = {} if accuracy is None else {"accuracy": round(accuracy, 4)}
    return {"summary": summary, "training_px": counts, "legend": LEGEND}
