"""Bands and band settings: named, ordered selections of layers that networks are trained on.

Sources: the fifteen bands and four settings of Ganerød et al. 2023, Tables 2 and 3; the fourteen bands of
Landslide4Sense in the official order (slope before elevation), Ghorbanzadeh et al. 2022.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from deepslide_qgis.core.errors import BandError


@dataclass(frozen=True)
class Band:
    """One layer of a stack; ``aliases`` are other descriptions that rasters use for this layer."""

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
    """A named, ordered selection of bands."""

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


def _make_sentinel2_band(number: str, title: str) -> Band:
    short = number.lstrip("0")
    return Band(f"B{short}", title, "reflectance", tuple(dict.fromkeys((f"B{number}", title))))


LANDSLIDE4SENSE_BANDS = (
    _make_sentinel2_band("01", "coastal aerosol"),
    _make_sentinel2_band("02", "blue"),
    _make_sentinel2_band("03", "green"),
    _make_sentinel2_band("04", "red"),
    _make_sentinel2_band("05", "red edge 1"),
    _make_sentinel2_band("06", "red edge 2"),
    _make_sentinel2_band("07", "red edge 3"),
    _make_sentinel2_band("08", "near infrared"),
    _make_sentinel2_band("09", "water vapour"),
    _make_sentinel2_band("10", "cirrus"),
    _make_sentinel2_band("11", "short-wave infrared 1"),
    _make_sentinel2_band("12", "short-wave infrared 2"),
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
"""Divisors of the band values in the Landslide4Sense files (digital numbers, degrees, metres).

Source: the authors' answers in github.com/iarai/Landslide4Sense-2022, issues 2 and 4.
"""

RGB_BANDS = (
    Band("red", "Red", "reflectance", ("B4", "B04", "r")),
    Band("green", "Green", "reflectance", ("B3", "B03", "g")),
    Band("blue", "Blue", "reflectance", ("B2", "B02", "b")),
)


def _make_case_study_setting(name: str, title: str, indices: tuple[int, ...]) -> BandSetting:
    return BandSetting(name, title, tuple(CASE_STUDY_BANDS[index] for index in indices))


SETTINGS = {
    setting.name: setting
    for setting in (
        _make_case_study_setting("s1", "Sentinel-1 change", tuple(range(9))),
        _make_case_study_setting("s2", "Land cover and NDVI change", (13, 14)),
        _make_case_study_setting("s1s2", "Sentinel-1 and Sentinel-2 change", (*range(9), 13, 14)),
        _make_case_study_setting("all", "All fifteen bands", tuple(range(15))),
        BandSetting("l4s14", "Landslide4Sense, fourteen bands", LANDSLIDE4SENSE_BANDS),
        BandSetting("rgb", "True colour (red, green, blue)", RGB_BANDS),
    )
}
"""Band settings by name; a model card may define further ones."""


def setting_named(name: str) -> BandSetting:
    """Return the band setting ``name``; raise BandError that lists the known settings."""
    if name not in SETTINGS:
        raise BandError(f"There is no band setting '{name}'.", f"Known settings: {', '.join(SETTINGS)}.")
    return SETTINGS[name]
