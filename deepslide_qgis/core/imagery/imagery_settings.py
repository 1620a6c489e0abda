"""Settings shared by the requests of ``imagery_requests``: how imagery is read, and the target grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from deepslide_qgis.core.choices import check_choice
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.land_cover import parse_legend
from deepslide_qgis.core.imagery.scene import PASSES, parse_day

SCALES = ("detect", "db", "linear")
PRODUCTS = ("detect", "ellipsoid", "terrain_corrected")
SLOPE_MODELS = ("volume", "surface", "land_cover")
LOCAL_INCIDENCE = ("exact", "vollrath")
SLOPES = ("central", "horn")
OFFSETS = ("baseline", "present", "absent")
METHODS = ("greenest", "median")
EXCLUDED = ("water_scl", "water_ndwi", "water_land_cover", "snow_scl", "snow_land_cover")
CLOUD_CLASSES = (0, 1, 3, 8, 9, 10)
"""SCL classes: no data, saturated, cloud shadow, cloud of medium and of high probability, cirrus."""


@dataclass(frozen=True)
class Target:
    """The output grid: that of the raster ``like``, or pixels of ``pixel_m`` in ``crs``.

    ``crs`` None is the UTM zone of the area. ``extent`` (west, south, east, north in ``extent_crs``) None is the common
    area of the rasters.
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

    ``incidence`` is a raster of the ellipsoidal incidence angle in degrees, for scenes without an angle band;
    ``incidence_deg`` is one angle for all pixels, and needs an ``orbit_pass``. ``buffer_m`` dilates both masks.
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
            raise RequestError(f"A buffer of {self.buffer_m:g} m is not possible.", "Choose 0 to 1000 m.")


@dataclass(frozen=True)
class OpticalSettings:
    """How Sentinel-2 is read: reflectance offset, cloud mask, method of the composite.

    ``offset`` of the digital numbers: by processing ``baseline``, still ``present``, or ``absent``.
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
    """The dates from ``start`` to ``end`` (inclusive, YYYY-MM-DD); None for an open end."""

    start: Optional[str] = None
    end: Optional[str] = None

    def __post_init__(self) -> None:
        days = [parse_day(text) for text in (self.start, self.end) if text]
        if len(days) == 2 and days[0] > days[1]:
            raise RequestError(f"The period ends ({self.end}) before it starts ({self.start}).", "Change the dates.")

    def holds(self, date: Optional[str]) -> bool:
        """Return True if ``date`` lies in the period; always True for a scene without date."""
        if date is None:
            return True
        day = parse_day(date)
        return (self.start is None or day >= parse_day(self.start)) and (self.end is None or day <= parse_day(self.end))


@dataclass(frozen=True)
class ClassRaster:
    """A land-cover raster; ``legend`` is a name from ``core.imagery.land_cover``, or code=class pairs."""

    path: str
    legend: str = "study"

    def __post_init__(self) -> None:
        parse_legend(self.legend)
