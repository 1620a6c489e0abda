"""Box plot of a band inside and around landslides."""

from __future__ import annotations

from deepslide_qgis.core.band_values import BandValues, ZoneValues
from deepslide_qgis.processing.report.svg import COLOURS, INK, Plot
from deepslide_qgis.processing.translation import translate

WIDTH, HEIGHT = 260, 260
ROOM = 0.08
TICKS = 5


def box_plot(values: BandValues, title: str) -> Plot:
    """Return boxes (quartiles, median) and whiskers (5 % and 95 %) of both zones."""
    zones = (values.inside, values.around)
    lows = [zone.p05 for zone in zones if zone.pixels] or [0.0]
    highs = [zone.p95 for zone in zones if zone.pixels] or [1.0]
    low, high = min(lows), max(highs)
    rim = ROOM * (high - low) or 0.5
    low, high = low - rim, high + rim
    plot = Plot(title, "", "", (0, 2), (low, high), WIDTH, HEIGHT)
    steps = [low + (high - low) * i / (TICKS - 1) for i in range(TICKS)]
    names = ((0.5, translate("inside")), (1.5, translate("around")))
    plot.ticks(names, [(value, f"{value:.3g}") for value in steps[1:-1]])
    for middle, zone, colour in ((0.5, values.inside, COLOURS[3]), (1.5, values.around, COLOURS[7])):
        if zone.pixels:
            _draw_box(plot, middle, zone, colour)
    return plot


def _draw_box(plot: Plot, middle: float, zone: ZoneValues, colour: str) -> None:
    for quartile, whisker in ((zone.q25, zone.p05), (zone.q75, zone.p95)):
        plot.line([(middle, quartile), (middle, whisker)], INK, 1)
        plot.line([(middle - 0.12, whisker), (middle + 0.12, whisker)], INK, 1)
    plot.bar(middle - 0.28, middle + 0.28, zone.q25, zone.q75, colour)
    plot.line([(middle - 0.28, zone.median), (middle + 0.28, zone.median)], INK, 2.5)
