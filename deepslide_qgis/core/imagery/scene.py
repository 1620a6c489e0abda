"""One satellite acquisition: its date, its rasters, and the metadata in file names or ``scene.json``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.choices import check_choice
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.records import from_plain

SCENE_FILE = "scene.json"
"""Name of the file that makes its folder one scene: a :class:`Scene` as JSON, with paths relative to the folder."""
ASCENDING, DESCENDING = PASSES = ("ascending", "descending")
ORBITS = 175
FIRST_ORBITS = {"S1A": 73, "S1B": 27, "S1C": 172}
"""Relative orbit = (absolute orbit − this) mod 175 + 1."""

DEG_PER_HOUR = 15
"""Speed of the sun in longitude."""
DATE = re.compile(r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)(?!\d)")
TIME = r"T([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d)(?!\d)"
BASELINE = re.compile(r"_N(\d\d)(\d\d)_R\d{3}_")
OPTICAL_BAND = re.compile(r"(?:^|[_.\-/])(B(?:0?[1-9]|1[0-2]|8A|08A)|SCL)(?=$|[_.\-])", re.IGNORECASE)
COMMON_NAMES = {
    "coastal": "B1",
    "blue": "B2",
    "green": "B3",
    "red": "B4",
    "rededge1": "B5",
    "rededge2": "B6",
    "rededge3": "B7",
    "nir": "B8",
    "nir08": "B8A",
    "nir09": "B9",
    "cirrus": "B10",
    "swir16": "B11",
    "swir22": "B12",
}
"""Bands of Sentinel-2 by the common names that archives use."""
RADAR_BAND = re.compile(r"(?:^|[_.\-/])(VV|VH|angle|incidence)(?=$|[_.\-])", re.IGNORECASE)
ABSOLUTE_ORBIT = re.compile(r"(S1[ABC])_.*?_\d{8}T\d{6}_\d{8}T\d{6}_(\d{6})_")
TRACK = re.compile(r"OPERA_L2_RTC-S1_T(\d{3})-")
TERRAIN_CORRECTED = re.compile(r"(?:^|[_.\-])RTC(?=$|[_.\-\d])", re.IGNORECASE)


@dataclass(frozen=True)
class SceneBand:
    """Band ``number`` of the raster ``path``; ``name`` is VV, VH, angle, B1 … B12, B8A or SCL."""

    name: str
    path: str
    number: int = 1


@dataclass(frozen=True)
class Scene:
    """The metadata of one acquisition; None for unknown values.

    ``offset_dn`` is the offset still to be added to Sentinel-2 digital numbers, if it is known better than from
    ``processing_baseline``. ``is_terrain_corrected`` is True for γ⁰ RTC, False for ellipsoidal backscatter.
    """

    id: str
    bands: tuple[SceneBand, ...]
    date: Optional[str] = None
    processing_baseline: Optional[str] = None
    offset_dn: Optional[float] = None
    orbit_pass: Optional[str] = None
    relative_orbit: Optional[int] = None
    is_terrain_corrected: Optional[bool] = None

    def __post_init__(self) -> None:
        if not self.bands:
            raise RequestError(f"The scene '{self.id}' has no bands.", "Name at least one raster of it.")
        if self.orbit_pass is not None:
            check_choice("orbit pass", self.orbit_pass, PASSES)
        if self.date is not None:
            parse_day(self.date)

    @property
    def day(self) -> Optional[date]:
        return parse_day(self.date) if self.date else None

    @property
    def band_names(self) -> tuple[str, ...]:
        return tuple(band.name for band in self.bands)

    def band(self, name: str) -> Optional[SceneBand]:
        """Return the band ``name``, None if the scene has none."""
        return next((band for band in self.bands if band.name == name), None)


def parse_day(text: str) -> date:
    """Parse a date ``YYYY-MM-DD``; raise RequestError for anything else."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise RequestError(f"'{text}' is no date.", "Write it as 2023-08-24.") from error


def read_scene(file: Path) -> Scene:
    """Read ``file`` (a ``scene.json``), with its paths made absolute; raise RequestError."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(f"'{file}' cannot be read: {error}", "Write it anew, or take it away.") from error
    scene = from_plain(Scene, plain, str(file))
    absolute = (replace(band, path=_make_absolute(band.path, file.parent)) for band in scene.bands)
    return replace(scene, bands=tuple(absolute))


def _make_absolute(path: str, folder: Path) -> str:
    return path if "://" in path or path.startswith("/vsi") else str(folder / path)


def parse_date(name: str) -> Optional[str]:
    """Return the first date in a product or file name as ``YYYY-MM-DD``, None if there is none."""
    for year, month, day in DATE.findall(name):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None


def parse_time(name: str, day: date) -> Optional[datetime]:
    """Return the first time of ``day`` in a product name, UTC: ``…_20230213T221541_…``; None if there is none."""
    match = re.search(f"{day:%Y-?%m-?%d}{TIME}", name)
    return datetime.combine(day, time(*map(int, match.groups()))) if match else None


def solar_day(when: datetime, longitude_deg: float) -> date:
    """Return the day by local solar time: the same for all images of one overpass, also around midnight UTC."""
    return (when + timedelta(hours=longitude_deg / DEG_PER_HOUR)).date()


def parse_baseline(name: str) -> Optional[str]:
    """Return the processing baseline in a Sentinel-2 product name: ``…_N0509_R108_…`` → ``05.09``."""
    match = BASELINE.search(name)
    return f"{match[1]}.{match[2]}" if match else None


def parse_relative_orbit(name: str) -> Optional[int]:
    """Return the relative orbit in a Sentinel-1 product name, from its absolute orbit or its track."""
    track = TRACK.search(name)
    if track:
        return int(track[1])
    match = ABSOLUTE_ORBIT.search(name)
    return (int(match[2]) - FIRST_ORBITS[match[1]]) % ORBITS + 1 if match else None


def parse_terrain_corrected(name: str) -> Optional[bool]:
    """Return True if a product name says RTC, else None (unknown)."""
    return True if TERRAIN_CORRECTED.search(name) else None


def parse_band_name(name: str) -> Optional[str]:
    """Return the band in a file name or description, spelled as in :class:`SceneBand`; None for no band."""
    stem = re.sub(r"\.(tiff?|jp2|vrt|img)$", "", name, flags=re.IGNORECASE)
    for pattern in (OPTICAL_BAND, RADAR_BAND):
        match = pattern.findall(stem)
        if match:
            return _normalise_band_name(match[-1])
    return COMMON_NAMES.get(re.split(r"[_.\-/\s]", stem.lower())[-1])


def _normalise_band_name(text: str) -> str:
    upper = text.upper()
    if upper in ("ANGLE", "INCIDENCE"):
        return "angle"
    return re.sub(r"^B0", "B", upper)
