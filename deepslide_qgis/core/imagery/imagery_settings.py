"""How imagery is read and brought to one grid: what ``imagery_requests`` have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.land_cover import legend_of
from deepslide_qgis.core.imagery.scene import PASSES, exact_day

SCALES = ("detect", "db", "linear")
PRODUCTS = ("detect", "ellipsoid", "terrain_corrected")
SLOPE_MODELS = ("volume", "surface", "land_cover")
LOCAL_INCIDENCE = ("exact", "vollrath")
SLOPES = ("central", "horn")
OFFSETS = ("baseline", "present", "absent")
METHODS = ("greenest", "median")
EXCLUDED = ("water_scl", "water_ndwi", "water_land_cover", "snow_scl", "snow_land_cover")
CLOUD_CLASSES = (0, 1, 3, 8, 9, 10)
"""SCL: no data, saturated, cloud shadow, cloud of medium and high probability, cirrus."""


def check_choice(what: str, value: str, known: tuple[str, ...]) -> None:
    """Raise RequestError where ``value`` is not one of those ``known``."""
    if value not in known:
        raise RequestError(f"Unknown {what} '{value}'.", f"Known: {', '.join(known)}.")


@dataclass(frozen=True)
class Target:
    """The grid that everything is brought to: of the raster ``like``, or ``pixel_m`` wide pixels in ``crs``.

    ``crs`` None is the UTM zone of the area. ``extent`` (west, south, east, north in ``extent_crs``) None is the area
    that the rasters share.
    """

    crs: Optional[str] = None
    pixel_m: float = 10.0
    extent: Optional[tuple[float, ...]] = None
    extent_crs: Optional[str] = None
    like: Optional[str] = None

    def __post_init__(self) -> None:
        if not self.pixel_m > 0:
            raise RequestError("The pixel size of the target grid has to be above 0.", "Choose e.g. 10 m.")
        if self.extent is not None and (len(self.extent) != 4 or not self.extent_crs):
            raise RequestError("An extent needs four numbers and its CRS.", "Choose the extent again.")


@dataclass(frozen=True)
class RadarSettings:
    """How Sentinel-1 is read and corrected for terrain.

    ``incidence`` is a raster of the incidence angle to the ellipsoid in degrees, for scenes that bring none;
    ``incidence_deg`` one angle for all, which needs an ``orbit_pass``. ``buffer_m`` widens both masks.
    """

    scale: str = "detect"
    product: str = "detect"
    model: str = "volume"
    incidence: Optional[str] = None
    incidence_deg: Optional[float] = None
    orbit_pass: Optional[str] = None
    local_incidence: str = "exact"
    slopes: str = "central"
    buffer_m: float = 0.0
    cast_masks: bool = False
    border_noise: bool = False

    def __post_init__(self) -> None:
        check_choice("scale of backscatter", self.scale, SCALES)
        check_choice("product", self.product, PRODUCTS)
        check_choice("model of the terrain correction", self.model, SLOPE_MODELS)
        check_choice("local incidence angle", self.local_incidence, LOCAL_INCIDENCE)
        check_choice("way to measure slopes", self.slopes, SLOPES)
        if self.orbit_pass is not None:
            check_choice("orbit pass", self.orbit_pass, PASSES)
        if self.incidence_deg is not None and not 10 <= self.incidence_deg <= 70:
            raise RequestError(f"An incidence angle of {self.incidence_deg:g}° cannot be.", "Give degrees, 30 to 46.")
        if not 0 <= self.buffer_m <= 1000:
            raise RequestError(f"A buffer of {self.buffer_m:g} m cannot be.", "Choose 0 to 1000 m.")


@dataclass(frozen=True)
class OpticalSettings:
    """How Sentinel-2 is read: its reflectance offset, its clouds, how dates become one.

    ``offset`` of digital numbers: by processing ``baseline``, still ``present``, or ``absent``.
    """

    offset: str = "baseline"
    method: str = "greenest"
    masked_classes: tuple[int, ...] = CLOUD_CLASSES
    cloud_margin_px: int = 2
    minimum_dates: int = 1

    def __post_init__(self) -> None:
        check_choice("treatment of the reflectance offset", self.offset, OFFSETS)
        check_choice("way to make one image of several", self.method, METHODS)
        if any(not 0 <= value <= 11 for value in self.masked_classes):
            raise RequestError("Classes of SCL go from 0 to 11.", "Choose among them.")
        if not 0 <= self.cloud_margin_px <= 50:
            raise RequestError("The margin of clouds has to be 0 to 50 pixels.", "Choose e.g. 2.")
        if self.minimum_dates < 1:
            raise RequestError("At least one date is needed for a pixel.", "Choose 1 or more.")


@dataclass(frozen=True)
class Period:
    """The dates from ``start`` to ``end``, both included, written YYYY-MM-DD; None where it is open."""

    start: Optional[str] = None
    end: Optional[str] = None

    def __post_init__(self) -> None:
        days = [exact_day(text) for text in (self.start, self.end) if text]
        if len(days) == 2 and days[0] > days[1]:
            raise RequestError(f"The period ends ({self.end}) before it starts ({self.start}).", "Change the dates.")

    def holds(self, date: Optional[str]) -> bool:
        """Return whether ``date`` lies in the period; a scene without one always does."""
        if date is None:
            return True
        day = exact_day(date)
        return (self.start is None or day >= exact_day(self.start)) and (self.end is None or day <= exact_day(self.end))


@dataclass(frozen=True)
class ClassRaster:
    """A raster of land cover; ``legend`` is the name of one (``core.imagery.land_cover``), or code=class pairs."""

    path: str
    legend: str = "study"

    def __post_init__(self) -> None:
        legend_of(self.legend)
