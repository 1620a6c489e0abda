"""Diagrams over the threshold: precision against recall, and F1 against the threshold."""

from __future__ import annotations

from deepslide_qgis.core.comparison import ComparisonReport, Curves
from deepslide_qgis.processing.report.svg import COLOURS, INK, TENTHS, Plot
from deepslide_qgis.processing.translation import translate


def precision_recall_diagram(answer: ComparisonReport, curves: Curves) -> Plot:
    """Return the curve over all thresholds, with the given threshold marked."""
    title = translate("Precision and recall (average precision {:.3f})").format(curves.average_precision)
    plot = Plot(title, translate("recall"), translate("precision"))
    plot.ticks(TENTHS, TENTHS)
    plot.line(list(zip(curves.recall, curves.precision)), COLOURS[1])
    plot.dot(answer.pixels.recall, answer.pixels.precision, COLOURS[0], f"{answer.threshold:g}")
    return plot


def f1_diagram(answer: ComparisonReport, curves: Curves) -> Plot:
    """Return F1, precision and recall over the threshold, with the best one, known in hindsight, marked."""
    plot = Plot(translate("F1 against the threshold"), translate("threshold"), translate("score"))
    plot.ticks(TENTHS, TENTHS)
    for values, colour, dash in (
        (curves.precision, COLOURS[3], "5 4"), (curves.recall, COLOURS[2], "2 3"), (curves.f1, COLOURS[1], "")
    ):  # fmt: skip
        plot.line(list(zip(curves.thresholds, values)), colour, 2 if not dash else 1.5, dash)
    plot.line([(answer.threshold, 0), (answer.threshold, 1)], INK, 0.8, "3 3")
    plot.dot(answer.threshold, answer.pixels.f1, COLOURS[0])
    plot.dot(curves.best.threshold, curves.best.f1, COLOURS[1])
    plot.text_at(0.97, 0.95, translate("given: {:g}").format(answer.threshold), COLOURS[0], "end")
    best = translate("best, with hindsight: {:g}").format(curves.best.threshold)
    plot.text_at(0.97, 0.9, best, COLOURS[1], "end")
    names = ("F1", translate("precision"), translate("recall"))
    for i, (name, colour) in enumerate(zip(names, (COLOURS[1], COLOURS[3], COLOURS[2]))):
        plot.text_at(0.04, 0.95 - 0.05 * i, name, colour)
    return plot
