"""The reference study's eight land-cover classes, and the conversion of other legends to them.

Sources: classes from Ganerød et al. 2023, section 3.1; codes of ESA WorldCover from its product user manual.
"""

from __future__ import annotations

from enum import IntEnum

from deepslide_qgis.core.errors import RequestError


class LandCover(IntEnum):
    """Land-cover classes, with the same numbers at every site."""

    URBAN = 1
    FOREST = 2
    GRASS = 3
    SPARSE = 4
    WATER = 5
    WETLAND = 6
    ROCK = 7
    SNOW = 8


TITLES = {
    LandCover.URBAN: "urban, artificial",
    LandCover.FOREST: "forest, trees, scrub, herbaceous",
    LandCover.GRASS: "pasture, grass",
    LandCover.SPARSE: "sparsely vegetated",
    LandCover.WATER: "water body, sea",
    LandCover.WETLAND: "wetland",
    LandCover.ROCK: "bare rock",
    LandCover.SNOW: "glacier, snow",
}

VOLUME_CLASSES = (LandCover.FOREST, LandCover.GRASS, LandCover.WETLAND)
"""Classes whose vegetation scatters radar, so that the terrain correction uses the volume model; others use surface."""

LARGEST_CODE = 65535
LEGENDS: dict[str, dict[int, int]] = {
    "study": {int(number): int(number) for number in LandCover},
    "worldcover": {10: 2, 20: 2, 30: 3, 40: 3, 50: 1, 60: 4, 70: 8, 80: 5, 90: 6, 95: 6, 100: 4},
}
"""Class by code, per legend. WorldCover does not separate bare rock from sparse vegetation."""


def parse_legend(text: str) -> dict[int, int]:
    """Return the legend ``text`` by name, or parse pairs such as ``11=1, 23=2``; raise RequestError."""
    if text in LEGENDS:
        return LEGENDS[text]
    try:
        pairs = (pair.split("=") for pair in text.replace(";", ",").split(",") if pair.strip())
        legend = {int(code): int(LandCover(int(number))) for code, number in pairs}
    except ValueError as error:
        raise RequestError(
            f"'{text}' is no legend of land cover: {error}.",
            f"Choose {' or '.join(LEGENDS)}, or write code=class pairs with classes 1 to 8: 11=1, 23=2.",
        ) from error
    if not legend or not 0 <= min(legend) <= max(legend) <= LARGEST_CODE:
        raise RequestError(
            f"The legend '{text}' of the land cover has no codes, or some outside 0 to {LARGEST_CODE}.",
            "Write code=class pairs: 11=1, 23=2.",
        )
    return legend
