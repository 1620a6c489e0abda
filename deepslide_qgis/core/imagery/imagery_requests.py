"""What the engine is asked to do with imagery: terrain correction, composites, land cover, whole band stacks.

Where a request takes ``scenes``, each is a raster of one date, a folder with ``scene.json`` (``core.imagery.scene``),
or a folder of rasters of one or more dates, which are told apart by their names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.imagery_settings import (
    EXCLUDED,
    OFFSETS,
    SCALES,
    ClassRaster,
    OpticalSettings,
    Period,
    RadarSettings,
    Target,
    check_choice,
)
from deepslide_qgis.core.imagery.land_cover import LandCover
from deepslide_qgis.core.imagery.scene import exact_day


def _named(record: object, *names: str) -> dict[str, str]:
    return {name: getattr(record, name) for name in names if getattr(record, name)}


@dataclass(frozen=True)
class TerrainCorrectionOutputs:
    """``backscatter`` has VV, VH or both in dB; masks are bytes (1 seen, 0 distorted, 255 no data); angles degrees."""

    backscatter: Optional[str] = None
    layover: Optional[str] = None
    shadow: Optional[str] = None
    local_incidence: Optional[str] = None
    local_incidence_vollrath: Optional[str] = None

    def __post_init__(self) -> None:
        if not self.paths:
            raise RequestError("No result is wanted.", "Choose at least one output.")

    @property
    def paths(self) -> dict[str, str]:
        return _named(self, "backscatter", "layover", "shadow", "local_incidence", "local_incidence_vollrath")


@dataclass(frozen=True)
class TerrainCorrectionRequest:
    """Correct one date of Sentinel-1 (``scenes``, one or more frames of it) for the terrain of ``dem``."""

    scenes: tuple[str, ...]
    dem: str
    outputs: TerrainCorrectionOutputs
    radar: RadarSettings = field(default_factory=RadarSettings)
    land_cover: Optional[ClassRaster] = None
    target: Target = field(default_factory=Target)

    def __post_init__(self) -> None:
        if not self.scenes or not self.dem:
            raise RequestError("Backscatter and a DEM are needed.", "Choose both.")
        _check_land_cover(self.radar, self.land_cover)


@dataclass(frozen=True)
class CompositeOutputs:
    """``composite`` has the bands of the scenes, ``dates`` which date a pixel is from, ``counts`` of how many."""

    composite: str
    dates: Optional[str] = None
    counts: Optional[str] = None

    @property
    def paths(self) -> dict[str, str]:
        return _named(self, "composite", "dates", "counts")


@dataclass(frozen=True)
class CompositeRequest:
    """Make one image of the ``scenes`` in ``period``: of Sentinel-1 the median, of Sentinel-2 as ``optical`` says."""

    scenes: tuple[str, ...]
    outputs: CompositeOutputs
    period: Period = field(default_factory=Period)
    optical: OpticalSettings = field(default_factory=OpticalSettings)
    scale: str = "detect"
    target: Target = field(default_factory=Target)

    def __post_init__(self) -> None:
        if not self.scenes:
            raise RequestError("There is no image to compose.", "Choose rasters, or a folder of them.")
        check_choice("scale of backscatter", self.scale, SCALES)


@dataclass(frozen=True)
class VegetationSource:
    """A raster with ``red`` and ``infrared`` bands (numbers from 1; None: found by description), or one of NDVI."""

    path: str
    red: Optional[int] = None
    infrared: Optional[int] = None


@dataclass(frozen=True)
class VegetationChangeOutputs:
    """``change`` is NDVI after minus before."""

    change: str
    before: Optional[str] = None
    after: Optional[str] = None

    @property
    def paths(self) -> dict[str, str]:
        return _named(self, "change", "before", "after")


@dataclass(frozen=True)
class VegetationChangeRequest:
    """Subtract the NDVI ``before`` from that ``after``."""

    before: VegetationSource
    after: VegetationSource
    outputs: VegetationChangeOutputs
    offset: str = "baseline"
    target: Target = field(default_factory=Target)

    def __post_init__(self) -> None:
        check_choice("treatment of the reflectance offset", self.offset, OFFSETS)


@dataclass(frozen=True)
class TrainingPoint:
    """A place whose land cover is known: longitude and latitude (WGS 84) and its class."""

    longitude: float
    latitude: float
    cover: int

    def __post_init__(self) -> None:
        if self.cover not in tuple(LandCover):
            raise RequestError(f"There is no class {self.cover}.", "Classes go from 1 to 8.")


@dataclass(frozen=True)
class LandCoverOutputs:
    """``land_cover`` is a byte raster of classes 1 to 8, 0 no data."""

    land_cover: str

    @property
    def paths(self) -> dict[str, str]:
        return _named(self, "land_cover")


@dataclass(frozen=True)
class LandCoverRequest:
    """Classify by a decision tree on ``optical``, ``dem`` and ``radar``, taught by ``points`` or the raster ``known``.

    ``samples`` is how many pixels of each class of ``known`` teach.
    """

    optical: str
    outputs: LandCoverOutputs
    dem: Optional[str] = None
    radar: Optional[str] = None
    points: tuple[TrainingPoint, ...] = ()
    known: Optional[ClassRaster] = None
    samples: int = 500
    offset: str = "baseline"
    target: Target = field(default_factory=Target)

    def __post_init__(self) -> None:
        if not self.optical:
            raise RequestError("Land cover needs a Sentinel-2 image.", "Choose one with few clouds, before the event.")
        if bool(self.points) == (self.known is not None):
            raise RequestError("Either training points or a land-cover raster have to teach.", "Choose one of them.")
        check_choice("treatment of the reflectance offset", self.offset, OFFSETS)
        if self.samples < 10:
            raise RequestError("At least 10 pixels of each class are needed.", "Choose e.g. 500.")


@dataclass(frozen=True)
class BandStackOutputs:
    """``stack`` has the bands of the setting; ``exclude`` is a byte raster, 1 where water or snow lies."""

    stack: str
    exclude: Optional[str] = None

    def __post_init__(self) -> None:
        if not self.stack:
            raise RequestError("A path for the stack is needed.")

    @property
    def paths(self) -> dict[str, str]:
        return _named(self, "stack", "exclude")


@dataclass(frozen=True)
class BandStackRequest:
    """Build the bands of ``setting`` from imagery on one grid.

    Scenes before and after may be the same folders where ``event_date`` tells them apart; the day itself is left out.
    ``season_days`` is how far the seasons of the vegetation before and after may lie apart.
    """

    setting: str
    outputs: BandStackOutputs
    pre_sentinel1: tuple[str, ...] = ()
    post_sentinel1: tuple[str, ...] = ()
    pre_sentinel2: tuple[str, ...] = ()
    post_sentinel2: tuple[str, ...] = ()
    dem: Optional[str] = None
    climate: Optional[str] = None
    canopy: Optional[str] = None
    land_cover: Optional[ClassRaster] = None
    event_date: Optional[str] = None
    radar: RadarSettings = field(default_factory=RadarSettings)
    optical: OpticalSettings = field(default_factory=OpticalSettings)
    season_days: int = 100
    excluded: tuple[str, ...] = ()
    target: Target = field(default_factory=Target)

    def __post_init__(self) -> None:
        setting_named(self.setting)
        if self.event_date is not None:
            exact_day(self.event_date)
        for kind in self.excluded:
            check_choice("kind of exclusion", kind, EXCLUDED)
        if bool(self.excluded) != bool(self.outputs.exclude):
            raise RequestError(
                "What to exclude and where to write it belong together.", "Give both EXCLUDED and EXCLUDE, or neither."
            )
        _check_land_cover(self.radar, self.land_cover)


def _check_land_cover(radar: RadarSettings, land_cover: Optional[ClassRaster]) -> None:
    if radar.model == "land_cover" and land_cover is None:
        raise RequestError(
            "The terrain correction by land cover needs a land-cover raster.",
            "Choose one, or take the volume or the surface model for all pixels.",
        )
