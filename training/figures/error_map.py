"""Figure 7 of Ganerød et al. 2023: errors of single member and ensemble in seven colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.engine.comparison.error_map import CODES, MEANINGS, NOT_COMPARED, colour
from training.data.sources import kind_of
from training.ensembles.ensemble_choice import MEAN
from training.ensembles.folds import folds_of
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.thresholds import rule_of
from training.evaluation.predictors import Predictors, choose_predictors
from training.evaluation.scene_tallies import error_scenes
from training.figures.style import WIDTH_IN, style, title_of
from training.planning.experiment import Experiment
from training.tables import ResultTable

ENSEMBLE_SIZE = 20
"""Ensemble size of the paper's maps."""
SHOWN_TILES = 12
"""Number of tiles shown side by side, those with most landslide pixels."""
NEITHER = "Neither mapped nor predicted"
NOTHING_RGB, NOT_COMPARED_RGB = (0, 0, 0), (128, 128, 128)


@dataclass(frozen=True)
class ErrorMap:
    """The map of one setting: error codes (H, W) uint8 of the scenes ``names``, and the ensemble's size."""

    setting: str
    names: tuple[str, ...]
    codes: np.ndarray
    size: int


def error_map(
    experiment: Experiment,
    setting: str,
    splits: tuple[SplitPixels, SplitPixels | None],
    data: Path,
    how: str = MEAN,
    case: str = "",
) -> ErrorMap:
    """Return the map of the case study ``case``, by default the one with most landslide pixels."""
    validation, test = splits
    predictors = choose_predictors(folds_of(validation, test), rule_of(experiment), how, ENSEMBLE_SIZE)
    pixels, split = (validation, "validation") if test is None else (test, "test")
    wanted = choose_scenes(pixels, SHOWN_TILES if kind_of(experiment).is_tiled else 1, case)
    maps = _error_codes(experiment, setting, predictors, split, data, wanted)
    size = len(predictors.chosen[0]["ensemble"].members)
    return ErrorMap(setting, tuple(pixels.names[number] for number in wanted), side_by_side(maps), size)


def choose_scenes(pixels: SplitPixels, count: int, case: str) -> tuple[int, ...]:
    """Return the numbers of the scenes to show: ``case``, or the ``count`` with most landslide pixels.

    Raises RequestError if there is no ``case``.
    """
    if case:
        return (_find_scene(case, pixels.names),)
    landslides = np.bincount(pixels.group[pixels.label], minlength=len(pixels.names))
    return tuple(sorted(np.argsort(-landslides, kind="stable")[:count].tolist()))


def _find_scene(case: str, names: Sequence[str]) -> int:
    if case not in names:
        raise RequestError(f"There is no case study '{case}' to draw.", f"There are: {', '.join(names[:20])}.")
    return names.index(case)


def side_by_side(maps: Sequence[np.ndarray]) -> np.ndarray:
    """Return equal maps in rows of four, separated by thin lines; a single map is unchanged."""
    if len(maps) == 1:
        return maps[0]
    height, width = np.max([codes.shape for codes in maps], axis=0) + 2
    rows = -(-len(maps) // 4)
    sheet = np.full((rows * height, min(len(maps), 4) * width), NOT_COMPARED, np.uint8)
    for place, codes in enumerate(maps):
        top, left = place // 4 * height + 1, place % 4 * width + 1
        sheet[top : top + codes.shape[0], left : left + codes.shape[1]] = codes
    return sheet


def error_map_table(experiment: Experiment, maps: Sequence[ErrorMap]) -> ResultTable:
    """Return the number of pixels of each colour in the maps."""
    rows = tuple(
        (
            title_of(one.setting),
            code,
            MEANINGS.get(code, "Neither mapped nor predicted"),
            int((one.codes == code).sum()),
        )
        for one in maps
        for code in CODES
    )
    shown = ", ".join(maps[0].names)
    caption = (
        f"Data: {experiment.data.title}, {shown}. Colour = red for the single member, green for the mapped landslide, "
        "blue for the ensemble, added: so white is right in both. Members, size and threshold are chosen on validation."
    )
    return ResultTable("Figure 7. Errors of single member and ensemble", caption, _COLUMNS, rows)


_COLUMNS = ("Setting", "Code", "Meaning", "Pixels")


def error_map_figure(maps: Sequence[ErrorMap]) -> Figure:
    """Draw one panel for each setting, and a legend."""
    columns = min(len(maps), 2)
    rows = -(-len(maps) // columns)
    tall = max(one.codes.shape[0] / one.codes.shape[1] for one in maps)
    width = WIDTH_IN if columns > 1 else WIDTH_IN * 0.8
    with style():
        figure = Figure(figsize=(width, rows * (width / columns * tall + 0.3) + 0.9))
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in panels:
            axes.set_axis_off()
        for letter, axes, one in zip("ABCDEFGH", panels, maps):
            _draw_panel(axes, one, letter if len(maps) > 1 else "")
        figure.legend(handles=_legend_handles(), loc="outside lower center", ncols=2)
    return figure


def colour_codes(codes: np.ndarray) -> np.ndarray:
    """Return the error codes (H, W) as an image (H, W, 3) uint8."""
    table = np.full((256, 3), NOT_COMPARED_RGB, np.uint8)
    for code in CODES:
        table[code] = colour(code)
    return table[codes]


def _error_codes(
    experiment: Experiment, setting: str, predictors: Predictors, split: str, data: Path, wanted: Sequence[int]
) -> list[np.ndarray]:
    scenes = error_scenes(experiment, setting, predictors, split, data)
    return [scene.codes for scene in scenes if scene.number in wanted]


def _draw_panel(axes: Axes, one: ErrorMap, letter: str) -> None:
    axes.imshow(colour_codes(one.codes), interpolation="nearest")
    head = f"{letter}) " if letter else ""
    where = one.names[0] if len(one.names) == 1 else f"{len(one.names)} tiles"
    axes.set_title(f"{head}{title_of(one.setting)}: ensemble of {one.size}, {where}", loc="left", fontsize=8)


def _legend_handles() -> list[Line2D]:
    named = [(tuple(part / 255 for part in colour(code)), MEANINGS[code]) for code in CODES if code in MEANINGS]
    named.append((tuple(part / 255 for part in NOTHING_RGB), NEITHER))
    named.append((tuple(part / 255 for part in NOT_COMPARED_RGB), "Not compared"))
    square = {"marker": "s", "linestyle": "", "markersize": 8, "markeredgecolor": "#444444", "markeredgewidth": 0.5}
    return [Line2D([], [], markerfacecolor=rgb, label=name, **square) for rgb, name in named]
