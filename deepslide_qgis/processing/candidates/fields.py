"""Fields of a candidate layer; their aliases in forms and tables are in its style, candidates.qml."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsFeature, QgsField, QgsFields, QgsGeometry

from deepslide_qgis.core.review.review import REVIEW_FIELDS, FieldKind
from deepslide_qgis.processing.compatibility import DATE, INTEGER, REAL, TEXT

ALWAYS = (
    ("id", INTEGER),
    ("area_m2", REAL),
    ("perimeter_m", REAL),
    ("area_px", INTEGER),
    ("p_mean", REAL),
    ("p_max", REAL),
    ("p_std", REAL),
    ("n_members_agree", REAL),
    ("members", INTEGER),
    ("threshold", REAL),
    ("model_id", TEXT),
)
WITH_DEM = (
    ("slope_mean", REAL),
    ("slope_max", REAL),
    ("elev_min", REAL),
    ("elev_max", REAL),
    ("height_drop", REAL),
)
WITH_INVENTORY = (("mapped_share", REAL),)
KINDS = {FieldKind.TEXT: TEXT, FieldKind.WHOLE_NUMBER: INTEGER, FieldKind.DATE: DATE}
REVIEW = tuple((field.name, KINDS[field.kind]) for field in REVIEW_FIELDS)
"""Fields of a review, present from the start so that a review can begin at once."""
DECIMALS = {"n_members_agree": 1, "area_m2": 1, "perimeter_m": 1, "mapped_share": 4}
DECIMALS.update({name: 1 for name, _ in WITH_DEM})
DECIMALS.update(p_mean=4, p_max=4, p_std=4)


def candidate_fields(has_dem: bool, has_inventory: bool) -> QgsFields:
    """Return the fields for the candidates of one run."""
    fields = QgsFields()
    measured = ALWAYS + (WITH_DEM if has_dem else ()) + (WITH_INVENTORY if has_inventory else ())
    for name, kind in measured + REVIEW:
        fields.append(QgsField(name, kind))
    return fields


def candidate_feature(geometry: QgsGeometry, values: dict[str, Any], fields: QgsFields) -> QgsFeature:
    """Return a feature with ``values`` by field name, rounded; unknown values are NULL."""
    feature = QgsFeature(fields)
    feature.setGeometry(geometry)
    feature.setAttributes([_round_value(field.name(), values.get(field.name())) for field in fields])
    return feature


def _round_value(name: str, value: Any) -> Any:
    return round(value, DECIMALS[name]) if value is not None and name in DECIMALS else value
