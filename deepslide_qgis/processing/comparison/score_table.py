"""Scores as rows of a table: section, class, score, value, unit, explanation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from qgis.core import QgsFeature, QgsField, QgsFields

from deepslide_qgis.core.comparison import ComparisonReport
from deepslide_qgis.core.scores import PixelScores
from deepslide_qgis.processing.comparison.matched_layers import FOUND, MISSED, PARTLY, landslide_status
from deepslide_qgis.processing.comparison.run import Compared
from deepslide_qgis.processing.compatibility import REAL, TEXT
from deepslide_qgis.processing.report.size_diagram import size_label
from deepslide_qgis.processing.translation import translate

FIELDS = (("section", TEXT), ("class", TEXT), ("score", TEXT), ("value", REAL), ("unit", TEXT), ("explanation", TEXT))
SHARES = ("precision", "recall", "f1", "iou", "mcc", "frequency_bias")
TITLES = {
    "precision": "precision", "recall": "recall", "f1": "F1", "iou": "IoU", "mcc": "MCC",
    "frequency_bias": "frequency bias",
}  # fmt: skip
EXPLANATIONS = {
    "precision": "share of the predicted pixels that are mapped",
    "recall": "share of the mapped pixels that are predicted",
    "f1": "harmonic mean of precision and recall",
    "iou": "common area over the area of both together",
    "mcc": "correlation of prediction and inventory, -1 to 1",
    "frequency_bias": "area predicted over area mapped: above 1 too large",
}
COUNTS = {"tp": "true positives", "fp": "false positives", "fn": "false negatives", "tn": "true negatives"}


@dataclass(frozen=True)
class ScoreRow:
    """A row of the table; ``value`` None or NaN becomes NULL."""

    section: str
    group: str
    score: str
    value: Optional[float]
    unit: str = ""
    explanation: str = ""


def score_fields() -> QgsFields:
    """Return the fields of the table."""
    fields = QgsFields()
    for name, kind in FIELDS:
        fields.append(QgsField(name, kind))
    return fields


def score_features(rows: list[ScoreRow], fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the table's features, without geometry."""
    for row in rows:
        value = row.value if row.value is not None and row.value == row.value else None
        feature = QgsFeature(fields)
        feature.setAttributes([row.section, row.group, row.score, value, row.unit, row.explanation])
        yield feature


def score_rows(compared: Compared, field_name: Optional[str] = None) -> list[ScoreRow]:
    """Return all rows, with outcomes by the inventory's field ``field_name`` if given."""
    answer = compared.answer
    rows = [*_pixel_rows(answer), *_curve_rows(answer), *_object_rows(answer), *_size_rows(answer)]
    if answer.member is not None:
        rows += _share_rows(translate("single member"), "", answer.member)
    for stratum in answer.strata:
        for group in stratum.groups:
            rows += _share_rows(stratum.name, group.label, group.scores)
    return rows + (_field_rows(compared, field_name) if field_name else [])


def area_unit(answer: ComparisonReport) -> str:
    """Return the unit of large areas."""
    return "km²" if answer.is_in_metres else "px"


def in_area_unit(answer: ComparisonReport, area_m2: float) -> float:
    """Convert ``area_m2`` to ``area_unit``."""
    return area_m2 / 1e6 if answer.is_in_metres else area_m2


def _share_rows(section: str, group: str, scores: PixelScores) -> list[ScoreRow]:
    pixels = [ScoreRow(section, group, COUNTS[name], getattr(scores, name), "px") for name in COUNTS]
    return pixels + [
        ScoreRow(section, group, TITLES[name], getattr(scores, name), "", translate(EXPLANATIONS[name]))
        for name in SHARES
    ]


