"""The fields of a candidate layer."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsFeature, QgsField, QgsFields, QgsGeometry

from deepslide_qgis.processing.compatibility import INTEGER, REAL, TEXT

ALWAYS = (
    ("id", INTEGER, "Number, largest first"),
    ("area_m2", REAL, "Area on the ellipsoid [m²]"),
    ("perimeter_m", REAL, "Perimeter on the ellipsoid [m]"),
    ("area_px", INTEGER, "Area [pixels]"),
    ("p_mean", REAL, "Mean probability"),
    ("p_max", REAL, "Highest probability"),
    ("p_std", REAL, "Mean spread between the members"),
    ("n_members_agree", REAL, "Members over the threshold, on average"),
    ("members", INTEGER, "Members that predicted"),
    ("threshold", REAL, "Threshold of probability"),
    ("model_id", TEXT, "Model pack"),
    ("review_status", TEXT, "Review"),
)
WITH_DEM = (
    ("slope_mean", REAL, "Mean slope [°]"),
    ("slope_max", REAL, "Steepest slope [°]"),
    ("elev_min", REAL, "Lowest elevation [m]"),
    ("elev_max", REAL, "Highest elevation [m]"),
    ("height_drop", REAL, "Height drop [m]"),
)
WITH_INVENTORY = (("mapped_share", REAL, "Share within the inventory"),)
DECIMALS = {"n_members_agree": 1, "area_m2": 1, "perimeter_m": 1, "mapped_share": 4}
DECIMALS.update({name: 1 for name, _, _ in WITH_DEM})
DECIMALS.update(p_mean=4, p_max=4, p_std=4)


def candidate_fields(has_dem: bool, has_inventory: bool) -> QgsFields:
    """Return the fields of the candidates of one run."""
    fields = QgsFields()
    for name, kind, alias in ALWAYS + (WITH_DEM if has_dem else ()) + (WITH_INVENTORY if has_inventory else ()):
        field = QgsField(name, kind)
        field.setAlias(alias)
        fields.append(field)
    return fields


def candidate_feature(geometry: QgsGeometry, values: dict[str, Any], fields: QgsFields) -> QgsFeature:
    """Return a feature with ``values`` by field name, rounded to what they can tell; what is unknown is NULL."""
    feature = QgsFeature(fields)
    feature.setGeometry(geometry)
    feature.setAttributes([_rounded(field.name(), values.get(field.name())) for field in fields])
    return feature


def _rounded(name: str, value: Any) -> Any:
    return round(value, DECIMALS[name]) if value is not None and name in DECIMALS else value
