"""Figure 5 of Ganerød et al. 2023: precision against recall with lines of equal F1 and of equal frequency bias."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from deepslide_qgis.core.scores import PixelScores
from training.ensembles.study import SettingStudy
from training.figures.captions import caption, scored_on
from training.figures.sizes import sizes_shown
from training.figures.style import WIDTH_IN, colour_of, style, title_of
from training.planning.experiment import Experiment
from training.tables import ResultTable

F1_LINES = tuple(np.arange(0.1, 1.0, 0.1).round(1))
BIAS_LINES = (0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0)
KIND_MARKERS = ("o", "s", "^", "D", "v", "P")
"""The single member first, then ensembles by size; the oracle is a star."""

Point = tuple[str, PixelScores]


def points_of(study: SettingStudy) -> list[Point]:
    """Return the points of a setting: single member, ensembles by size, oracle."""
    ensembles = [(f"ensemble of {row.size}", row.scores) for row in sizes_shown(study)]
    return [("single, chosen on validation", study.single.scores), *ensembles, ("oracle", study.oracle.scores)]


def performance_table(experiment: Experiment, studies: Sequence[SettingStudy]) -> ResultTable:
    """Return the numbers of the diagram."""
    rows = tuple(
        (title_of(study.setting), name, s.precision, s.recall, s.f1, s.frequency_bias, s.threshold)
        for study in studies
        for name, s in points_of(study)
    )
    columns = ("Setting", "What", "Precision", "Recall", "F1", "Frequency bias", "Threshold")
    title = f"Figure 5. Performance diagram ({scored_on(studies[0])})"
    return ResultTable(title, caption(experiment, studies[0]), columns, rows)


def performance_diagram(studies: Sequence[SettingStudy]) -> Figure:
    """Draw one arrow path for each setting, from the single member along the ensembles by size."""
    settings = [study.setting for study in studies]
    with style():
        figure = Figure(figsize=(WIDTH_IN, WIDTH_IN * 0.68), layout="compressed")
        axes = figure.subplots()
        draw_lines(axes)
        kinds: dict[str, str] = {}
        for study in studies:
            _draw_setting(axes, points_of(study), colour_of(study.setting, settings), kinds)
        axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="Precision", ylabel="Recall", aspect="equal")
        axes.grid(visible=False)
        axes.set_title(f"Scored on {scored_on(studies[0])}", loc="left", pad=16)
        _draw_legend(figure, settings, kinds)
    return figure


def draw_lines(axes: Axes) -> None:
    """Draw lines of equal F1, R = F·P / (2P − F) for P > F / 2, and of equal bias, R = B·P (Roebber 2009)."""
    for f1 in F1_LINES:
        precision = np.geomspace(f1 / (2 - f1), 1, 200)
        axes.plot(precision, f1 * precision / (2 * precision - f1), color="#BBBBBB", linewidth=0.7, zorder=1)
        place = f1 * 0.94 / (2 * 0.94 - f1)
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        axes.text(0.94, place, f"{f1:g}", color="#888888", fontsize=7, ha="center", va="center", bbox=box, zorder=2)
    for bias in BIAS_LINES:
        end = (1 / bias, 1) if bias > 1 else (1, bias)
        axes.plot((0, end[0]), (0, end[1]), "--", color="#999999", linewidth=0.7, zorder=1)
        shift = (0, 3) if bias > 1 else (3, 0)
        align = {"ha": "center"} if bias > 1 else {"va": "center"}
        axes.annotate(
            f"bias {bias:g}" if bias == 1 else f"{bias:g}",
            end,
            shift,
            textcoords="offset points",
            color="#777777",
            fontsize=7,
            annotation_clip=False,
            **align,
        )


def _draw_setting(axes: Axes, points: list[Point], colour: str, kinds: dict[str, str]) -> None:
    places = [(name, s.precision, s.recall) for name, s in points if s.precision == s.precision]
    path = [(x, y) for name, x, y in places if name != "oracle"]
    for start, end in zip(path[:-1], path[1:]):
        if np.hypot(end[0] - start[0], end[1] - start[1]) > 1e-3:
            axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": colour, "shrinkA": 4, "shrinkB": 4})
    for name, x, y in places:
        if name not in kinds:
            kinds[name] = "*" if name == "oracle" else KIND_MARKERS[len(kinds) % len(KIND_MARKERS)]
        hollow = name.startswith("single")
        size = 80 if name == "oracle" else 34
        face = "white" if hollow else colour
        axes.scatter(x, y, size, marker=kinds[name], facecolors=face, edgecolors=colour, zorder=3, clip_on=False)


def _draw_legend(figure: Figure, settings: Sequence[str], kinds: dict[str, str]) -> None:
    rows = [Line2D([], [], color=colour_of(setting, settings), label=title_of(setting)) for setting in settings]
    rows += [
        Line2D([], [], linestyle="", marker=m, color="#444444", label=n, fillstyle="none" if n[0] == "s" else "full")
        for n, m in kinds.items()
    ]
    rows.append(Line2D([], [], color="#BBBBBB", label="equal F1"))
    rows.append(Line2D([], [], color="#999999", linestyle="--", label="equal frequency bias"))
    figure.legend(handles=rows, loc="outside right center")
