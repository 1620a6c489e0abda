"""What the engine is asked to find and to fetch, and what it found."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.archives import Archive
from deepslide_qgis.core.imagery.imagery_settings import Period, Target
from deepslide_qgis.core.imagery.periods import periods
from deepslide_qgis.core.imagery.scene import PASSES, exact_day

OPTICAL, RADAR, ELEVATION, COVER = "sentinel-2", "sentinel-1", "dem", "land-cover"
SENSORS = (OPTICAL, RADAR, ELEVATION, COVER)
TITLES = {OPTICAL: "Sentinel-2", RADAR: "Sentinel-1", ELEVATION: "DEM", COVER: "Land cover"}
DATED = (OPTICAL, RADAR)
"""The kinds of imagery of which there is a before and an after."""
FEW_BANDS = ("B2", "B3", "B4", "B8", "SCL")
"""What NDVI, true colour, and the masks of clouds and water need."""
ALL_BANDS = ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B11", "B12", "SCL")
LARGEST_DEG = 10.0
BANDS = {RADAR: ("VV", "VH"), ELEVATION: ("elevation",), COVER: ("landCover",)}
"""The bands of the other kinds of imagery."""


@dataclass(frozen=True)
class SearchOutputs:
    """Where the answer (``SearchAnswer``, JSON) goes."""

    report: str

    @property
    def paths(self) -> dict[str, str]:
        """The wanted outputs by name."""
        return {"report": self.report}


@dataclass(frozen=True)
class SearchRequest:
    """Look in ``archive`` for images of ``bbox_deg`` (west, south, east, north) around ``event_date`` (ISO).

    ``maximum_dates`` are those chosen of a kind and a period. ``relative_orbit`` and ``orbit_pass`` are of the radar;
    None and empty: the orbit with most dates in both periods.
    """

    archive: Archive
    bbox_deg: tuple[float, ...]
    event_date: str
    outputs: SearchOutputs
    before_months: int = 1
    after_months: int = 1
    is_same_season: bool = False
    maximum_cloud_percent: float = 40.0
    maximum_dates: int = 8
    sensors: tuple[str, ...] = DATED
    bands: tuple[str, ...] = FEW_BANDS
    relative_orbit: Optional[int] = None
    orbit_pass: str = ""
    access: Access = field(default_factory=Access)

    def __post_init__(self) -> None:
        _check_box(self.bbox_deg)
        if not 0 <= self.maximum_cloud_percent <= 100:
            raise RequestError("The cloud cover is not between 0 and 100 %.")
        if self.maximum_dates < 1:
            raise RequestError("At least one date a period is needed.")
        unknown = [sensor for sensor in self.sensors if sensor not in SENSORS]
        if unknown or not self.sensors:
            raise RequestError(f"Unknown kind of imagery: {', '.join(unknown)}.", f"Known: {', '.join(SENSORS)}.")
        if self.orbit_pass and self.orbit_pass not in PASSES:
            raise RequestError(f"Unknown pass '{self.orbit_pass}'.", f"Known: {', '.join(PASSES)}.")
        _ = self.periods  # raises where there can be none

    @property
    def periods(self) -> dict[str, Period]:
        """The periods before and after the event by name."""
        return periods(exact_day(self.event_date), self.before_months, self.after_months, self.is_same_season)

    def bands_of(self, sensor: str) -> tuple[str, ...]:
        """Return the bands wanted of a kind of imagery."""
        return BANDS.get(sensor, self.bands)


@dataclass(frozen=True)
class FoundImage:
    """One image of an archive: what is known of it, whether it is chosen, and why (``reason``).

    ``day`` is the solar day over the area; ``coverage`` the share of the area inside ``footprint`` (GeoJSON);
    ``assets`` the addresses by band, without tokens. ``may_be_corrected`` tells that the archive is known to have
    taken the offset of the processing baseline out of some of its pixels, and not out of others.
    """

    id: str
    collection: str
    sensor: str
    period: str
    day: str
    time: str
    footprint: dict[str, Any]
    cloud_percent: Optional[float] = None
    platform: str = ""
    orbit_pass: str = ""
    relative_orbit: Optional[int] = None
    baseline: str = ""
    tile: str = ""
    coverage: float = 0.0
    may_be_corrected: bool = False
    is_chosen: bool = False
    reason: str = ""
    assets: dict[str, str] = field(default_factory=dict)

    @property
    def orbit(self) -> str:
        """Pass and relative orbit in words."""
        number = "" if self.relative_orbit is None else str(self.relative_orbit)
        return " ".join(part for part in (self.orbit_pass, number) if part)


@dataclass(frozen=True)
class SearchAnswer:
    """All that was found, the chosen and the others, and what a person should know of it."""

    images: tuple[FoundImage, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class FetchedDate:
    """One folder to write: ``images`` of one day and sensor, side by side, with ``bands`` in this order."""

    path: str
    sensor: str
    period: str
    day: str
    bands: tuple[str, ...]
    images: tuple[FoundImage, ...]

    @property
    def name(self) -> str:
        """How the log and the summary call it."""
        return " ".join(part for part in (TITLES[self.sensor], self.period, self.day) if part)

    @property
    def raster(self) -> Path:
        """The raster in the folder."""
        return Path(self.path) / f"{'_'.join(part for part in (self.sensor, self.day) if part)}.tif"


@dataclass(frozen=True)
class FetchOutputs:
    """The folders of the dates, by name."""

    paths: dict[str, str]


@dataclass(frozen=True)
class FetchRequest:
    """Read ``dates`` from ``archive`` on the grid of ``target``; folders that are whole already stay."""

    archive: Archive
    target: Target
    dates: tuple[FetchedDate, ...]
    access: Access = field(default_factory=Access)

    def __post_init__(self) -> None:
        if not self.dates:
            raise RequestError("There is no date to fetch.")

    @property
    def outputs(self) -> FetchOutputs:
        return FetchOutputs({made.name: made.path for made in self.dates})


def _check_box(bbox_deg: tuple[float, ...]) -> None:
    if len(bbox_deg) != 4 or not (-180 <= bbox_deg[0] <= 180 and -90 <= bbox_deg[1] <= bbox_deg[3] <= 90):
        raise RequestError(f"{bbox_deg} is no box of longitudes and latitudes.", "Check the area and its CRS.")
    if bbox_deg[2] <= bbox_deg[0]:
        raise RequestError(
            "The area crosses the 180th meridian, or has no width.", "Fetch its two sides one after the other."
        )
    width, height = bbox_deg[2] - bbox_deg[0], bbox_deg[3] - bbox_deg[1]
    if max(width, height) > LARGEST_DEG:
        raise RequestError(
            f"The area is {width:.0f}° wide and {height:.0f}° tall; up to {LARGEST_DEG:g}° are searched.",
            "Choose the surroundings of the event.",
        )
