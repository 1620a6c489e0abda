"""Reliability diagram: observed landslide share against predicted probability."""

from __future__ import annotations

from math import log10

from deepslide_qgis.core.comparison import Curves
from deepslide_qgis.processing.report.svg import COLOURS, INK, PALE, TENTHS, Plot
from deepslide_qgis.processing.translation import translate

BARS_UP_TO = 0.2
"""Share of the height for the bars of pixel counts."""


def reliability_diagram(curves: Curves) -> Plot:
    """Return the landslide share against mean probability per bin, with bars for the bins' pixel counts."""
    title = translate("Reliability (calibration error {:.3f})").format(curves.calibration_error)
    plot = Plot(title, translate("mean probability"), translate("share of landslide pixels"))
    plot.ticks(TENTHS, TENTHS)
    bins, most = len(curves.pixels), log10(max(curves.pixels) + 1)
    for i, pixels in enumerate(curves.pixels):
        if pixels:
            plot.bar(i / bins, (i + 1) / bins, 0, BARS_UP_TO * log10(pixels + 1) / most, PALE)
    plot.line([(0, 0), (1, 1)], INK, 0.8, "4 4")
    points = list(zip(curves.mean, curves.share))
    plot.line(points, COLOURS[1])
    for mean, share in points:
        plot.dot(mean, share, COLOURS[1], radius=3)
    plot.text_at(0.98, BARS_UP_TO + 0.02, translate("bars: pixels, logarithmic"), "#8a8a8a", "end", 10)
    return plot
