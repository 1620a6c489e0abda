import pytest

from deepslide_qgis.core.bandmatch import match_bands
from deepslide_qgis.core.bands import SETTINGS, Band, BandSetting, setting_named
from deepslide_qgis.core.errors import BandError


def test_settings_of_the_reference_study_and_of_landslide4sense():
    assert {name: len(setting.bands) for name, setting in SETTINGS.items()} == {
        "s1": 9,
        "s2": 2,
        "s1s2": 11,
        "all": 15,
        "l4s14": 14,
        "rgb": 3,
    }
    assert setting_named("s2").band_names == ("landCover", "dNDVI")
    assert setting_named("l4s14").band_names[-2:] == ("slope", "elevation")  # the official order


def test_unknown_setting_lists_the_known_ones():
    with pytest.raises(BandError, match="rgb"):
        setting_named("sar")


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_setting_is_found_in_its_own_stack_by_description_and_by_position(name):
    setting = SETTINGS[name]
    expected = tuple(range(1, len(setting.bands) + 1))
    assert match_bands(setting, list(setting.band_names)).numbers == expected
    assert match_bands(setting, [None] * len(setting.bands)).numbers == expected
    assert match_bands(setting, [f"Band {i}" for i in expected]).numbers == expected


def test_setting_is_found_inside_the_fifteen_bands():
    stack = list(SETTINGS["all"].band_names)
    assert match_bands(SETTINGS["s1s2"], stack).numbers == (1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 15)


def test_numbered_sentinel_descriptions_are_not_positions():
    with pytest.raises(BandError, match="lacks red"):
        match_bands(SETTINGS["rgb"], ["B1", "B2", "B3"])


def test_setting_without_bands_or_with_a_band_twice_is_refused():
    with pytest.raises(BandError):
        BandSetting("empty", "Empty", ())
    with pytest.raises(BandError):
        BandSetting("twice", "Twice", (Band("a", "A"), Band("a", "A")))
