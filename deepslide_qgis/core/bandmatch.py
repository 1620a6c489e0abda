"""Matching of a raster's bands to a band setting: by number, by description, or by position."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional, Sequence

from deepslide_qgis.core.bands import Band, BandSetting
from deepslide_qgis.core.errors import BandError


@dataclass(frozen=True)
class BandMatch:
    """Band numbers (1-based) in the order of the setting, and the way they were matched."""

    numbers: tuple[int, ...]
    how: str


def match_bands(setting: BandSetting, descriptions: Sequence[Optional[str]], chosen: Sequence[int] = ()) -> BandMatch:
    """Return the raster's band numbers in the order of ``setting``.

    ``descriptions`` has one entry per band of the raster; ``chosen`` are band numbers given by the user. Bands are
    matched by position only if the raster has exactly as many bands as the setting and describes none of them
    otherwise. Raises BandError with what is missing and what to do.
    """
    if chosen:
        return _match_by_number(setting, len(descriptions), chosen)
    matches = [_find_by_description(band, descriptions) for band in setting.bands]
    if all(len(numbers) == 1 for numbers in matches):
        return BandMatch(tuple(numbers[0] for numbers in matches), "by description")
    _check_unambiguous(setting, matches)
    if any(matches):
        missing = [band.name for band, numbers in zip(setting.bands, matches) if not numbers]
        raise BandError(
            f"The raster describes some bands of '{setting.name}' but lacks {', '.join(missing)}.",
            "Add the missing bands, describe them in the raster, or name the band numbers in order.",
        )
    return _match_by_position(setting, descriptions)


def _match_by_number(setting: BandSetting, count: int, chosen: Sequence[int]) -> BandMatch:
    if len(chosen) != len(setting.bands):
        raise BandError(
            f"{len(chosen)} bands were chosen; '{setting.name}' takes {len(setting.bands)}.",
            f"Choose them in this order: {', '.join(setting.band_names)}.",
        )
    outside = [number for number in chosen if not 1 <= number <= count]
    if outside:
        raise BandError(f"The raster has {count} bands; there is no band {outside[0]}.", "Choose other bands.")
    return BandMatch(tuple(chosen), "as chosen")


def _match_by_position(setting: BandSetting, descriptions: Sequence[Optional[str]]) -> BandMatch:
    count, wanted = len(descriptions), len(setting.bands)
    order = ", ".join(setting.band_names)
    if count < wanted:
        raise BandError(
            f"The raster has {count} band(s); '{setting.name}' needs {wanted}: {order}.",
            "Choose a raster that has them, or a model pack for fewer bands.",
        )
    if count > wanted:
        raise BandError(
            f"The raster has {count} bands without descriptions that tell which are {order}.",
            "Name the band numbers in that order (parameter BANDS), or describe the bands in the raster.",
        )
    foreign = [text for text in descriptions if text and not _is_plain_number(text)]
    if foreign:
        raise BandError(
            f"The bands are described as {', '.join(foreign)}, which are not the bands of '{setting.name}': {order}.",
            "If they are the same bands under other names, name their numbers in order (parameter BANDS).",
        )
    return BandMatch(tuple(range(1, wanted + 1)), "by position")


def _find_by_description(band: Band, descriptions: Sequence[Optional[str]]) -> list[int]:
    keys = {_normalise_text(text) for text in (band.name, band.title, *band.aliases)}
    return [number for number, text in enumerate(descriptions, 1) if text and _normalise_text(text) in keys]


def _check_unambiguous(setting: BandSetting, matches: list[list[int]]) -> None:
    for band, numbers in zip(setting.bands, matches):
        if len(numbers) > 1:
            raise BandError(
                f"Bands {' and '.join(map(str, numbers))} of the raster are both described as {band.name}.",
                f"Name the band numbers in order: {', '.join(setting.band_names)}.",
            )


def _normalise_text(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _is_plain_number(text: str) -> bool:
    return re.fullmatch(r"(band|layer|channel)?\d+", _normalise_text(text)) is not None
