"""Requests to search and fetch imagery, and the answer of a search."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.choices import check_choice
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.archives import Archive
from deepslide_qgis.core.imagery.imagery_settings import Period, Target
from deepslide_qgis.core.imagery.periods import periods
from deepslide_qgis.core.imagery.scene import PASSES, parse_day

OPTICAL, RADAR, ELEVATION, COVER = "sentinel-2", "sentinel-1", "dem", "land-cover"
SENSORS = (OPTICAL, RADAR, ELEVATION, COVER)
TITLES = {OPTICAL: "Sentinel-2", RADAR: "Sentinel-1", ELEVATION: "DEM", COVER: "Land cover"}
DATED = (OPTICAL, RADAR)
"""Sensors that are searched before and after the event."""
FEW_BANDS = ("B2", "B3", "B4", "B8", "SCL")
"""The bands for NDVI, true colour, and the masks of clouds and water."""
ALL_BANDS = ("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B11", "B12", "SCL")
LARGEST_DEG = 10.0
BANDS = {RADAR: ("VV", "VH"), ELEVATION: ("elevation",), COVER: ("landCover",)}
"""The bands of sensors other than Sentinel-2."""


@dataclass(frozen=True)
class SearchOutputs:
    """Path of the answer (``SearchAnswer``, JSON)."""

    report: str

    @property
    def paths(self) -> dict[str, str]:
        """Return the wanted outputs by name."""
        return {"report": self.report}


@dataclass(frozen=True)
class SearchRequest:
    """Search ``archive`` for images of ``bbox_deg`` (west, south, east, north) around ``event_date`` (ISO).

    ``maximum_dates`` limits the chosen dates per sensor and period. ``relative_orbit`` and ``orbit_pass`` restrict the
    radar images; None and empty select the orbit with most dates in both periods.
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
        _check_bbox(self.bbox_deg)
        if not 0 <= self.maximum_cloud_percent <= 100:
            raise RequestError("The cloud cover is not between 0 and 100 %.")
        if self.maximum_dates < 1:
            raise RequestError("At least one date a period is needed.")
        unknown = [sensor for sensor in self.sensors if sensor not in SENSORS]
        if unknown or not self.sensors:
            raise RequestError(f"Unknown kind of imagery: {', '.join(unknown)}.", f"Known: {', '.join(SENSORS)}.")
        if self.orbit_pass:
            check_choice("pass", self.orbit_pass, PASSES)
        _ = self.periods  # raises RequestError for impossible periods

    @property
    def periods(self) -> dict[str, Period]:
        """Return the periods before and after the event by name."""
        return periods(parse_day(self.event_date), self.before_months, self.after_months, self.is_same_season)

    def bands_of(self, sensor: str) -> tuple[str, ...]:
        """Return the wanted bands of ``sensor``."""
        return BANDS.get(sensor, self.bands)


@dataclass(frozen=True)
class FoundImage:
    """One image of an archive: its metadata, whether it is chosen, and why (``reason``).

    ``day`` is the solar day over the area, ``coverage`` the share of the area inside ``footprint`` (GeoJSON),
    ``assets`` the URLs by band, without tokens. ``may_be_corrected`` is True for archives that removed the offset of
    the processing baseline from the pixels of some images but not of others.
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
        """Return pass and relative orbit as text."""
        number = "" if self.relative_orbit is None else str(self.relative_orbit)
        return " ".join(part for part in (self.orbit_pass, number) if part)


@dataclass(frozen=True)
class SearchAnswer:
    """All images found, chosen or not, and warnings for the user."""

    images: tuple[FoundImage, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class FetchedDate:
    """One folder to write: the ``images`` of one day and sensor, mosaicked, with ``bands`` in this order."""

    path: str
    sensor: str
    period: str
    day: str
    bands: tuple[str, ...]
    images: tuple[FoundImage, ...]

    @property
    def name(self) -> str:
        """Return the name for the log and the summary."""
        return " ".join(part for part in (TITLES[self.sensor], self.period, self.day) if part)

    @property
    def raster(self) -> Path:
        """Return the path of the raster in the folder."""
        return Path(self.path) / f"{'_'.join(part for part in (self.sensor, self.day) if part)}.tif"


@dataclass(frozen=True)
class FetchOutputs:
    """The folders of the dates, by name."""

    paths: dict[str, str]


@dataclass(frozen=True)
class FetchRequest:
    """Read ``dates`` from ``archive`` on the grid of ``target``; folders that are complete already are kept."""

    archive: Archive
    target: Target
    dates: tuple[FetchedDate, ...]
    access: Access = field(default_factory=Access)

    def __post_init__(self) -> None:
        if not self.dates:
            raise RequestError("There is no date to fetch.")

    @property
    def outputs(self) -> FetchOutputs:
        return FetchOutputs({date.name: date.path for date in self.dates})


def _check_bbox(bbox_deg: tuple[float, ...]) -> None:
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
