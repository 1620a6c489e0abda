"""Command ``terrain_correction``: Sentinel-1 of one date corrected for the terrain, with masks and angles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any, Optional

import numpy as np

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.events import Finished, IsCancelled, Logged, Report
from deepslide_qgis.core.imagery.imagery_requests import TerrainCorrectionRequest
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster, RadarSettings
from deepslide_qgis.core.imagery.land_cover import VOLUME_CLASSES
from deepslide_qgis.core.imagery.scene import Scene
from deepslide_qgis.engine.imagery import layers
from deepslide_qgis.engine.imagery.backscatter import to_db
from deepslide_qgis.engine.imagery.block_run import Computed, run_blocks
from deepslide_qgis.engine.imagery.class_raster import ClassesOnGrid
from deepslide_qgis.engine.imagery.on_grid import Block
from deepslide_qgis.engine.imagery.radar import (
    RadarSeries,
    are_terrain_corrected,
    check_one_orbit,
    find_shared_polarisations,
)
from deepslide_qgis.engine.imagery.radar_geometry import RadarGeometry
from deepslide_qgis.engine.imagery.radar_terrain import Elevation, RadarTerrain, RadarView
from deepslide_qgis.engine.imagery.scenes import RADAR_BANDS, find_scenes, list_files
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment


def terrain_correction(request: TerrainCorrectionRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``. Raises a DeepSlideError."""

    def say(text: str) -> None:
        report(Logged(text))

    with raster_environment(), ExitStack() as opening:
        scenes = find_scenes(request.scenes, RADAR_BANDS)
        check_one_date(scenes)
        grid = target_grid(request.target, [list_files(scenes), [request.dem]])
        radar = RadarSeries(scenes, find_shared_polarisations(scenes), request.radar.scale, grid, opening, say)
        corrector = Corrector(scenes, request.dem, request.radar, request.land_cover, grid, opening, say)
        inputs = [*list_files(scenes), *corrector.files]
        return run_blocks(
            request,
            grid,
            _make_layers(radar.polarisations),
            inputs,
            lambda block: _compute(block, radar, corrector),
            lambda: {"radar": corrector.describe_correction(), "scenes": [scene.id for scene in scenes]},
            report,
            is_cancelled,
        )


def _compute(block: Block, radar: RadarSeries, corrector: Corrector) -> Computed:
    view = corrector.terrain.view(block)
    return {
        "backscatter": to_db(corrector.correct(radar.median_linear(block)[0], view, block)),
        "layover": layers.mask_values(view.layover, view.known),
        "shadow": layers.mask_values(view.shadow, view.known),
        "local_incidence": view.local_incidence_deg("exact"),
        "local_incidence_vollrath": view.local_incidence_deg("vollrath"),
    }


def _make_layers(polarisations: Sequence[str]) -> dict:
    return {
        "backscatter": layers.backscatter(polarisations, is_corrected=True),
        "layover": layers.distortion_mask("layover"),
        "shadow": layers.distortion_mask("shadow"),
        "local_incidence": layers.angle("liaDeg"),
        "local_incidence_vollrath": layers.angle("liaDeg as in Vollrath et al. 2020, eq. 4"),
    }


class Corrector:
    """Corrects backscatter for the terrain, or only masks it if it is corrected already."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        dem: str,
        settings: RadarSettings,
        land_cover: Optional[ClassRaster],
        grid: Grid,
        opening: ExitStack,
        say: Callable[[str], None],
    ):
        self._settings = settings
        self.is_corrected = is_corrected(scenes, settings, say)
        self.relative_orbit = check_one_orbit(scenes, scenes)
        self.elevation = Elevation(dem, grid, opening, settings.slopes)
        self.geometry = RadarGeometry(scenes, settings, grid, opening, say)
        self.terrain = RadarTerrain(self.elevation, self.geometry, settings, grid)
        uses_cover = settings.model == "land_cover" and not self.is_corrected
        self._cover = ClassesOnGrid(land_cover, grid, opening) if uses_cover and land_cover else None
        self.files = [path for path in (dem, settings.incidence, land_cover and land_cover.path) if path]

    def correct(self, backscatter: np.ndarray, view: RadarView, block: Block) -> np.ndarray:
        """Return γ⁰ of linear ``backscatter`` (…, h, w), NaN in layover and shadow."""
        if self.is_corrected:
            return view.mask(backscatter)
        volume: np.ndarray | bool = self._settings.model == "volume"
        if self._cover:
            volume = np.isin(self._cover.read(block), VOLUME_CLASSES)
        return view.flatten(backscatter, volume)

    def describe_correction(self) -> dict[str, Any]:
        """Return the record's entries on the correction and the radar's view."""
        return {
            "correction": "none: terrain-corrected already" if self.is_corrected else self._settings.model,
            "azimuth_to_sensor_deg": round(float(np.degrees(self.geometry.azimuth_rad)), 2),
            "orbit_pass": self.geometry.orbit_pass,
            "relative_orbit": self.relative_orbit,
            "polarity": layers.POLARITY,
        }


def is_corrected(scenes: Sequence[Scene], settings: RadarSettings, say: Callable[[str], None]) -> bool:
    """Return True if the images are terrain-corrected, by setting or metadata; raise RasterError if only some are."""
    if settings.product != "detect":
        return settings.product == "terrain_corrected"
    are_corrected = are_terrain_corrected(scenes)
    if are_corrected:
        say("The backscatter is terrain-corrected (RTC) already: it is masked, and not corrected again.")
    else:
        say("The backscatter is taken for σ⁰ on the ellipsoid and corrected for the terrain.")
    return are_corrected


def check_one_date(scenes: Sequence[Scene]) -> None:
    """Raise RasterError if the scenes are of several dates."""
    dates = sorted({scene.date for scene in scenes if scene.date})
    if len(dates) > 1:
        raise RasterError(
            f"The images are of {len(dates)} dates: {', '.join(dates)}.",
            "Choose those of one date; 'Build band stack' takes many, and 'Composite' makes one of many.",
        )
