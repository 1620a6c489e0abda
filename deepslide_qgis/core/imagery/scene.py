"""One acquisition of a satellite: its date, its rasters, and what its name or its ``scene.json`` tells about it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.records import from_plain

SCENE_FILE = "scene.json"
"""A folder with this file holds one scene; it is a :class:`Scene` as JSON, paths relative to the folder."""
ASCENDING, DESCENDING = PASSES = ("ascending", "descending")
ORBITS = 175
FIRST_ORBITS = {"S1A": 73, "S1B": 27, "S1C": 172}
"""Relative orbit = (absolute orbit − this) mod 175 + 1."""

DEG_PER_HOUR = 15
"""By which the sun goes on."""
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
"""What archives call the bands of Sentinel-2 in place of numbers."""
RADAR_BAND = re.compile(r"(?:^|[_.\-/])(VV|VH|angle|incidence)(?=$|[_.\-])", re.IGNORECASE)
ABSOLUTE_ORBIT = re.compile(r"(S1[ABC])_.*?_\d{8}T\d{6}_\d{8}T\d{6}_(\d{6})_")
TRACK = re.compile(r"OPERA_L2_RTC-S1_T(\d{3})-")
TERRAIN_CORRECTED = re.compile(r"(?:^|[_.\-])RTC(?=$|[_.\-\d])", re.IGNORECASE)


@dataclass(frozen=True)
class SceneBand:
    """Band ``number`` of the raster ``path``, called as satellites call it: VV, VH, angle; B1 … B12, B8A, SCL."""

    name: str
    path: str
    number: int = 1


@dataclass(frozen=True)
class Scene:
    """What is known of one acquisition; None for what nobody told.

    ``offset_dn`` is what still has to be added to digital numbers of Sentinel-2, where that is known better than by
    ``processing_baseline``. ``is_terrain_corrected`` tells γ⁰ RTC from ellipsoidal backscatter.
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
        if self.orbit_pass is not None and self.orbit_pass not in PASSES:
            raise RequestError(f"The orbit pass '{self.orbit_pass}' is unknown.", f"Known: {', '.join(PASSES)}.")
        if self.date is not None:
            exact_day(self.date)

    @property
    def day(self) -> Optional[date]:
        return exact_day(self.date) if self.date else None

    @property
    def band_names(self) -> tuple[str, ...]:
        return tuple(band.name for band in self.bands)

    def band(self, name: str) -> Optional[SceneBand]:
        """Return the band called ``name``, None where there is none."""
        return next((band for band in self.bands if band.name == name), None)


def exact_day(text: str) -> date:
    """Return the date ``YYYY-MM-DD``; raise RequestError for anything else."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise RequestError(f"'{text}' is no date.", "Write it as 2023-08-24.") from error


def read_scene(file: Path) -> Scene:
    """Return the scene that ``file`` (a ``scene.json``) describes, its paths made absolute; raise RequestError."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(f"'{file}' cannot be read: {error}", "Write it anew, or take it away.") from error
    scene = from_plain(Scene, plain, str(file))
    absolute = (replace(band, path=_absolute(band.path, file.parent)) for band in scene.bands)
    return replace(scene, bands=tuple(absolute))


def _absolute(path: str, folder: Path) -> str:
    return path if "://" in path or path.startswith("/vsi") else str(folder / path)


def date_in(name: str) -> Optional[str]:
    """Return the first date in a product's or file's name as ``YYYY-MM-DD``, None where there is none."""
    for year, month, day in DATE.findall(name):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None


def time_in(name: str, day: date) -> Optional[datetime]:
    """Return the first moment of ``day`` in a name, UTC: ``…_20230213T221541_…``; None where there is none."""
    found = re.search(f"{day:%Y-?%m-?%d}{TIME}", name)
    return datetime.combine(day, time(*map(int, found.groups()))) if found else None


def solar_day(when: datetime, longitude_deg: float) -> date:
    """Return the day by the sun at a longitude: images of one overflight have one, also around midnight in UTC."""
    return (when + timedelta(hours=longitude_deg / DEG_PER_HOUR)).date()


def baseline_in(name: str) -> Optional[str]:
    """Return the processing baseline in a Sentinel-2 product's name: ``…_N0509_R108_…`` → ``05.09``."""
    found = BASELINE.search(name)
    return f"{found[1]}.{found[2]}" if found else None


def relative_orbit_in(name: str) -> Optional[int]:
    """Return the relative orbit that a Sentinel-1 product's name tells, by its absolute orbit or its track."""
    track = TRACK.search(name)
    if track:
        return int(track[1])
    found = ABSOLUTE_ORBIT.search(name)
    return (int(found[2]) - FIRST_ORBITS[found[1]]) % ORBITS + 1 if found else None


def is_terrain_corrected(name: str) -> Optional[bool]:
    """Return True where a product's name says RTC, None where it does not tell."""
    return True if TERRAIN_CORRECTED.search(name) else None


def band_in(name: str) -> Optional[str]:
    """Return the band of a file's name or of a description as :class:`SceneBand` writes it, None for no band."""
    stem = re.sub(r"\.(tiff?|jp2|vrt|img)$", "", name, flags=re.IGNORECASE)
    for pattern in (OPTICAL_BAND, RADAR_BAND):
        found = pattern.findall(stem)
        if found:
            return _spelled(found[-1])
    return COMMON_NAMES.get(re.split(r"[_.\-/\s]", stem.lower())[-1])


def _spelled(text: str) -> str:
    upper = text.upper()
    if upper in ("ANGLE", "INCIDENCE"):
        return "angle"
    return re.sub(r"^B0", "B", upper)
