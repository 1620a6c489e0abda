"""Performance diagram: precision, recall, F1 and frequency bias in one plot.

After Roebber 2009 and Ganerød et al. 2023, figure 5, which has isolines of F1 instead of the critical success index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from deepslide_qgis.processing.report.svg import COLOURS, TENTHS, Plot, Point
from deepslide_qgis.processing.translation import translate

F1_ISOLINES = tuple(i / 10 for i in range(1, 10))
BIASES = (0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0)
STEPS = 200
WIDTH, HEIGHT = 520, 480
GREY, FAINT = "#9a9a9a", "#bdbdbd"
CURVE_COLOUR = "#7a7a7a"


@dataclass(frozen=True)
class Marked:
    """A dot; its series determines the colour, and a dot that is not pooled is small."""

    series: str
    label: str
    precision: float
    recall: float
    is_pooled: bool = True


def f1_isoline(f1: float) -> list[Point]:
    """Return points (precision, recall) of equal F1: R = F · P / (2P − F), for P > F / 2 as far as R is at most 1."""
    first = f1 / (2 - f1)  # where R = 1
    precisions = [first + (1 - first) * i / STEPS for i in range(STEPS + 1)]
    return [(p, min(1.0, f1 * p / (2 * p - f1))) for p in precisions]


def bias_line(bias: float) -> list[Point]:
    """Return the ends (precision, recall) of the line of equal frequency bias: R = B · P."""
    return [(0.0, 0.0), (1.0, bias) if bias <= 1 else (1 / bias, 1.0)]


def performance_diagram(
    dots: Sequence[Marked], curve: Sequence[Point] = (), width: int = 520, height: int = 480
) -> Plot:
    """Return the diagram of ``dots``; ``curve`` (precision, recall) covers all thresholds."""
    plot = Plot(
        translate("Performance diagram"), translate("precision"), translate("recall"), width=WIDTH, height=HEIGHT
    )
    plot.ticks(TENTHS, TENTHS)
    for f1 in F1_ISOLINES:
        points = f1_isoline(f1)
        plot.line(points, FAINT, 1)
        plot.text_at(points[-1][0] - 0.005, points[-1][1] + 0.008, f"F1 {f1:g}", GREY, "end", 9)
    for bias in BIASES:
        ends = bias_line(bias)
        plot.line(ends, FAINT, 0.8, "4 4")
        plot.text_at(ends[1][0] * 0.93 + 0.004, ends[1][1] * 0.93, f"{bias:g}", GREY, "start", 9)
    plot.line(curve, CURVE_COLOUR, 1.5)
    _draw_dots(plot, dots)
    return plot


def legend(dots: Sequence[Marked]) -> str:
    """Return the series with their colours, as HTML."""
    lines = (f'<span style="color:{colour}">⬤</span> {escape(name)}' for name, colour in series_colours(dots).items())
    return "<p>" + "<br/>".join(lines) + "</p>"


def series_colours(dots: Sequence[Marked]) -> dict[str, str]:
    """Return the colour of each series, in order of appearance."""
    names = dict.fromkeys(dot.series for dot in dots)
    return {name: COLOURS[i % len(COLOURS)] for i, name in enumerate(names)}


def _draw_dots(plot: Plot, dots: Sequence[Marked]) -> None:
    colours = series_colours(dots)
    for dot in sorted(dots, key=lambda dot: dot.is_pooled):
        radius = 6 if dot.is_pooled else 3
        plot.dot(dot.precision, dot.recall, colours[dot.series], dot.label, radius)
