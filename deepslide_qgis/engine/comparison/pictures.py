"""Small pictures of the worst misses and false alarms: both outlines on the image or the probability."""

from __future__ import annotations

import base64
from contextlib import ExitStack
from typing import Optional

import numpy as np
import rasterio
from rasterio.io import MemoryFile
from rasterio.windows import Window

from deepslide_qgis.core.comparison import FOUND_SHARE, ObjectColumns, Picture
from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.events import Report, Warned
from deepslide_qgis.core.request import ComparisonRequest
from deepslide_qgis.engine.comparison.object_tally import ObjectTally
from deepslide_qgis.engine.comparison.rasters import read_object_ids
from deepslide_qgis.engine.comparison.strata import view_on_grid
from deepslide_qgis.engine.rasters.raster_values import View, read_values
from deepslide_qgis.engine.rasters.source import open_raster

SIDE_PX = 200
SMALLEST_VIEW_PX = 40
LARGEST_VIEW_PX = 1600
ROOM = 1.8
"""Side of the view / side of the object's bounding box."""
MAPPED_COLOUR = (0, 220, 0)
PREDICTED_COLOUR = (255, 60, 200)
DARKEST_SHARE, BRIGHTEST_SHARE = 2, 98


def worst_misses(columns: ObjectColumns, count: int) -> list[int]:
    """Return the numbers of the counted landslides not found, largest missed area first."""
    area, common = np.array(columns.area_m2), np.array(columns.common_m2)
    missed = np.where(np.array(columns.is_counted, bool) & (common < FOUND_SHARE * area), area - common, 0)
    return _find_largest(missed, count)


def worst_false_alarms(columns: ObjectColumns, count: int) -> list[int]:
    """Return the numbers of the counted candidates on no landslide, by area times mean probability, largest first."""
    false = np.array(columns.is_counted, bool) & (np.array(columns.common_m2) == 0)
    return _find_largest(np.where(false, np.array(columns.area_m2) * np.nan_to_num(columns.p_mean), 0), count)


def _find_largest(weights: np.ndarray, count: int) -> list[int]:
    order = np.argsort(-weights, kind="stable")[:count]
    return [int(i) + 1 for i in order if weights[i] > 0]


class PictureRenderer:
    """Draws objects on the grid of ``prediction``: outlines on ``request.image``, or on the probability.

    An unusable image causes one warning, and never fails a comparison.
    """

    def __init__(self, request: ComparisonRequest, prediction: rasterio.DatasetReader, report: Report):
        self._request, self._prediction, self._report = request, prediction, report
        self._image_path = request.image

    @property
    def most(self) -> int:
        """Return the wanted number of pictures per kind."""
        return self._request.pictures

    def render(self, numbers: list[int], tally: ObjectTally, columns: ObjectColumns) -> tuple[Picture, ...]:
        """Return a picture of each object in ``numbers``."""
        try:
            return self._render_all(numbers, tally, columns)
        except (RasterError, rasterio.errors.RasterioError, IndexError) as error:
            if self._image_path is None:
                raise
            self._report(Warned(f"'{self._image_path}' cannot lie below the pictures of the report: {error}"))
            self._image_path = None
            return self._render_all(numbers, tally, columns)

    def _render_all(self, numbers: list[int], tally: ObjectTally, columns: ObjectColumns) -> tuple[Picture, ...]:
        with ExitStack() as opening:
            views = [opening.enter_context(open_raster(path)) for path in self._objects]
            image = None
            if self._image_path:
                image = view_on_grid(opening.enter_context(open_raster(self._image_path)), self._prediction, opening)
            return tuple(
                Picture(number, columns.area_m2[number - 1], self._render_object(tally.boxes[number], image, views))
                for number in numbers
            )

    @property
    def _objects(self) -> tuple[str, str]:
        return self._request.landslides, self._request.candidates

    def _render_object(self, box: np.ndarray, image: Optional[View], objects: list[rasterio.DatasetReader]) -> str:
        window = _square_window(box, self._prediction.shape)
        zoom = max(1, round(SIDE_PX / max(window.width, window.height)))
        background = (
            self._render_probability(window)
            if image is None
            else _render_bands(image, self._request.image_bands, window)
        )
        background = np.repeat(np.repeat(background, zoom, axis=1), zoom, axis=2)
        for raster, tint in zip(objects, (MAPPED_COLOUR, PREDICTED_COLOUR), strict=True):
            ids = np.repeat(np.repeat(read_object_ids(raster, window), zoom, axis=0), zoom, axis=1)
            background[:, outline(ids, thick=1 if zoom < 3 else 2)] = np.array(tint, np.uint8)[:, None]
        return _encode_png(background)

    def _render_probability(self, window: Window) -> np.ndarray:
        values = self._prediction.read(1, window=window, masked=True).astype(np.float32).filled(0)
        grey = (np.nan_to_num(values).clip(0, 1) * 255).astype(np.uint8)
        return np.stack([grey] * 3)


def outline(ids: np.ndarray, thick: int = 1) -> np.ndarray:
    """Return the inner rim of the objects ``ids`` (h, w), ``thick`` pixels wide: (h, w) bool."""
    rim, padded = np.zeros(ids.shape, bool), np.pad(ids, thick, mode="edge")
    height, width = ids.shape
    for step in range(1, thick + 1):
        for down, right in ((-step, 0), (step, 0), (0, -step), (0, step)):
            rim |= padded[thick + down :, thick + right :][:height, :width] != ids
    return rim & (ids > 0)


def _square_window(box: np.ndarray, shape: tuple[int, int]) -> Window:
    """Return a square window around ``box``, clipped to the raster."""
    top, left, bottom, right = box.tolist()
    side = int(np.clip(ROOM * (max(bottom - top, right - left) + 1), SMALLEST_VIEW_PX, LARGEST_VIEW_PX))
    spans = []
    for low, high, length in ((top, bottom, shape[0]), (left, right, shape[1])):
        size = min(side, length)
        spans.append((int(np.clip((low + high - size) // 2, 0, length - size)), size))
    return Window(spans[1][0], spans[0][0], spans[1][1], spans[0][1])


def _render_bands(image: View, bands: tuple[int, ...], window: Window) -> np.ndarray:
    """Return (3, h, w) uint8 of ``bands`` of ``image`` (default: its first three, or its only one),
    contrast-stretched."""
    chosen = list(bands) or ([1, 2, 3] if image.count >= 3 else [1, 1, 1])
    values = read_values(image, chosen, window, image.name)
    known = values[np.isfinite(values)]
    if not known.size:
        return np.zeros(values.shape, np.uint8)
    low, high = np.percentile(known, (DARKEST_SHARE, BRIGHTEST_SHARE))
    return (np.nan_to_num((values - low) / max(high - low, 1e-9)).clip(0, 1) * 255).astype(np.uint8)


def _encode_png(colours: np.ndarray) -> str:
    step = max(1, max(colours.shape[1:]) // (2 * SIDE_PX))
    reduced = colours[:, ::step, ::step]
    with MemoryFile() as memory:
        with memory.open(driver="PNG", count=3, height=reduced.shape[1], width=reduced.shape[2], dtype="uint8") as file:
            file.write(reduced)
        return base64.b64encode(memory.read()).decode("ascii")
