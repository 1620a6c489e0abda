"""Table and report of several comparisons: a row per case study, and a pooled row per series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from qgis.core import QgsFeature, QgsField, QgsFields

from deepslide_qgis.core.comparison import ComparisonReport, PooledAnswer, PooledSeries
from deepslide_qgis.core.scores import PixelScores
from deepslide_qgis.processing.comparison.case_studies import Pair
from deepslide_qgis.processing.compatibility import INTEGER, REAL, TEXT
from deepslide_qgis.processing.report.page import Page, number
from deepslide_qgis.processing.report.performance_diagram import Marked, legend, performance_diagram
from deepslide_qgis.processing.translation import translate

POOLED = "pooled"
RATIOS = ("precision", "recall", "f1", "iou", "mcc", "frequency_bias")
WITH_INTERVAL = ("precision", "recall", "f1", "iou", "frequency_bias")
COUNTS = ("tp", "fp", "fn", "tn")
OBJECTS = ("landslides", "found", "candidates", "hits")
FIELDS = (
    ("series", TEXT),
    ("case_study", TEXT),
    ("case_studies", INTEGER),
    ("threshold", REAL),
    *((name, REAL) for name in RATIOS),
    *((f"{name}_{end}", REAL) for name in WITH_INTERVAL for end in ("low", "high")),
    ("average_precision", REAL),
    *((name, REAL) for name in COUNTS),
    *((name, INTEGER) for name in OBJECTS),
)


@dataclass(frozen=True)
class ComparedPair:
    """A pair and the result of its comparison."""

    pair: Pair
    answer: ComparisonReport


def case_fields() -> QgsFields:
    """Return the fields of the table."""
    fields = QgsFields()
    for name, kind in FIELDS:
        fields.append(QgsField(name, kind))
    return fields


def case_features(compared: Sequence[ComparedPair], pooled: PooledAnswer, fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the rows, pooled ones first."""
    pooled_rows = (_pooled_values(series, _select_series(series, compared)) for series in pooled.series)
    for values in [*pooled_rows, *map(_case_values, compared)]:
        feature = QgsFeature(fields)
        known = {name: value for name, value in values.items() if value == value}
        feature.setAttributes([known.get(name) for name, _ in FIELDS])
        yield feature


def case_page(compared: Sequence[ComparedPair], pooled: PooledAnswer) -> Page:
    """Return the report: performance diagram, pooled scores with intervals, scores per case study."""
    page = Page(translate("Case studies compared"))
    page.lead([_lead_sentence(pooled)])
    dots = [Marked(s.series, "", s.scores.precision, s.scores.recall) for s in pooled.series]
    dots += [
        Marked(one.pair.series, "", one.answer.pixels.precision, one.answer.pixels.recall, is_pooled=False)
        for one in compared
    ]
    page.pictures([performance_diagram(dots).image(), legend(dots)])
    page.note(
        translate(
            "Large dots: all pixels of a series pooled. Small dots: its case studies. Curved lines are equal F1, "
            "dashed lines equal frequency bias. In brackets: 95 % intervals from drawing whole case studies 1000 times "
            "with replacement; of few case studies they say little."
        )
    )
    page.heading(translate("Pooled"))
    header = [translate("series"), translate("case studies"), "precision", "recall", "F1", "IoU", "MCC", "bias"]
    rows = [_pooled_row(series, _select_series(series, compared)) for series in pooled.series]
    page.table([*header, *_objects_header()], rows)
    page.heading(translate("Case by case"))
    header = [
        translate("series"), translate("case study"), translate("threshold"), "precision", "recall", "F1", "IoU", "MCC",
        "bias",
    ]  # fmt: skip
    page.table([*header, *_objects_header()], [_case_row(one) for one in compared])
    page.note(
        translate(
            "A landslide is found when candidates cover at least half of it; a candidate hits when it touches a mapped "
            "landslide."
        )
    )
    return page


def _lead_sentence(pooled: PooledAnswer) -> str:
    known = [series for series in pooled.series if series.scores.f1 == series.scores.f1]
    if not known:
        return translate("No series has a score.")
    best = max(known, key=lambda series: series.scores.f1)
    return translate("The best pooled F1 is that of {}: {:.2f}.").format(best.series, best.scores.f1)


def _objects_header() -> list[str]:
    return [translate("landslides found"), translate("of"), translate("candidates that hit"), translate("of")]


def _pooled_row(series: PooledSeries, cases: Sequence[ComparedPair]) -> list[Any]:
    def with_interval(name: str) -> str:
        low, high = series.intervals[name]
        value = number(getattr(series.scores, name), 2)
        return f"{value} [{low:.2f} – {high:.2f}]" if low == low else value

    shown = [with_interval(name) for name in ("precision", "recall", "f1", "iou")]
    scores = [*shown, series.scores.mcc, with_interval("frequency_bias")]
    return [series.series, series.cases, *scores, *_objects_row(cases)]


def _case_row(one: ComparedPair) -> list[Any]:
    scores = one.answer.pixels
    ratios = [getattr(scores, name) for name in RATIOS]
    return [one.pair.series, one.pair.case, scores.threshold, *ratios, *_objects_row([one])]


def _objects_row(cases: Sequence[ComparedPair]) -> list[int]:
    counts = _count_objects(cases)
    return [counts[name] for name in ("found", "landslides", "hits", "candidates")]


def _pooled_values(series: PooledSeries, cases: Sequence[ComparedPair]) -> dict[str, Any]:
    values = {
        "series": series.series,
        "case_study": POOLED,
        "case_studies": series.cases,
        **_score_values(series.scores),
        **_count_objects(cases),
    }
    for name in WITH_INTERVAL:
        values[f"{name}_low"], values[f"{name}_high"] = series.intervals[name]
    return values


def _case_values(one: ComparedPair) -> dict[str, Any]:
    curves = one.answer.curves
    precision: Optional[float] = curves.average_precision if curves else None
    return {
        "series": one.pair.series,
        "case_study": one.pair.case,
        "case_studies": 1,
        "average_precision": precision,
        **_score_values(one.answer.pixels),
        **_count_objects([one]),
    }


def _select_series(series: PooledSeries, compared: Sequence[ComparedPair]) -> list[ComparedPair]:
    return [one for one in compared if one.pair.series == series.series]


def _count_objects(cases: Sequence[ComparedPair]) -> dict[str, int]:
    """Return the total counts of landslides and candidates in ``cases``."""
    return {name: sum(getattr(one.answer.objects, name) for one in cases) for name in OBJECTS}


def _score_values(scores: PixelScores) -> dict[str, Any]:
    return {name: getattr(scores, name) for name in ("threshold", *RATIOS, *COUNTS)}
