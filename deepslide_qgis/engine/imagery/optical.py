"""Sentinel-2 images of one period on the target grid, cloud-masked and composited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Optional

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.imagery_settings import OpticalSettings
from deepslide_qgis.core.imagery.scene import Scene
from deepslide_qgis.engine.imagery.clouds import mask_clouds
from deepslide_qgis.engine.imagery.compose import GreenestPixel, median, merge_images, most_frequent
from deepslide_qgis.engine.imagery.on_grid import Block, RasterOnGrid
from deepslide_qgis.engine.imagery.reflectance import decide_conversion
from deepslide_qgis.engine.imagery.scenes import group_by_date
from deepslide_qgis.engine.imagery.vegetation import ndvi
from deepslide_qgis.engine.rasters.grid import Grid

RED, INFRARED, CLASSES = "B4", "B8", "SCL"


@dataclass(frozen=True)
class Composite:
    """One block of a composite: reflectance ``bands`` (C, h, w) called ``names``, and ``ndvi``.

    They are NaN where no date was usable. ``chosen`` (h, w) is the index of the chosen date's first image, −1 for none,
    or None for medians; ``counts`` is the number of usable dates. ``classes`` is the scene classification of the chosen
    image, or the most frequent class for medians; NaN if unknown.
    """

    names: tuple[str, ...]
    bands: np.ndarray
    ndvi: np.ndarray
    chosen: Optional[np.ndarray]
    counts: np.ndarray
    classes: np.ndarray

    def band(self, name: str) -> np.ndarray:
        """Return the reflectance (h, w) of one band."""
        return self.bands[self.names.index(name)]


class OpticalSeries:
    """The images of a period, each with ``bands`` (scene band names, red and near infrared added)."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        bands: Sequence[str],
        settings: OpticalSettings,
        grid: Grid,
        opening: ExitStack,
        warn: Callable[[str], None],
    ):
        self.scenes = list(scenes)
        self.bands = tuple(dict.fromkeys((*bands, RED, INFRARED)))
        self._settings = settings
        self._images = [_Image(scene, self.bands, settings, grid, opening, warn) for scene in scenes]
        self._dates = group_by_date(scenes)

    @property
    def masks_clouds(self) -> bool:
        """Return True if every image has its scene classification."""
        return all(image.has_classes for image in self._images)

    def compose(self, block: Block) -> Composite:
        """Return the composite of all dates in a block."""
        composite = (
            self._compose_greenest(block) if self._settings.method == "greenest" else self._compose_median(block)
        )
        short = composite.counts < self._settings.minimum_dates
        for values in (composite.bands, composite.ndvi, composite.classes):
            values[..., short] = np.nan
        return composite

    def _compose_greenest(self, block: Block) -> Composite:
        red, infrared = self.bands.index(RED), self.bands.index(INFRARED)
        greenest = GreenestPixel(len(self.bands) + 1, block.shape, red, infrared)
        for numbers in self._dates:
            greenest.feed(numbers[0], self._read(numbers, block))
        chosen = greenest.chosen
        chosen[greenest.counts < self._settings.minimum_dates] = -1
        return Composite(self.bands, greenest.bands[:-1], greenest.ndvi, chosen, greenest.counts, greenest.bands[-1])

    def _compose_median(self, block: Block) -> Composite:
        images = np.stack([self._read(numbers, block) for numbers in self._dates])
        counts = np.isfinite(images[:, :-1]).all(axis=1).sum(axis=0).astype(np.int16)
        classes = most_frequent(images[:, -1])
        bands = median(images[:, :-1])
        index = ndvi(bands[self.bands.index(INFRARED)], bands[self.bands.index(RED)])
        return Composite(self.bands, bands, index, None, counts, classes)

    def _read(self, numbers: Sequence[int], block: Block) -> np.ndarray:
        return merge_images([self._images[number].read(block) for number in numbers])