def _pixel_rows(answer: ComparisonReport) -> Iterator[ScoreRow]:
    section, at = translate("pixels"), translate("threshold {:g}").format(answer.threshold)
    yield ScoreRow(section, at, "threshold", answer.threshold, "", translate("a pixel at the threshold counts in"))
    yield from _share_rows(section, at, answer.pixels)
    if answer.is_in_metres:
        for name, title in COUNTS.items():
            yield ScoreRow(section, at, f"{title}, area", getattr(answer.areas, f"{name}_m2") / 1e6, "km²")


def _curve_rows(answer: ComparisonReport) -> Iterator[ScoreRow]:
    curves = answer.curves
    if curves is None:
        return
    section, every = translate("pixels"), translate("all thresholds")
    yield ScoreRow(section, every, "average precision", curves.average_precision, "", translate("Σ ΔR · P"))
    yield ScoreRow(section, every, "Brier", curves.brier, "", translate("mean of (probability - truth)²"))
    yield ScoreRow(
        section, every, "calibration error", curves.calibration_error, "",
        translate("mean distance of probability and share of landslide pixels, 20 equal bins"),
    )  # fmt: skip
    best, hindsight = translate("best threshold, with hindsight"), translate("chosen on this very inventory")
    yield ScoreRow(section, best, "threshold", curves.best.threshold, "", hindsight)
    yield ScoreRow(section, best, "F1", curves.best.f1, "", hindsight)


def _object_rows(answer: ComparisonReport) -> Iterator[ScoreRow]:
    section, objects = translate("objects"), answer.objects
    for rule in objects.rules:
        for name in ("landslides", "found", "candidates", "hits"):
            yield ScoreRow(section, rule.rule, name, getattr(rule, name))
        for name in ("precision", "recall", "f1"):
            yield ScoreRow(section, rule.rule, TITLES[name], getattr(rule, name))
    every = translate("all")
    yield ScoreRow(section, every, "minimum mapping unit", answer.minimum_m2, "m²" if answer.is_in_metres else "px")
    yield ScoreRow(section, every, "panoptic quality", objects.panoptic_quality)
    yield ScoreRow(section, every, "splits", objects.splits, "", translate("landslides under two or more candidates"))
    yield ScoreRow(section, every, "merges", objects.merges, "", translate("candidates on two or more landslides"))
    for name in ("mapped", "predicted", "common"):
        area = in_area_unit(answer, getattr(objects, f"{name}_m2"))
        yield ScoreRow(section, every, f"area {name}", area, area_unit(answer))


def _size_rows(answer: ComparisonReport) -> Iterator[ScoreRow]:
    section = translate("size of landslide")
    for size in answer.objects.sizes:
        label = f"{size_label(size)} {'m²' if answer.is_in_metres else 'px'}"
        for name in ("landslides", "touched", "found"):
            yield ScoreRow(section, label, name, getattr(size, name))
        yield ScoreRow(section, label, "recall", size.found / size.landslides if size.landslides else None)


def field_outcomes(compared: Compared, field_name: str) -> dict[str, tuple[int, int, int]]:
    """Return the numbers of landslides found, partly found and missed, by the values of a field.

    False alarms have no value of that field, so there is no precision.
    """
    counts: Counter = Counter()
    for landslide in compared.mapped.landslides:
        counts[str(landslide.feature.attribute(field_name)), landslide_status(landslide, compared.answer)] += 1
    values = sorted({value for value, _ in counts})
    outcomes = {value: tuple(counts[value, status] for status in (FOUND, PARTLY, MISSED)) for value in values}
    return {value: numbers for value, numbers in outcomes.items() if sum(numbers)}


def _field_rows(compared: Compared, field_name: str) -> list[ScoreRow]:
    rows = []
    for value, outcomes in field_outcomes(compared, field_name).items():
        rows += [ScoreRow(field_name, value, name, n) for name, n in zip((FOUND, PARTLY, MISSED), outcomes)]
        rows.append(ScoreRow(field_name, value, "recall", outcomes[0] / sum(outcomes)))
    return rows
