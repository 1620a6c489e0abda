"""Small pictures of the worst misses and the worst false alarms: what lies there, and both outlines on it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import ExitStack
from typing import Optional

import numpy as np
import rasterio
from rasterio.io import MemoryFile
from rasterio.windows import Window

from deepslide_qgis.core.comparison import FOUND_SHARE, ObjectColumns, Picture
from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.events import Event, Warned
from deepslide_qgis.core.request import ComparisonRequest
from deepslide_qgis.engine.comparison.object_tally import ObjectTally
from deepslide_qgis.engine.comparison.rasters import read_numbers
from deepslide_qgis.engine.comparison.strata import on_the_grid
from deepslide_qgis.engine.rasters.raster_values import View, read_values
from deepslide_qgis.engine.rasters.source import open_raster

SIDE_PX = 200
SMALLEST_VIEW_PX = 40
LARGEST_VIEW_PX = 1600
ROOM = 1.8
"""Side of the view over that of the object's box."""
MAPPED_COLOUR = (0, 220, 0)
PREDICTED_COLOUR = (255, 60, 200)
DARKEST_SHARE, BRIGHTEST_SHARE = 2, 98


def worst_misses(columns: ObjectColumns, count: int) -> list[int]:
    """Return the numbers of the counted landslides not found, by the area that was missed, largest first."""
    area, common = np.array(columns.area_m2), np.array(columns.common_m2)
    missed = np.where(np.array(columns.is_counted, bool) & (common < FOUND_SHARE * area), area - common, 0)
    return _largest(missed, count)


def worst_false_alarms(columns: ObjectColumns, count: int) -> list[int]:
    """Return the numbers of the counted candidates on no landslide, largest area times mean probability first."""
    false = np.array(columns.is_counted, bool) & (np.array(columns.common_m2) == 0)
    return _largest(np.where(false, np.array(columns.area_m2) * np.nan_to_num(columns.p_mean), 0), count)


def _largest(weights: np.ndarray, count: int) -> list[int]:
    order = np.argsort(-weights, kind="stable")[:count]
    return [int(i) + 1 for i in order if weights[i] > 0]


class Photographer:
    """Takes pictures on the grid of ``prediction``: outlines on ``request.image``, or else on the probability.

    An image that cannot be used is told once, and never ends a comparison.
    """

    def __init__(self, request: ComparisonRequest, prediction: rasterio.DatasetReader, report: Callable[[Event], None]):
        self._request, self._prediction, self._report = request, prediction, report
        self._image_path = request.image

    @property
    def most(self) -> int:
        """How many pictures of one kind are wanted."""
        return self._request.pictures

    def take(self, numbers: list[int], tally: ObjectTally, columns: ObjectColumns) -> tuple[Picture, ...]:
        """Return a picture of each object in ``numbers``."""
        try:
            return self._taken(numbers, tally, columns)
        except (RasterError, rasterio.errors.RasterioError, IndexError) as error:
            if self._image_path is None:
                raise
            self._report(Warned(f"'{self._image_path}' cannot lie below the pictures of the report: {error}"))
            self._image_path = None
            return self._taken(numbers, tally, columns)

    def _taken(self, numbers: list[int], tally: ObjectTally, columns: ObjectColumns) -> tuple[Picture, ...]:
        with ExitStack() as opening:
            views = [opening.enter_context(open_raster(path)) for path in self._objects]
            image = None
            if self._image_path:
                image = on_the_grid(opening.enter_context(open_raster(self._image_path)), self._prediction, opening)
            return tuple(
                Picture(number, columns.area_m2[number - 1], self._picture(tally.boxes[number], image, views))
                for number in numbers
            )

    @property
    def _objects(self) -> tuple[str, str]:
        return self._request.landslides, self._request.candidates

    def _picture(self, box: np.ndarray, image: Optional[View], objects: list[rasterio.DatasetReader]) -> str:
        window = _view(box, self._prediction.shape)
        zoom = max(1, round(SIDE_PX / max(window.width, window.height)))
        ground = self._probability(window) if image is None else _colours(image, self._request.image_bands, window)
        ground = np.repeat(np.repeat(ground, zoom, axis=1), zoom, axis=2)
        for raster, tint in zip(objects, (MAPPED_COLOUR, PREDICTED_COLOUR), strict=True):
            ids = np.repeat(np.repeat(read_numbers(raster, window), zoom, axis=0), zoom, axis=1)
            ground[:, outline(ids, thick=1 if zoom < 3 else 2)] = np.array(tint, np.uint8)[:, None]
        return _png(ground)

    def _probability(self, window: Window) -> np.ndarray:
        values = self._prediction.read(1, window=window, masked=True).astype(np.float32).filled(0)
        grey = (np.nan_to_num(values).clip(0, 1) * 255).astype(np.uint8)
        return np.stack([grey] * 3)


def outline(ids: np.ndarray, thick: int = 1) -> np.ndarray:
    """Return where the inner rim of the objects ``ids`` (h, w) lies, ``thick`` pixels wide: (h, w) bool."""
    rim, around = np.zeros(ids.shape, bool), np.pad(ids, thick, mode="edge")
    height, width = ids.shape
    for step in range(1, thick + 1):
        for down, right in ((-step, 0), (step, 0), (0, -step), (0, step)):
            rim |= around[thick + down :, thick + right :][:height, :width] != ids
    return rim & (ids > 0)


def _view(box: np.ndarray, shape: tuple[int, int]) -> Window:
    """Return a square window around ``box``, as far as the raster reaches."""
    top, left, bottom, right = box.tolist()
    side = int(np.clip(ROOM * (max(bottom - top, right - left) + 1), SMALLEST_VIEW_PX, LARGEST_VIEW_PX))
    spans = []
    for low, high, length in ((top, bottom, shape[0]), (left, right, shape[1])):
        size = min(side, length)
        spans.append((int(np.clip((low + high - size) // 2, 0, length - size)), size))
    return Window(spans[1][0], spans[0][0], spans[1][1], spans[0][1])


def _colours(image: View, bands: tuple[int, ...], window: Window) -> np.ndarray:
    """Return (3, h, w) uint8 of ``bands`` of ``image``, else its first three or its only one, stretched to the view."""
    chosen = list(bands) or ([1, 2, 3] if image.count >= 3 else [1, 1, 1])
    values = read_values(image, chosen, window, image.name)
    known = values[np.isfinite(values)]
    if not known.size:
        return np.zeros(values.shape, np.uint8)
    low, high = np.percentile(known, (DARKEST_SHARE, BRIGHTEST_SHARE))
    return (np.nan_to_num((values - low) / max(high - low, 1e-9)).clip(0, 1) * 255).astype(np.uint8)


def _png(colours: np.ndarray) -> str:
    step = max(1, max(colours.shape[1:]) // (2 * SIDE_PX))
    thinned = colours[:, ::step, ::step]
    with MemoryFile() as memory:
        with memory.open(driver="PNG", count=3, height=thinned.shape[1], width=thinned.shape[2], dtype="uint8") as file:
            file.write(thinned)
        return base64.b64encode(memory.read()).decode("ascii")