class _Image:
    """One scene: reflectance of its bands and, last, its classification; NaN under clouds."""

    def __init__(
        self,
        scene: Scene,
        bands: Sequence[str],
        settings: OpticalSettings,
        grid: Grid,
        opening: ExitStack,
        warn: Callable[[str], None],
    ):
        _check_bands(scene, bands)
        self._settings = settings
        self._groups = _open_files(scene, bands, grid, opening)
        classes = scene.band(CLASSES)
        self._classes = (
            RasterOnGrid(classes.path, [classes.number], grid, Resampling.nearest, opening) if classes else None
        )
        self._count = len(bands)
        darkest = next((name for name in ("B2", "B3") if name in bands), RED)
        sample = self._sample(list(bands).index(darkest))
        conversion = decide_conversion(scene, settings.offset, sample, warn)
        for raster, _ in self._groups:
            raster.convert = conversion.apply

    @property
    def has_classes(self) -> bool:
        return self._classes is not None

    def read(self, block: Block) -> np.ndarray:
        """Return reflectances and the classification: (bands + 1, h, w)."""
        values = np.empty((self._count + 1, *block.shape), np.float32)
        for raster, positions in self._groups:
            values[positions] = raster.read(block)
        self._mask(values, block)
        return values

    def _mask(self, values: np.ndarray, block: Block) -> None:
        if self._classes is None:
            values[-1] = np.nan
            return
        margin = self._settings.cloud_margin_px
        classes = self._classes.read(block, margin)[0]
        values[-1] = classes[margin : margin + block.height, margin : margin + block.width]
        values[:, mask_clouds(classes, self._settings.masked_classes, margin)] = np.nan

    def _sample(self, position: int) -> np.ndarray:
        raster, positions = next(group for group in self._groups if position in group[1])
        return raster.sample()[positions.index(position)]


def _check_bands(scene: Scene, bands: Sequence[str]) -> None:
    missing = [name for name in bands if scene.band(name) is None]
    if not missing:
        return
    remedy = "Choose an image that has them, their names in the files' names or the bands' descriptions."
    if missing == ["B10"]:
        remedy = "B10 is in Level 1C products only, not in 2A: choose those for this band setting."
    raise RasterError(f"The image '{scene.id}' lacks {', '.join(missing)}.", remedy)


def _open_files(
    scene: Scene, bands: Sequence[str], grid: Grid, opening: ExitStack
) -> list[tuple[RasterOnGrid, list[int]]]:
    """Return the files of the bands, each opened once, with the positions of its bands."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(bands):
        places.setdefault(scene.band(name).path, []).append(place)
    return [
        (
            RasterOnGrid(path, [scene.band(bands[i]).number for i in positions], grid, Resampling.bilinear, opening),
            positions,
        )
        for path, positions in places.items()
    ]


def mean_day_of_year(scenes: Sequence[Scene]) -> Optional[float]:
    """Return the circular mean of the scenes' days of the year; None if no date is known."""
    days = [scene.day.timetuple().tm_yday for scene in scenes if scene.day]
    if not days:
        return None
    angles = np.array(days) * 2 * np.pi / 365.25
    return float(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean()) * 365.25 / (2 * np.pi)) % 365.25


def check_season(before: Sequence[Scene], after: Sequence[Scene], limit_days: int) -> None:
    """Raise RasterError if the images before and after are of different seasons; scenes without dates pass.

    Images spread over most of a year have no season.
    """
    spans = [_span_days(scenes) for scenes in (before, after)]
    middles = [mean_day_of_year(scenes) for scenes in (before, after)]
    if None in middles or max(spans) > 300:
        return
    apart = abs(middles[0] - middles[1])
    apart = min(apart, 365.25 - apart)
    if apart > limit_days:
        raise RasterError(
            f"The Sentinel-2 images before and after are {apart:.0f} days of the year apart: vegetation differs by the "
            "season, not by landslides.",
            f"Choose images of one season (up to {limit_days} days apart), or allow more days.",
        )


def _span_days(scenes: Sequence[Scene]) -> int:
    days = [scene.day for scene in scenes if scene.day]
    return (max(days) - min(days)).days if days else 0
