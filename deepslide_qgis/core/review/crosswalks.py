"""Conversion of a landslide to the fields of other inventories: NVE, USGS, NASA COOLR, IFFI.

NVE: codes of the SOSI list ``skredtypedetaljert``. USGS: landslide inventory, version 3. NASA COOLR: columns of the
Global Landslide Catalog. IFFI: movement groups of the Italian inventory. Types that a target does not distinguish
become its value for "not specified"; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable, Optional

from deepslide_qgis.core.review.landslide_types import LANDSLIDE_TYPES, TRIGGERS

FROM_BEDROCK, FROM_SOIL, NVE_UNSPECIFIED = 110, 140, 190
NVE_TYPES = {
    1: 111, 18: 113,
    **dict.fromkeys((3, 4, 6, 7, 8, 9, 10, 15), FROM_BEDROCK),
    17: 141, 21: 141, 22: 142, 24: 142, 11: 143, 12: 143, 14: 143, 23: 144, 25: 144,
    **dict.fromkeys((2, 5, 13, 16, 19, 20, 26), FROM_SOIL),
}  # fmt: skip
NVE_TRIGGERS = {"R": "Nedbør", "E": "Jordskjelv", "S": "Snøsmelting", "RS": "Nedbør og snøsmelting"}
COOLR_TYPES = {
    1: "rock_fall", 2: "rock_fall", 3: "topple", 4: "topple", 5: "topple", 6: "rotational_slide",
    11: "rotational_slide", 7: "translational_slide", 12: "translational_slide", 22: "debris_flow",
    23: "mudslide", 26: "earth_flow", 31: "creep",
}  # fmt: skip
COOLR_TRIGGERS = {"R": "rain", "E": "earthquake", "S": "snowfall_snowmelt", "RS": "snowfall_snowmelt"}
COOLR_SIZES_M2 = ((1_000, "small"), (10_000, "medium"), (100_000, "large"))
IFFI_TYPES = {
    **dict.fromkeys(range(1, 6), "Crollo/ribaltamento"),
    **dict.fromkeys((6, 11), "Scivolamento rotazionale/traslativo"),
    **dict.fromkeys((7, 8, 12, 13), "Scivolamento rotazionale/traslativo"),
    **dict.fromkeys((9, 10, 14), "Complesso"),
    **dict.fromkeys((15, 16, 17), "Espansione"),
    **dict.fromkeys((26, 31, 32), "Colamento lento"),
    **dict.fromkeys((18, 19, 20, 21, 22, 23, 24, 25, 27), "Colamento rapido"),
    **dict.fromkeys((28, 29), "DGPV"),
}
IFFI_UNSPECIFIED = "n.d."


@dataclass(frozen=True)
class Landslide:
    """The reviewed attributes of an accepted landslide; dates are ISO texts, None is unknown."""

    ls_id: str
    type_code: Optional[int] = None
    trigger: Optional[str] = None
    date_min: Optional[str] = None
    date_max: Optional[str] = None
    confidence: Optional[int] = None
    comment: Optional[str] = None
    reviewer: Optional[str] = None
    review_date: Optional[str] = None
    area_m2: Optional[float] = None
    longitude: Optional[float] = None
    latitude: Optional[float] = None

    @property
    def dates(self) -> Optional[str]:
        """Return one date, or an ISO 8601 interval."""
        if self.date_min and self.date_max and self.date_min != self.date_max:
            return f"{self.date_min}/{self.date_max}"
        return self.date_min or self.date_max

    @property
    def title(self) -> str:
        return LANDSLIDE_TYPES.get(self.type_code, "Landslide")


def nve(landslide: Landslide) -> dict[str, Any]:
    """Return the fields of NVE's landslide database."""
    return {
        "skredID": landslide.ls_id,
        "skredType": NVE_TYPES.get(landslide.type_code, NVE_UNSPECIFIED),
        "skredTidspunkt": landslide.date_min or landslide.date_max,
        "noySkredTidspunkt": "Eksakt" if landslide.date_min and landslide.date_min == landslide.date_max else None,
        "utlosningArsak": NVE_TRIGGERS.get(landslide.trigger),
        "registrertDato": landslide.review_date,
        "beskrivelse": landslide.comment,
    }


def usgs(landslide: Landslide) -> dict[str, Any]:
    """Return the fields of the USGS inventory."""
    return {
        "USGS_ID": landslide.ls_id,
        "Date": landslide.dates,
        "Confidence": landslide.confidence,
        "Notes": landslide.comment,
    }


def coolr(landslide: Landslide) -> dict[str, Any]:
    """Return the fields of NASA's Cooperative Open Online Landslide Repository."""
    area = landslide.area_m2
    size = next((name for limit, name in COOLR_SIZES_M2 if area is not None and area < limit), "very_large")
    return {
        "event_id": landslide.ls_id,
        "event_date": landslide.date_min or landslide.date_max,
        "event_title": landslide.title,
        "landslide_category": COOLR_TYPES.get(landslide.type_code, "landslide"),
        "landslide_trigger": COOLR_TRIGGERS.get(landslide.trigger, "unknown"),
        "landslide_size": "unknown" if area is None else size,
        "location_accuracy": "exact",
        "notes": landslide.comment,
        "submitted_date": landslide.review_date,
        "longitude": landslide.longitude,
        "latitude": landslide.latitude,
    }


def iffi(landslide: Landslide) -> dict[str, Any]:
    """Return the fields of the Italian inventory: level 1, and date and cause of level 2."""
    return {
        "id_frana": landslide.ls_id,
        "tipo_movimento": IFFI_TYPES.get(landslide.type_code, IFFI_UNSPECIFIED),
        "stato_attivita": IFFI_UNSPECIFIED,
        "causa": TRIGGERS.get(landslide.trigger, IFFI_UNSPECIFIED),
        "data": landslide.dates,
        "note": landslide.comment,
    }


@dataclass(frozen=True)
class Target:
    """A target inventory: its title, and the function that returns its fields."""

    title: str
    fields: Callable[[Landslide], dict[str, Any]]


TARGETS = {
    "nve": Target("NVE / NGU, Norway", nve),
    "usgs": Target("USGS inventory", usgs),
    "coolr": Target("NASA COOLR", coolr),
    "iffi": Target("IFFI, Italy", iffi),
}
