"""A hillside seen by both satellites before and after an event, on grids of their own, and what runs requests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from deepslide_qgis.core.commands import COMMANDS
from deepslide_qgis.core.imagery.imagery_requests import BandStackOutputs, BandStackRequest
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster, OpticalSettings, RadarSettings
from deepslide_qgis.engine.serve import _import_handler

SIZE = 90
WEST, NORTH = 500_000, 5_000_000
RADAR_CRS = {"crs": "EPSG:32632", "transform": from_origin(WEST, NORTH, 20, 20)}


class Event:
    """Rasters of one event in ``folder``; ``request`` asks for a stack of them."""

    def __init__(self, folder: Path, write: Callable[..., str]):
        self.folder, self._write = folder, write
        self.row, self.column = np.mgrid[:SIZE, :SIZE].astype(np.float32)
        self.dem = write(
            self.plane(15, 90)[np.newaxis], "dem.tif", transform=from_origin(WEST - 300, NORTH + 300, 30, 30)
        )
        cover = np.where(self.column < 45, 10, 60).astype(np.uint8)
        self.cover = ClassRaster(write(cover[np.newaxis], "cover.tif", **RADAR_CRS), "worldcover")
        self.radar = tuple(self.add_radar(day) for day in ("20230801", "20230813", "20230825"))
        self.optical = tuple(self.add_optical(day) for day in ("20230803", "20230808", "20230818"))

    def plane(self, slope_deg: float, faces_deg: float) -> np.ndarray:
        """Return the elevation (90, 90) of a plane in pixels of 30 m."""
        east, north = self.column * 30, -self.row * 30
        along = east * np.sin(np.radians(faces_deg)) + north * np.cos(np.radians(faces_deg))
        return (2000 - np.tan(np.radians(slope_deg)) * along).astype(np.float32)

    def add_radar(
        self,
        day: str,
        gain: float = 1.0,
        angle_deg: float = 39.0,
        with_angle: bool = True,
        to_sensor_deg: float = 103,
        **kind,
    ) -> str:
        """Write VV, VH (linear power) and the angle, of a descending pass unless told otherwise."""
        power = np.full((SIZE, SIZE), 0.1, np.float32) * gain
        towards = np.radians(to_sensor_deg)
        angle = angle_deg - 0.004 * (self.column * np.sin(towards) - self.row * np.cos(towards))
        bands = [power, power / 4, angle][: 3 if with_angle else 2]
        names = ("VV", "VH", "angle")[: len(bands)]
        return self._write(np.stack(bands).astype(np.float32), f"S1_{day}.tif", names, **{**RADAR_CRS, **kind})

    def without_angle(self) -> tuple[str, ...]:
        """Write an image that brings no angle."""
        return (self.add_radar("noangle", with_angle=False),)

    def add_optical(self, day: str, infrared: int = 4000, classes: int = 4, **kind) -> str:
        """Write B2, B3, B4, B8 (digital numbers without offset) and SCL at 10 m."""
        shape = (2 * SIZE, 2 * SIZE)
        numbers = [np.full(shape, value, np.int16) for value in (300, 500, 400, infrared, classes)]
        return self._write(np.stack(numbers), f"S2_{day}.tif", ("B2", "B3", "B4", "B8", "SCL"), **kind)

    def request(self, setting: str = "s1s2", exclude: str | None = None, **changed) -> BandStackRequest:
        """Return a request that is fine, but for what is ``changed``."""
        asked = {
            "pre_sentinel1": self.radar[:2],
            "post_sentinel1": self.radar[2:],
            "pre_sentinel2": self.optical[:2],
            "post_sentinel2": self.optical[2:],
            "dem": self.dem,
            "land_cover": self.cover,
            "optical": OpticalSettings(offset="absent"),
            "radar": RadarSettings(),
            **changed,
        }
        return BandStackRequest(setting, BandStackOutputs(str(self.folder / "stack.tif"), exclude), **asked)


@pytest.fixture
def event(tmp_path: Path, write_raster: Callable[..., str]) -> Event:
    return Event(tmp_path, write_raster)


@pytest.fixture
def carry_out() -> Callable:
    """Return what carries out a request and answers with the outputs, what was said, and the arrays by band."""

    def run(request):
        command = next(name for name, one in COMMANDS.items() if isinstance(request, one.request))
        said: list = []
        finished = _import_handler(command)(request, said.append, lambda: False)
        text = "\n".join(event.message for event in said if hasattr(event, "message"))
        return SimpleNamespace(outputs=finished.outputs, summary=finished.summary, said=text)

    return run


def read_bands(path: str) -> dict[str, np.ndarray]:
    """Return the bands of a raster by their descriptions, NaN where there are no data."""
    with rasterio.open(path) as raster:
        values = raster.read(masked=True).astype(np.float32).filled(np.nan)
        return dict(zip(raster.descriptions, values, strict=True))
