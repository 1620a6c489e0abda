"""Output layers of a comparison: the inventory with its outcome, the candidates with their matches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qgis.core import QgsFeature, QgsField, QgsFields

from deepslide_qgis.core.comparison import FOUND_SHARE, MATCH_STATUS, ComparisonReport, ObjectColumns
from deepslide_qgis.processing.comparison.inventory import NUMBERED, MappedLandslide
from deepslide_qgis.processing.comparison.run import Compared
from deepslide_qgis.processing.compatibility import INTEGER, REAL, TEXT

FOUND, PARTLY, MISSED = "found", "partly", "missed"
HIT, FALSE_ALARM = "hit", "false_alarm"
UNDER_MINIMUM, NO_DATA, NO_PIXEL = "under_minimum", "no_data", "no_pixel"

INVENTORY_FIELDS = (
    (MATCH_STATUS, TEXT),
    ("match_id", INTEGER),
    ("match_area_m2", REAL),
    ("match_found_m2", REAL),
    ("match_share", REAL),
    ("match_iou", REAL),
    ("match_p_mean", REAL),
    ("match_p_max", REAL),
    ("match_count", INTEGER),
    ("match_candidates", TEXT),
)
CANDIDATE_FIELDS = (
    ("id", INTEGER),
    (MATCH_STATUS, TEXT),
    ("area_m2", REAL),
    ("mapped_m2", REAL),
    ("mapped_share", REAL),
    ("iou", REAL),
    ("p_mean", REAL),
    ("p_max", REAL),
    ("landslide_count", INTEGER),
    ("landslides", TEXT),
)


def inventory_fields(fields: QgsFields) -> QgsFields:
    """Return the inventory's ``fields`` and the comparison's, which replace those of an earlier comparison."""
    comparison_fields = dict(INVENTORY_FIELDS)
    return _make_fields([field for field in fields if field.name() not in comparison_fields], INVENTORY_FIELDS)


def candidate_fields() -> QgsFields:
    """Return the fields of the matched candidates."""
    return _make_fields([], CANDIDATE_FIELDS)


def matched_inventory(compared: Compared, fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield every feature of the inventory, its geometry unchanged, with the outcome."""
    inventory_count = len(fields) - len(INVENTORY_FIELDS)
    for landslide in compared.mapped.landslides:
        feature = QgsFeature(fields)
        feature.setGeometry(landslide.feature.geometry())
        inventory_values = [landslide.feature.attribute(fields.at(i).name()) for i in range(inventory_count)]
        values = landslide_values(landslide, compared.answer)
        feature.setAttributes([*inventory_values, *(values.get(name) for name, _ in INVENTORY_FIELDS)])
        yield feature


def matched_candidates(compared: Compared, fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the candidates with at least one compared pixel, with the outcome."""
    columns = compared.answer.candidates
    for i, geometry in enumerate(compared.candidates):
        if not columns.px[i]:
            continue
        feature = QgsFeature(fields)
        feature.setGeometry(geometry)
        values = _candidate_values(columns, i)
        feature.setAttributes([values[name] for name, _ in CANDIDATE_FIELDS])
        yield feature


def landslide_status(landslide: MappedLandslide, answer: ComparisonReport) -> str:
    """Return the outcome of ``landslide``, or the reason why it is not counted."""
    if landslide.state != NUMBERED or landslide.number is None:
        return landslide.state
    i, columns = landslide.number - 1, answer.landslides
    if not columns.all_px[i]:
        return NO_PIXEL
    if not columns.px[i]:
        return NO_DATA
    if not columns.is_counted[i]:
        return UNDER_MINIMUM
    if not columns.common_m2[i]:
        return MISSED
    return FOUND if columns.common_m2[i] >= FOUND_SHARE * columns.area_m2[i] * (1 - 1e-9) else PARTLY


def candidate_status(columns: ObjectColumns, i: int) -> str:
    """Return whether candidate ``i`` is a hit, a false alarm, or under the minimum."""
    if not columns.is_counted[i]:
        return UNDER_MINIMUM
    return HIT if columns.common_m2[i] else FALSE_ALARM


def landslide_values(landslide: MappedLandslide, answer: ComparisonReport) -> dict[str, Any]:
    """Return the outcome by field name; unknown values are NULL."""
    values: dict[str, Any] = {MATCH_STATUS: landslide_status(landslide, answer), "match_id": landslide.number}
    if landslide.number is None:
        return values
    i, columns = landslide.number - 1, answer.landslides
    return {
        **values,
        "match_area_m2": round(columns.area_m2[i], 1),
        "match_found_m2": round(columns.common_m2[i], 1),
        "match_share": _share(columns, i),
        "match_iou": round(columns.best_iou[i], 4),
        "match_p_mean": _round_or_none(columns.p_mean[i]),
        "match_p_max": _round_or_none(columns.p_max[i]),
        "match_count": len(columns.partners[i]),
        "match_candidates": _format_partner_ids(columns.partners[i]),
    }


def _candidate_values(columns: ObjectColumns, i: int) -> dict[str, Any]:
    return {
        "id": i + 1,
        MATCH_STATUS: candidate_status(columns, i),
        "area_m2": round(columns.area_m2[i], 1),
        "mapped_m2": round(columns.common_m2[i], 1),
        "mapped_share": _share(columns, i),
        "iou": round(columns.best_iou[i], 4),
        "p_mean": _round_or_none(columns.p_mean[i]),
        "p_max": _round_or_none(columns.p_max[i]),
        "landslide_count": len(columns.partners[i]),
        "landslides": _format_partner_ids(columns.partners[i]),
    }


def _share(columns: ObjectColumns, i: int) -> Any:
    return round(columns.common_m2[i] / columns.area_m2[i], 4) if columns.area_m2[i] else None


def _round_or_none(value: float) -> Any:
    return round(value, 4) if value == value else None


def _format_partner_ids(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


def _make_fields(first: list[QgsField], added: tuple[tuple[str, Any], ...]) -> QgsFields:
    fields = QgsFields()
    for field in first:
        fields.append(field)
    for name, kind in added:
        fields.append(QgsField(name, kind))
    return fields
