"""Bands and band settings: the named, ordered choices of layers that networks are trained on.

Sources: the fifteen bands and four settings of Ganerød et al. 2023, Tables 2 and 3; the fourteen bands
of Landslide4Sense in the official order (slope before elevation), Ghorbanzadeh et al. 2022.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from deepslide_qgis.core.errors import BandError


@dataclass(frozen=True)
class Band:
    """One layer of a stack; ``aliases`` are other descriptions under which rasters carry it."""

    name: str
    title: str
    unit: str = ""
    aliases: tuple[str, ...] = ()
    categorical: bool = False

    def __post_init__(self) -> None:
        if not self.name:
            raise BandError("A band needs a name.")


@dataclass(frozen=True)
class BandSetting:
    """A named, ordered choice of bands."""

    name: str
    title: str
    bands: tuple[Band, ...] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        if not self.bands:
            raise BandError(f"The band setting '{self.name}' lists no bands.")
        names = [band.name for band in self.bands]
        if len(set(names)) != len(names):
            raise BandError(f"The band setting '{self.name}' lists a band twice.")

    @property
    def band_names(self) -> tuple[str, ...]:
        return tuple(band.name for band in self.bands)


CASE_STUDY_BANDS = (
    Band("preVV", "VV backscatter before", "dB", ("pre_VV", "VV_pre")),
    Band("postVV", "VV backscatter after", "dB", ("post_VV", "VV_post")),
    Band("dVV", "VV change (after − before)", "dB", ("diffVV", "VV_change")),
    Band("preVH", "VH backscatter before", "dB", ("pre_VH", "VH_pre")),
    Band("postVH", "VH backscatter after", "dB", ("post_VH", "VH_post")),
    Band("dVH", "VH change (after − before)", "dB", ("diffVH", "VH_change")),
    Band("layover", "Layover mask", "", ("layover_mask",), categorical=True),
    Band("shadow", "Radar shadow mask", "", ("shadow_mask",), categorical=True),
    Band("liaDeg", "Local incidence angle", "°", ("lia", "lia_deg", "local_incidence_angle")),
    Band("elevation", "Elevation", "m", ("dem", "height")),
    Band("slope", "Slope", "°", ("slope_deg",)),
    Band("climate", "Köppen–Geiger climate", "", ("koppen", "koppen_geiger", "kg"), categorical=True),
    Band("canopyHeight", "Canopy height", "m", ("canopy", "canopy_height")),
    Band("landCover", "Land cover", "", ("land_cover", "lulc", "cart"), categorical=True),
    Band("dNDVI", "NDVI change (after − before)", "", ("diffNDVI", "ndvi_change")),
)
"""The fifteen bands of the reference study, index 0 to 14."""


def _sentinel2(number: str, title: str) -> Band:
    short = number.lstrip("0")
    return Band(f"B{short}", title, "reflectance", tuple(dict.fromkeys((f"B{number}", title))))


LANDSLIDE4SENSE_BANDS = (
    _sentinel2("01", "coastal aerosol"),
    _sentinel2("02", "blue"),
    _sentinel2("03", "green"),
    _sentinel2("04", "red"),
    _sentinel2("05", "red edge 1"),
    _sentinel2("06", "red edge 2"),
    _sentinel2("07", "red edge 3"),
    _sentinel2("08", "near infrared"),
    _sentinel2("09", "water vapour"),
    _sentinel2("10", "cirrus"),
    _sentinel2("11", "short-wave infrared 1"),
    _sentinel2("12", "short-wave infrared 2"),
    Band("slope", "Slope", "°", ("slope_deg", "B13")),
    Band("elevation", "Elevation", "m", ("dem", "height", "B14")),
)

LANDSLIDE4SENSE_MEANS = (
    1111.81236406,
    824.63171476,
    663.41636217,
    445.17289745,
    645.8582926,
    1547.73508126,
    1960.44401001,
    1941.32229668,
    674.07572865,
    9.04787384,
    1113.98338755,
    519.90397929,
    20.29228266,
    772.83144788,
)
"""By what the values of each band are divided in the files of Landslide4Sense: digital numbers, degrees, metres.

Source: the authors' answers in github.com/iarai/Landslide4Sense-2022, issues 2 and 4.
"""

RGB_BANDS = (
    Band("red", "Red", "reflectance", ("B4", "B04", "r")),
    Band("green", "Green", "reflectance", ("B3", "B03", "g")),
    Band("blue", "Blue", "reflectance", ("B2", "B02", "b")),
)


def _case_study(name: str, title: str, indices: tuple[int, ...]) -> BandSetting:
    return BandSetting(name, title, tuple(CASE_STUDY_BANDS[index] for index in indices))


SETTINGS = {
    setting.name: setting
    for setting in (
        _case_study("s1", "Sentinel-1 change", tuple(range(9))),
        _case_study("s2", "Land cover and NDVI change", (13, 14)),
        _case_study("s1s2", "Sentinel-1 and Sentinel-2 change", (*range(9), 13, 14)),
        _case_study("all", "All fifteen bands", tuple(range(15))),
        BandSetting("l4s14", "Landslide4Sense, fourteen bands", LANDSLIDE4SENSE_BANDS),
        BandSetting("rgb", "True colour (red, green, blue)", RGB_BANDS),
    )
}
"""The band settings known by name; a model card may define another."""


def setting_named(name: str) -> BandSetting:
    """Return the band setting called ``name``; raise BandError that lists the known ones."""
    if name not in SETTINGS:
        raise BandError(f"There is no band setting '{name}'.", f"Known settings: {', '.join(SETTINGS)}.")
    return SETTINGS[name]
