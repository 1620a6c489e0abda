"""Sentinel-1 images of one period on the target grid, combined by the median of linear power."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Optional

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.scene import Scene
from deepslide_qgis.engine.imagery.backscatter import detect_scale, to_linear
from deepslide_qgis.engine.imagery.compose import median, merge_images
from deepslide_qgis.engine.imagery.on_grid import Block, RasterOnGrid
from deepslide_qgis.engine.imagery.scenes import RADAR_BANDS, group_by_date
from deepslide_qgis.engine.rasters.grid import Grid

SCALE_NAMES = {"db": "decibels", "linear": "linear power"}


class RadarSeries:
    """The images, each with all ``polarisations``; the detected scale is reported to ``say``."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        polarisations: Sequence[str],
        scale: str,
        grid: Grid,
        opening: ExitStack,
        say: Callable[[str], None],
    ):
        self.scenes = list(scenes)
        self.polarisations = tuple(polarisations)
        for scene in scenes:
            missing = [name for name in polarisations if scene.band(name) is None]
            if missing:
                raise RasterError(
                    f"The image '{scene.id}' has no {' and no '.join(missing)}.",
                    "Choose images of both polarisations, VV and VH.",
                )
        self._images = [[_open_band(scene, name, grid, opening) for name in polarisations] for scene in scenes]
        self.scales = [_decide_scale(scene, images, scale) for scene, images in zip(scenes, self._images, strict=True)]
        for images, kind in zip(self._images, self.scales, strict=True):
            for image in images:
                image.convert = partial(to_linear, scale=kind)
        if scale == "detect":
            scales = {SCALE_NAMES[kind] for kind in self.scales}
            say(f"The backscatter of {_format_names(scenes)} was found to be in {' and in '.join(sorted(scales))}.")

    def median_linear(self, block: Block) -> tuple[np.ndarray, np.ndarray]:
        """Return the median (polarisations, h, w) in linear power, and the number of usable dates (h, w)."""
        images = np.stack(
            [merge_images([self._read(number, block) for number in one]) for one in group_by_date(self.scenes)]
        )
        counts = np.isfinite(images).all(axis=1).sum(axis=0).astype(np.int16)
        return median(images), counts

    def _read(self, number: int, block: Block) -> np.ndarray:
        return np.concatenate([image.read(block) for image in self._images[number]])


def find_shared_polarisations(scenes: Sequence[Scene]) -> tuple[str, ...]:
    """Return the polarisations that all scenes have; raise RasterError if there is none."""
    shared = tuple(name for name in RADAR_BANDS if all(scene.band(name) for scene in scenes))
    if not shared:
        raise RasterError("The images share neither VV nor VH.", "Choose images of one kind.")
    return shared


def _open_band(scene: Scene, name: str, grid: Grid, opening: ExitStack) -> RasterOnGrid:
    band = scene.band(name)
    return RasterOnGrid(band.path, [band.number], grid, Resampling.bilinear, opening)


def _decide_scale(scene: Scene, images: list[RasterOnGrid], scale: str) -> str:
    if scale != "detect":
        return scale
    return detect_scale(images[0].sample(), scene.id)


def _format_names(scenes: Sequence[Scene]) -> str:
    first = f"'{scenes[0].id}'"
    return first if len(scenes) == 1 else f"{first} and {len(scenes) - 1} more"


def relative_orbits(scenes: Sequence[Scene]) -> set[int]:
    """Return the known relative orbits."""
    return {scene.relative_orbit for scene in scenes if scene.relative_orbit is not None}


def are_terrain_corrected(scenes: Sequence[Scene]) -> bool:
    """Return True if the images are marked as terrain-corrected; raise RasterError if only some are."""
    answers = {bool(scene.is_terrain_corrected) for scene in scenes}
    if len(answers) > 1:
        raise RasterError(
            "Some of the Sentinel-1 images are terrain-corrected (RTC), others not.", "Choose images of one kind."
        )
    return answers.pop()


def check_one_orbit(before: Sequence[Scene], after: Sequence[Scene]) -> Optional[int]:
    """Return the relative orbit of all images, None if unknown; raise RasterError if there are several."""
    orbits = relative_orbits(before), relative_orbits(after)
    every = sorted(orbits[0] | orbits[1])
    if len(every) <= 1:
        return every[0] if every else None
    shared = sorted(orbits[0] & orbits[1])
    if shared:
        remedy = f"Keep the images of relative orbit {shared[0]} alone, which there are before and after."
    else:
        remedy = "Choose images before and after that were taken from one of them: another orbit sees other slopes."
    raise RasterError(
        f"The Sentinel-1 images are of several relative orbits ({', '.join(map(str, every))}); changes between them "
        "are changes of the view.",
        remedy,
    )
