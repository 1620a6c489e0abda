"""The bands of a stack, computed block by block."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Optional

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.bands import Band, setting_named
from deepslide_qgis.core.events import Event, Logged, Warned
from deepslide_qgis.core.imagery.imagery_requests import BandStackRequest
from deepslide_qgis.core.imagery.scene import Scene
from deepslide_qgis.engine.imagery import layers
from deepslide_qgis.engine.imagery.backscatter import to_db
from deepslide_qgis.engine.imagery.block_run import Computed
from deepslide_qgis.engine.imagery.class_raster import NOTHING, ClassesOnGrid
from deepslide_qgis.engine.imagery.composite import described as told_scenes
from deepslide_qgis.engine.imagery.coverage import Coverage
from deepslide_qgis.engine.imagery.exclusion import GREEN, Exclusion
from deepslide_qgis.engine.imagery.land_cover import LEGEND
from deepslide_qgis.engine.imagery.on_grid import Block, OnGrid
from deepslide_qgis.engine.imagery.optical import Composite, OpticalSeries
from deepslide_qgis.engine.imagery.radar import RadarSeries
from deepslide_qgis.engine.imagery.radar_terrain import Elevation, Seen
from deepslide_qgis.engine.imagery.reflectance import QUANTIFICATION
from deepslide_qgis.engine.imagery.scenes import RADAR_BANDS
from deepslide_qgis.engine.imagery.stack_inputs import StackInputs
from deepslide_qgis.engine.imagery.terrain_correction import Corrector
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import LayerBand

COLOURS = {"red": "B4", "green": "B3", "blue": "B2"}
LANDSLIDE4SENSE = "l4s14"
CANOPY_CODES_FROM = 100
"""Canopy heights go up to 60 m; 101 water, 102 snow, 103 no data (Potapov et al. 2021)."""
KOPPEN_CLASSES = 32


class StackBands:
    """Opens what the setting needs on the grid; ``compute`` gives one block of the outputs."""

    def __init__(
        self,
        request: BandStackRequest,
        inputs: StackInputs,
        grid: Grid,
        opening: ExitStack,
        report: Callable[[Event], None],
    ):
        self._request, self._inputs, self._grid, self._opening, self._report = request, inputs, grid, opening, report
        self._bands = setting_named(request.setting).bands
        needs = inputs.needs
        self._corrector = self._opened_corrector() if needs.radar else None
        self._elevation = self._opened_elevation() if needs.terrain else None
        self._radar = (self._series(inputs.radar_before), self._series(inputs.radar_after)) if needs.radar else None
        extra = (GREEN,) if "water_ndwi" in request.excluded else ()
        self._before = self._optical(inputs.optical_before, extra) if inputs.optical_before else None
        self._after = (
            self._optical(inputs.optical_after, (*self._reflectances(), *extra)) if inputs.optical_after else None
        )
        self._coverages = self._opened_coverages()
        self._climate = self._classes(request.climate, is_globe=True) if needs.climate else None
        self._canopy = self._classes(request.canopy) if needs.canopy else None
        covered = needs.land_cover or any("land_cover" in kind for kind in request.excluded)
        self._cover = ClassesOnGrid(request.land_cover, grid, opening) if covered and request.land_cover else None
        self._exclusion = Exclusion(request.excluded, self._cover is not None, self._after is not None)

    def compute(self, block: Block) -> Computed:
        """Return the stack, and what to exclude, of one block."""
        found: dict[str, np.ndarray] = {}
        seen = self._add_terrain(found, block)
        if seen is not None:
            self._add_radar(found, block, seen)
        composites = self._add_vegetation(found, block)
        self._add_classes(found, block)
        stack = np.stack([found[band.name] for band in self._bands])
        excluded = self._exclusion.of(composites, self._cover.read(block) if self._cover else None, block)
        return {"stack": stack.astype(np.float32, copy=False), "exclude": excluded}

    def described(self, band: Band) -> LayerBand:
        """Return how a band of the stack is described."""
        unit, tags = band.unit, {"title": band.title}
        if band.name in layers.POLARITY:
            tags["polarity"] = layers.POLARITY[band.name]
        if band.name == "landCover":
            tags["classes"] = LEGEND
        if self._request.setting == LANDSLIDE4SENSE and unit == "reflectance":
            unit = "reflectance × 10000"
        return LayerBand(band.name, unit, tags)

    def conclude(self) -> dict[str, Any]:
        """Return what the record tells; raise RasterError where a period has no usable image anywhere."""
        inputs = self._inputs
        return {
            "scenes": {
                "sentinel1_pre": told_scenes(inputs.radar_before),
                "sentinel1_post": told_scenes(inputs.radar_after),
                "sentinel2_pre": told_scenes(inputs.optical_before),
                "sentinel2_post": told_scenes(inputs.optical_after),
            },
            **({"radar": self._corrector.told()} if self._corrector else {}),
            "coverage": {name: coverage.conclude() for name, coverage in self._coverages.items()},
            "bands": {
                band.name: {"number": n, "unit": self.described(band).unit} for n, band in enumerate(self._bands, 1)
            },
        }

    def _add_terrain(self, found: dict[str, np.ndarray], block: Block) -> Optional[Seen]:
        if self._corrector:
            seen = self._corrector.terrain.see(block)
            found["elevation"], found["slope"] = seen.elevation_m, seen.descent.slope_deg
            return seen
        if self._elevation:
            elevation = self._elevation.read(block, 1)
            found["elevation"] = elevation[1:-1, 1:-1]
            found["slope"] = self._elevation.descent(elevation).slope_deg
        return None

    def _add_radar(self, found: dict[str, np.ndarray], block: Block, seen: Seen) -> None:
        for when, series in zip(("pre", "post"), self._radar, strict=True):
            linear, counts = series.median_linear(block)
            self._coverages[f"sentinel1_{when}"].count(counts)
            flat = to_db(self._corrector.corrected(linear, seen, block))
            for polarisation, values in zip(series.polarisations, flat, strict=True):
                found[f"{when}{polarisation}"] = values
        for polarisation in RADAR_BANDS:
            found[f"d{polarisation}"] = found[f"post{polarisation}"] - found[f"pre{polarisation}"]
        for name, mask in (("layover", seen.layover), ("shadow", seen.shadow)):
            found[name] = np.where(seen.known, np.where(mask, layers.DISTORTED, layers.SEEN), np.float32(np.nan))
        found["liaDeg"] = seen.local_incidence_deg(self._request.radar.local_incidence)

    def _add_vegetation(self, found: dict[str, np.ndarray], block: Block) -> list[Composite]:
        made = {}
        for when, series in (("pre", self._before), ("post", self._after)):
            if series:
                made[when] = series.compose(block)
                self._coverages[f"sentinel2_{when}"].count(made[when].counts)
        if "post" in made:
            self._add_reflectance(found, made["post"])
        if "pre" in made:
            found["dNDVI"] = made["post"].ndvi - made["pre"].ndvi
        return list(made.values())

    def _add_reflectance(self, found: dict[str, np.ndarray], after: Composite) -> None:
        scale = np.float32(QUANTIFICATION if self._request.setting == LANDSLIDE4SENSE else 1)
        by_name = dict(zip(self._after.bands, after.bands, strict=True))
        for band in self._bands:
            source = COLOURS.get(band.name, band.name)
            if source in by_name:
                found[band.name] = by_name[source] * scale

    def _add_classes(self, found: dict[str, np.ndarray], block: Block) -> None:
        nothing = np.float32(np.nan)
        if self._climate:
            found["climate"] = self._climate.read(block)[0]
        if self._canopy:
            heights = self._canopy.read(block)[0]
            found["canopyHeight"] = np.where(heights > CANOPY_CODES_FROM, nothing, heights)
        if self._cover:
            covers = self._cover.read(block)
            found["landCover"] = np.where(covers == NOTHING, nothing, covers)

    def _reflectances(self) -> tuple[str, ...]:
        names = [COLOURS.get(band.name, band.name) for band in self._bands if band.unit == "reflectance"]
        return tuple(names)

    def _opened_coverages(self) -> dict[str, Coverage]:
        inputs, least = self._inputs, self._request.optical.minimum_dates
        wanted = {
            "sentinel1_pre": (inputs.radar_before, "Sentinel-1 image before the event", 1),
            "sentinel1_post": (inputs.radar_after, "Sentinel-1 image after the event", 1),
            "sentinel2_pre": (inputs.optical_before, "Sentinel-2 image before the event", least),
            "sentinel2_post": (inputs.optical_after, "Sentinel-2 image after the event", least),
        }
        return {
            name: Coverage(what, minimum, self._report) for name, (scenes, what, minimum) in wanted.items() if scenes
        }

    def _opened_corrector(self) -> Corrector:
        request, inputs = self._request, self._inputs
        scenes = [*inputs.radar_before, *inputs.radar_after]
        return Corrector(scenes, request.dem, request.radar, request.land_cover, self._grid, self._opening, self._say)

    def _opened_elevation(self) -> Elevation:
        if self._corrector:
            return self._corrector.elevation
        return Elevation(self._request.dem, self._grid, self._opening, self._request.radar.slopes)

    def _series(self, scenes: tuple[Scene, ...]) -> RadarSeries:
        return RadarSeries(scenes, RADAR_BANDS, self._request.radar.scale, self._grid, self._opening, self._say)

    def _optical(self, scenes: tuple[Scene, ...], bands: tuple[str, ...]) -> OpticalSeries:
        series = OpticalSeries(scenes, bands, self._request.optical, self._grid, self._opening, self._warn)
        if not series.masks_clouds:
            self._warn(f"Images such as '{scenes[0].id}' have no scene classification (SCL): clouds stay in.")
        return series

    def _classes(self, path: str, is_globe: bool = False) -> OnGrid:
        return OnGrid(path, [1], self._grid, Resampling.nearest, self._opening, is_globe=is_globe)

    def _say(self, text: str) -> None:
        self._report(Logged(text))

    def _warn(self, text: str) -> None:
        self._report(Warned(text))
