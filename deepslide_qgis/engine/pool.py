"""Pool the scores of case studies by series, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from operator import add

from deepslide_qgis.core.comparison import PooledAnswer, PooledSeries, write_answer
from deepslide_qgis.core.events import Event, Finished
from deepslide_qgis.core.request import PoolRequest, ScoredCase
from deepslide_qgis.engine.comparison.bootstrap import bootstrap_interval
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts, counts_of_scores

SCORES = ("precision", "recall", "f1", "iou", "frequency_bias")
MIDDLE = 0.5
"""Any threshold does: what is pooled is thresholded already."""


def pool(request: PoolRequest, report: Callable[[Event], None], is_cancelled: Callable[[], bool]) -> Finished:
    """Carry out ``request``: sum pixels over the case studies of each series, and draw case studies for intervals."""
    by_series: dict[str, list[ScoredCase]] = {}
    for case in request.cases:
        by_series.setdefault(case.series, []).append(case)
    answer = PooledAnswer(tuple(pooled(series, cases) for series, cases in by_series.items()))
    write_answer(answer, request.outputs.report)
    return Finished(request.outputs.paths, {"series": len(by_series)})


def pooled(series: str, cases: list[ScoredCase]) -> PooledSeries:
    """Return the scores of ``cases`` together; the threshold is NaN where they differ in it."""
    groups = [counts_of_scores(case.scores) for case in cases]
    thresholds = {case.scores.threshold for case in cases}
    threshold = thresholds.pop() if len(thresholds) == 1 else float("nan")
    intervals = {name: bootstrap_interval(groups, _score(name)) for name in SCORES}
    return PooledSeries(series, len(cases), replace(reduce(add, groups).at(MIDDLE), threshold=threshold), intervals)


def _score(name: str) -> Callable[[PixelCounts], float]:
    return lambda counts: getattr(counts.at(MIDDLE), name)
