"""Fields of inventories: DeepSlide's own, and those of crosswalks."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsField, QgsFields

from deepslide_qgis.core.review.crosswalks import TARGETS, Landslide
from deepslide_qgis.processing.compatibility import DATE, INTEGER, REAL, TEXT

OWN = (
    ("ls_id", TEXT), ("event_id", TEXT), ("type_code", INTEGER), ("type_code2", INTEGER), ("type_name", TEXT),
    ("trigger", TEXT), ("date_min", DATE), ("date_max", DATE), ("confidence", INTEGER), ("comment", TEXT),
    ("area_m2", REAL), ("perimeter_m", REAL), ("slope_mean", REAL), ("height_drop", REAL), ("p_mean", REAL),
    ("p_max", REAL), ("p_std", REAL), ("n_members_agree", REAL), ("members", INTEGER), ("threshold", REAL),
    ("model_id", TEXT), ("review_status", TEXT), ("source", TEXT), ("reviewer", TEXT), ("review_date", TEXT),
)  # fmt: skip
"""Fields of DeepSlide's own inventories."""
DATES = tuple(name for name, kind in OWN if kind == DATE)
WHOLE_NUMBERS = ("skredType", "Confidence")
REALS = ("longitude", "latitude")


def inventory_fields(target: Optional[str]) -> QgsFields:
    """Return DeepSlide's own fields, or those of the crosswalk ``target``."""
    named = OWN if target is None else [(name, _kind(name)) for name in TARGETS[target].fields(Landslide(""))]
    fields = QgsFields()
    for name, kind in named:
        fields.append(QgsField(name, kind))
    return fields


def _kind(name: str) -> Any:
    return INTEGER if name in WHOLE_NUMBERS else REAL if name in REALS else TEXT
