"""Command ``pool``: pool the scores of case studies by series, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from operator import add

from deepslide_qgis.core.comparison import PooledAnswer, PooledSeries, write_answer
from deepslide_qgis.core.events import Finished, IsCancelled, Report
from deepslide_qgis.core.request import PoolRequest, ScoredCase
from deepslide_qgis.engine.comparison.bootstrap import bootstrap_interval
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts, counts_of_scores

SCORES = ("precision", "recall", "f1", "iou", "frequency_bias")
MIDDLE = 0.5
"""Any threshold gives the same result: the pooled predictions are masks."""


def pool(request: PoolRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``: sum pixels over the case studies of each series, and bootstrap case studies for
    intervals."""
    by_series: dict[str, list[ScoredCase]] = {}
    for case in request.cases:
        by_series.setdefault(case.series, []).append(case)
    answer = PooledAnswer(tuple(pool_series(series, cases) for series, cases in by_series.items()))
    write_answer(answer, request.outputs.report)
    return Finished(request.outputs.paths, {"series": len(by_series)})


def pool_series(series: str, cases: list[ScoredCase]) -> PooledSeries:
    """Return the pooled scores of ``cases``; the threshold is NaN if the cases have different ones."""
    groups = [counts_of_scores(case.scores) for case in cases]
    thresholds = {case.scores.threshold for case in cases}
    threshold = thresholds.pop() if len(thresholds) == 1 else float("nan")
    intervals = {name: bootstrap_interval(groups, _score_function(name)) for name in SCORES}
    return PooledSeries(series, len(cases), replace(reduce(add, groups).at(MIDDLE), threshold=threshold), intervals)


def _score_function(name: str) -> Callable[[PixelCounts], float]:
    return lambda counts: getattr(counts.at(MIDDLE), name)
