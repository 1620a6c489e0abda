"""Computation of the bands of a stack, block by block."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Optional

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.bands import Band, setting_named
from deepslide_qgis.core.events import Logged, Report, Warned
from deepslide_qgis.core.imagery.imagery_requests import BandStackRequest
from deepslide_qgis.core.imagery.scene import Scene
from deepslide_qgis.engine.imagery import layers
from deepslide_qgis.engine.imagery.backscatter import to_db
from deepslide_qgis.engine.imagery.block_run import Computed
from deepslide_qgis.engine.imagery.class_raster import NO_CLASS, ClassesOnGrid
from deepslide_qgis.engine.imagery.composite import describe_scenes
from deepslide_qgis.engine.imagery.coverage import Coverage
from deepslide_qgis.engine.imagery.exclusion import GREEN, Exclusion
from deepslide_qgis.engine.imagery.land_cover import LEGEND
from deepslide_qgis.engine.imagery.on_grid import Block, RasterOnGrid
from deepslide_qgis.engine.imagery.optical import Composite, OpticalSeries
from deepslide_qgis.engine.imagery.radar import RadarSeries
from deepslide_qgis.engine.imagery.radar_terrain import Elevation, RadarView
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


class StackBands:
    """Opens the inputs of the setting on the grid; ``compute`` returns one block of the outputs."""

    def __init__(
        self,
        request: BandStackRequest,
        inputs: StackInputs,
        grid: Grid,
        opening: ExitStack,
        report: Report,
    ):
        self._request, self._inputs, self._grid, self._opening, self._report = request, inputs, grid, opening, report
        self._bands = setting_named(request.setting).bands
        needs = inputs.needs
        self._corrector = self._open_corrector() if needs.radar else None
        self._elevation = self._open_elevation() if needs.terrain else None
        self._radar = (
            (self._open_radar(inputs.radar_before), self._open_radar(inputs.radar_after)) if needs.radar else None
        )
        extra = (GREEN,) if "water_ndwi" in request.excluded else ()
        self._before = self._open_optical(inputs.optical_before, extra) if inputs.optical_before else None
        self._after = (
            self._open_optical(inputs.optical_after, (*self._list_reflectances(), *extra))
            if inputs.optical_after
            else None
        )
        self._coverages = self._make_coverages()
        self._climate = self._classes(request.climate, is_globe=True) if needs.climate else None
        self._canopy = self._classes(request.canopy) if needs.canopy else None
        covered = needs.land_cover or any("land_cover" in kind for kind in request.excluded)
        self._cover = ClassesOnGrid(request.land_cover, grid, opening) if covered and request.land_cover else None
        self._exclusion = Exclusion(request.excluded, self._cover is not None, self._after is not None)

    def compute(self, block: Block) -> Computed:
        """Return the stack and the exclusion mask of one block."""
        bands: dict[str, np.ndarray] = {}
        view = self._add_terrain(bands, block)
        if view is not None:
            self._add_radar(bands, block, view)
        composites = self._add_vegetation(bands, block)
        self._add_classes(bands, block)
        stack = np.stack([bands[band.name] for band in self._bands])
        excluded = self._exclusion.mark(composites, self._cover.read(block) if self._cover else None, block)
        return {"stack": stack.astype(np.float32, copy=False), "exclude": excluded}

    def describe_band(self, band: Band) -> LayerBand:
        """Return the metadata of a band of the stack."""
        unit, tags = band.unit, {"title": band.title}
        if band.name in layers.POLARITY:
            tags["polarity"] = layers.POLARITY[band.name]
        if band.name == "landCover":
            tags["classes"] = LEGEND
        if self._request.setting == LANDSLIDE4SENSE and unit == "reflectance":
            unit = "reflectance × 10000"
        return LayerBand(band.name, unit, tags)

    def conclude(self) -> dict[str, Any]:
        """Return entries of the record; raise RasterError if a period has no usable image anywhere."""
        inputs = self._inputs
        return {
            "scenes": {
                "sentinel1_pre": describe_scenes(inputs.radar_before),
                "sentinel1_post": describe_scenes(inputs.radar_after),
                "sentinel2_pre": describe_scenes(inputs.optical_before),
                "sentinel2_post": describe_scenes(inputs.optical_after),
            },
            **({"radar": self._corrector.describe_correction()} if self._corrector else {}),
            "coverage": {name: coverage.conclude() for name, coverage in self._coverages.items()},
            "bands": {
                band.name: {"number": n, "unit": self.describe_band(band).unit} for n, band in enumerate(self._bands, 1)
            },
        }

    def _add_terrain(self, bands: dict[str, np.ndarray], block: Block) -> Optional[RadarView]:
        if self._corrector:
            view = self._corrector.terrain.view(block)
            bands["elevation"], bands["slope"] = view.elevation_m, view.descent.slope_deg
            return view
        if self._elevation:
            elevation = self._elevation.read(block, 1)
            bands["elevation"] = elevation[1:-1, 1:-1]
            bands["slope"] = self._elevation.descent(elevation).slope_deg
        return None

    def _add_radar(self, bands: dict[str, np.ndarray], block: Block, view: RadarView) -> None:
        for when, series in zip(("pre", "post"), self._radar, strict=True):
            linear, counts = series.median_linear(block)
            self._coverages[f"sentinel1_{when}"].count(counts)
            flat = to_db(self._corrector.correct(linear, view, block))
            for polarisation, values in zip(series.polarisations, flat, strict=True):
                bands[f"{when}{polarisation}"] = values
        for polarisation in RADAR_BANDS:
            bands[f"d{polarisation}"] = bands[f"post{polarisation}"] - bands[f"pre{polarisation}"]
        for name, mask in (("layover", view.layover), ("shadow", view.shadow)):
            bands[name] = np.where(view.known, np.where(mask, layers.DISTORTED, layers.SEEN), np.float32(np.nan))
        bands["liaDeg"] = view.local_incidence_deg(self._request.radar.local_incidence)

    def _add_vegetation(self, bands: dict[str, np.ndarray], block: Block) -> list[Composite]:
        composites = {}
        for when, series in (("pre", self._before), ("post", self._after)):
            if series:
                composites[when] = series.compose(block)
                self._coverages[f"sentinel2_{when}"].count(composites[when].counts)
        if "post" in composites:
            self._add_reflectance(bands, composites["post"])
        if "pre" in composites:
            bands["dNDVI"] = composites["post"].ndvi - composites["pre"].ndvi
        return list(composites.values())

    def _add_reflectance(self, bands: dict[str, np.ndarray], after: Composite) -> None:
        scale = np.float32(QUANTIFICATION if self._request.setting == LANDSLIDE4SENSE else 1)
        by_name = dict(zip(self._after.bands, after.bands, strict=True))
        for band in self._bands:
            source = COLOURS.get(band.name, band.name)
            if source in by_name:
                bands[band.name] = by_name[source] * scale

    def _add_classes(self, bands: dict[str, np.ndarray], block: Block) -> None:
        nothing = np.float32(np.nan)
        if self._climate:
            bands["climate"] = self._climate.read(block)[0]
        if self._canopy:
            heights = self._canopy.read(block)[0]
            bands["canopyHeight"] = np.where(heights > CANOPY_CODES_FROM, nothing, heights)
        if self._cover:
            covers = self._cover.read(block)
            bands["landCover"] = np.where(covers == NO_CLASS, nothing, covers)

    def _list_reflectances(self) -> tuple[str, ...]:
        names = [COLOURS.get(band.name, band.name) for band in self._bands if band.unit == "reflectance"]
        return tuple(names)

    def _make_coverages(self) -> dict[str, Coverage]:
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

    def _open_corrector(self) -> Corrector:
        request, inputs = self._request, self._inputs
        scenes = [*inputs.radar_before, *inputs.radar_after]
        return Corrector(scenes, request.dem, request.radar, request.land_cover, self._grid, self._opening, self._say)

    def _open_elevation(self) -> Elevation:
        if self._corrector:
            return self._corrector.elevation
        return Elevation(self._request.dem, self._grid, self._opening, self._request.radar.slopes)

    def _open_radar(self, scenes: tuple[Scene, ...]) -> RadarSeries:
        return RadarSeries(scenes, RADAR_BANDS, self._request.radar.scale, self._grid, self._opening, self._say)

    def _open_optical(self, scenes: tuple[Scene, ...], bands: tuple[str, ...]) -> OpticalSeries:
        series = OpticalSeries(scenes, bands, self._request.optical, self._grid, self._opening, self._warn)
        if not series.masks_clouds:
            self._warn(f"Images such as '{scenes[0].id}' have no scene classification (SCL): clouds stay in.")
        return series

    def _classes(self, path: str, is_globe: bool = False) -> RasterOnGrid:
        return RasterOnGrid(path, [1], self._grid, Resampling.nearest, self._opening, is_globe=is_globe)

    def _say(self, text: str) -> None:
        self._report(Logged(text))

    def _warn(self, text: str) -> None:
        self._report(Warned(text))
