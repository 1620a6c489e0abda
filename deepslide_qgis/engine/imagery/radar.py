"""Sentinel-1 images of one period on the target grid: their median in linear power."""

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
from deepslide_qgis.engine.imagery.compose import median, of_one_date
from deepslide_qgis.engine.imagery.on_grid import Block, OnGrid
from deepslide_qgis.engine.imagery.scenes import RADAR_BANDS, by_date
from deepslide_qgis.engine.rasters.grid import Grid

SCALE_NAMES = {"db": "decibels", "linear": "linear power"}


class RadarSeries:
    """The images, each with every polarisation in ``polarisations``; ``say`` hears what was detected."""

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
        self._images = [[_opened(scene, name, grid, opening) for name in polarisations] for scene in scenes]
        self.scales = [_scale_of(scene, images, scale) for scene, images in zip(scenes, self._images, strict=True)]
        for images, kind in zip(self._images, self.scales, strict=True):
            for image in images:
                image.convert = partial(to_linear, scale=kind)
        if scale == "detect":
            found = {SCALE_NAMES[kind] for kind in self.scales}
            say(f"The backscatter of {_listed(scenes)} was found to be in {' and in '.join(sorted(found))}.")

    def median_linear(self, block: Block) -> tuple[np.ndarray, np.ndarray]:
        """Return the median (polarisations, h, w) in linear power, and of how many dates (h, w) at the least."""
        images = np.stack([of_one_date([self._read(number, block) for number in one]) for one in by_date(self.scenes)])
        counts = np.isfinite(images).all(axis=1).sum(axis=0).astype(np.int16)
        return median(images), counts

    def _read(self, number: int, block: Block) -> np.ndarray:
        return np.concatenate([image.read(block) for image in self._images[number]])


def polarisations_of(scenes: Sequence[Scene]) -> tuple[str, ...]:
    """Return the polarisations that all the scenes have; raise RasterError where there is none."""
    shared = tuple(name for name in RADAR_BANDS if all(scene.band(name) for scene in scenes))
    if not shared:
        raise RasterError("The images share neither VV nor VH.", "Choose images of one kind.")
    return shared


def _opened(scene: Scene, name: str, grid: Grid, opening: ExitStack) -> OnGrid:
    band = scene.band(name)
    return OnGrid(band.path, [band.number], grid, Resampling.bilinear, opening)


def _scale_of(scene: Scene, images: list[OnGrid], scale: str) -> str:
    if scale != "detect":
        return scale
    return detect_scale(images[0].sample(), scene.id)


def _listed(scenes: Sequence[Scene]) -> str:
    first = f"'{scenes[0].id}'"
    return first if len(scenes) == 1 else f"{first} and {len(scenes) - 1} more"


def relative_orbits(scenes: Sequence[Scene]) -> set[int]:
    """Return the relative orbits that are known."""
    return {scene.relative_orbit for scene in scenes if scene.relative_orbit is not None}


def are_terrain_corrected(scenes: Sequence[Scene]) -> bool:
    """Return whether the images say that they are terrain-corrected; raise RasterError where only some do."""
    found = {bool(scene.is_terrain_corrected) for scene in scenes}
    if len(found) > 1:
        raise RasterError(
            "Some of the Sentinel-1 images are terrain-corrected (RTC), others not.", "Choose images of one kind."
        )
    return found.pop()


def check_one_orbit(before: Sequence[Scene], after: Sequence[Scene]) -> Optional[int]:
    """Return the relative orbit of all images, None where no name tells; raise RasterError where there are two."""
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
