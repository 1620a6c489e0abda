"""Table 8 of Ganerød et al. 2023: gains of ensembles over the single member, in both ways of counting."""

from __future__ import annotations

from collections.abc import Sequence

from training.ensembles.study import SettingStudy, SizeScores
from training.ensembles.thresholds import f1_of
from training.figures.captions import caption, scored_on
from training.figures.sizes import sizes_shown
from training.figures.style import title_of
from training.planning.experiment import Experiment
from training.tables import Cell, ResultTable

NOTE = (
    "The first percentage is (ensemble − single) / ensemble, as the paper prints it; the second (ensemble − single) / "
    "single, the gain as usually counted. Single: chosen on validation. Oracle: the best member on the scoring data, "
    "chosen with hindsight. Bold: the best of a row, the oracle aside; underlined: the second."
)


def percent_of_ensemble(ensemble: float, single: float) -> float:
    """Return the improvement in percent of the ensemble's F1, as Table 8 counts it."""
    return 100 * (ensemble - single) / ensemble if ensemble else float("nan")


def percent_of_single(ensemble: float, single: float) -> float:
    """Return the improvement in percent of the single member's F1, the usual count."""
    return 100 * (ensemble - single) / single if single else float("nan")


def improvement_table(experiment: Experiment, studies: Sequence[SettingStudy]) -> ResultTable:
    """Return F1 of single member, ensembles by size with both gains, the chosen size, and the oracle."""
    sizes = sorted({row.size for study in studies for row in sizes_shown(study)})
    rows, bold, underlined = [], set(), set()
    for number, study in enumerate(studies):
        row = _row(study, sizes)
        places = [1, *range(2, len(row) - 1, 3)]
        best = sorted(places, key=lambda place: -_sort_value(row[place]))
        bold.add((number, best[0]))
        underlined.update((number, place) for place in best[1:2])
        rows.append(row)
    columns = ["Setting", "F1 single"]
    for name in [*(f"ens ({size})" for size in sizes), "ens (size chosen on validation)"]:
        columns += [f"F1 {name}", f"{name}: % of ensemble", f"{name}: % of single"]
    title = f"Table 8. Ensembles against the single member ({scored_on(studies[0])})"
    text = f"{caption(experiment, studies[0])} {NOTE}"
    return ResultTable(title, text, (*columns, "F1 oracle"), tuple(rows), frozenset(bold), frozenset(underlined))


def _row(study: SettingStudy, sizes: list[int]) -> tuple[Cell, ...]:
    single = f1_of(study.single.scores)
    by_size = {row.size: row for row in sizes_shown(study)}
    cells: list[Cell] = [title_of(study.setting), single]
    for size in sizes:
        cells += _gain(by_size.get(size), single)
    return (*cells, *_gain(study.chosen, single), f1_of(study.oracle.scores))


def _gain(row: SizeScores | None, single: float) -> tuple[Cell, Cell, Cell]:
    if row is None:
        return float("nan"), "", ""
    f1 = f1_of(row.scores)
    return f1, _format_percent(percent_of_ensemble(f1, single)), _format_percent(percent_of_single(f1, single))


def _format_percent(value: float) -> str:
    return "" if value != value else f"{value:+.1f} %"


def _sort_value(cell: Cell) -> float:
    return cell if isinstance(cell, float) and cell == cell else -1.0
