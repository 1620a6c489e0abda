"""Draws all tables and figures of an experiment into one folder, with a page that shows them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from training.ensembles.cached_predictions import open_splits, trained_members, trained_settings
from training.ensembles.ensemble_choice import MEAN, choose_ensemble
from training.ensembles.growth import grow
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.study import SettingStudy, study
from training.ensembles.thresholds import rule_of
from training.figures.deepslide_table import deepslide_table
from training.figures.ensemble_size import size_figure, size_table
from training.figures.error_map import error_map, error_map_figure, error_map_table
from training.figures.improvement_table import improvement_table
from training.figures.member_table import member_table
from training.figures.performance_diagram import performance_diagram, performance_table
from training.figures.reliability_diagram import reliability_figure
from training.figures.style import save, title_of
from training.planning.experiment import Experiment
from training.planning.workspace import Workspace
from training.tables import ResultTable

PAGE = "figures.md"
Splits = tuple[SplitPixels, "SplitPixels | None"]


@dataclass(frozen=True)
class Drawn:
    """One table, its figure if it has one, and the name of their files."""

    name: str
    table: ResultTable
    figure: Figure | None = None


def draw_all(
    workspace: Workspace,
    target: Path,
    how: str = MEAN,
    case: str = "",
    report: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Write every table (CSV, Markdown) and figure (PNG, SVG) into ``target``; return the paths, the page first."""
    experiment = workspace.experiment
    members = trained_members(workspace)
    splits: dict[str, Splits] = {}
    for setting in trained_settings(workspace):
        chosen = [member_plan for member_plan in members if experiment.setting_of(member_plan) == setting]
        splits[setting] = open_splits(workspace, chosen)
    studies = []
    for setting, pair in splits.items():
        report(f"{title_of(setting)}: ranking members and growing ensembles")
        studies.append(study(setting, *pair, rule_of(experiment), how))
    report("drawing")
    return draw_studies(experiment, studies, splits, workspace.data, target, case)


def draw_studies(
    experiment: Experiment,
    studies: list[SettingStudy],
    splits: dict[str, Splits],
    data: Path,
    target: Path,
    case: str = "",
) -> list[Path]:
    """Write all tables and figures of the studied settings into ``target``; return the paths, the page first."""
    how = studies[0].how
    drawn = [*_draw_tables(experiment, studies, splits), _draw_error_maps(experiment, splits, data, how, case)]
    paths = [path for one in drawn for path in _write_files(one, target)]
    return [_write_page(experiment, drawn, target), *paths]


def _draw_tables(experiment: Experiment, studies: list[SettingStudy], splits: dict[str, Splits]) -> list[Drawn]:
    validation = {setting: pair[0] for setting, pair in splits.items()}
    return [
        Drawn("table-7-members", member_table(experiment, studies)),
        Drawn("table-8-improvement", improvement_table(experiment, studies)),
        Drawn("figure-5-performance", performance_table(experiment, studies), performance_diagram(studies)),
        Drawn("figure-6-ensemble-size", size_table(experiment, studies), size_figure(studies)),
        Drawn("deepslide-table", deepslide_table(experiment, validation)),
        _draw_reliability(experiment, validation, studies),
    ]


def _draw_error_maps(experiment: Experiment, splits: dict[str, Splits], data: Path, how: str, case: str) -> Drawn:
    maps = [error_map(experiment, setting, pair, data, how, case) for setting, pair in splits.items()]
    return Drawn("figure-7-errors", error_map_table(experiment, maps), error_map_figure(maps))


def _draw_reliability(experiment: Experiment, validation: dict[str, SplitPixels], studies: list[SettingStudy]) -> Drawn:
    """Return the reliability of each setting's chosen ensemble on validation."""
    curves, rows = {}, []
    for one in studies:
        pixels = validation[one.setting]
        members = choose_ensemble(pixels, one.rule, one.how, one.chosen.size).members
        counts = grow(pixels, members, one.how)[-1]
        curves[f"{title_of(one.setting)}, {len(members)} members"] = counts
        for mean, share, number in zip(*counts.reliability(), strict=True):
            rows.append((title_of(one.setting), len(members), float(mean), float(share), int(number)))
    columns = ("Setting", "Members", "Mean probability", "Share of landslide pixels", "Pixels")
    caption = f"Data: {experiment.data.title}, validation. Well calibrated is where probability and share are equal."
    table = ResultTable("Reliability of the ensembles", caption, columns, tuple(rows))
    return Drawn("reliability", table, reliability_figure(curves))


def _write_files(drawn: Drawn, target: Path) -> tuple[Path, ...]:
    tables = drawn.table.write(target / drawn.name)
    return tables if drawn.figure is None else (*tables, *save(drawn.figure, target / drawn.name))


def _write_page(experiment: Experiment, drawn: list[Drawn], target: Path) -> Path:
    """Write one Markdown page with all figures and tables, long tables shortened."""
    parts = [f"# {experiment.name}: tables and figures\n"]
    for one in drawn:
        if one.figure is None:
            parts.append(one.table.markdown(most_rows=60))
        else:
            table = f"Numbers: [{one.name}.csv]({one.name}.csv)."
            parts.append(
                f"## {one.table.title}\n\n![{one.table.title}]({one.name}.png)\n\n{one.table.caption} {table}\n"
            )
    path = target / PAGE
    path.write_text("\n".join(parts), encoding="utf-8")
    return path
