"""Commands that score trained members and their ensembles from cached probabilities."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.commands.app import (
    DATA,
    RUNS,
    STUDY,
    Combine,
    DataFolder,
    ExperimentFile,
    RunsFolder,
    Settings,
    Turns,
    app,
    console,
    open_workspace,
)

MOST_ROWS = 60


@app.command(rich_help_panel=STUDY)
def rank(
    experiment_file: ExperimentFile,
    setting: Settings = None,
    turns: Turns = 1,
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
) -> None:
    """List the members from best to worst by F1 on validation, and those that failed with their reasons.

    F1 stands at threshold 0.5 and at the best threshold; the order is by the one that the schedule's monitor names.
    Writes [bold]ranking.csv[/] and [bold].md[/] into RUNS/<experiment>.
    """
    from training.ensembles.cached_predictions import trained_settings
    from training.ensembles.tables import failed_table, ranking_table

    workspace = open_workspace(experiment_file, data, runs)
    ranking = ranking_table(workspace, setting or trained_settings(workspace), turns)
    ranking.write(workspace.experiment_folder / "ranking")
    console.print(ranking.rich(MOST_ROWS))
    failed = failed_table(workspace)
    if failed.rows:
        console.print(failed.rich(MOST_ROWS))


@app.command(rich_help_panel=STUDY)
def ensemble(
    experiment_file: ExperimentFile,
    setting: Settings = None,
    turns: Turns = 1,
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
) -> None:
    """Compare ensembles of the best 1 to 90 members: four ways of averaging, greedy selection, calibration.

    Members, sizes, thresholds and temperatures are chosen on validation and scored on test; without a test split each
    half of validation scores what the other half chose. Writes [bold]ensembles-<setting>[/] and
    [bold]ensembles-by-size-<setting>[/] into RUNS/<experiment>.
    """
    from training.ensembles.cached_predictions import trained_settings
    from training.ensembles.tables import by_size_table, ensemble_table

    workspace = open_workspace(experiment_file, data, runs)
    experiment = workspace.experiment
    suffix = "" if turns == 1 else f"-turns{turns}"
    for name in setting or trained_settings(workspace):
        table, curves = ensemble_table(workspace, name, turns)
        table.write(workspace.experiment_folder / f"ensembles-{name}{suffix}")
        by_size_table(experiment, name, curves).write(workspace.experiment_folder / f"ensembles-by-size-{name}{suffix}")
        console.print(table.rich(MOST_ROWS))


@app.command(rich_help_panel=STUDY)
def evaluate(
    experiment_file: ExperimentFile,
    setting: Settings = None,
    size: Annotated[int, typer.Option(help="Members in the ensemble; 0: what is best on validation.", min=0)] = 0,
    combine: Combine = "mean_probability",
    turns: Turns = 1,
    to: Annotated[Path | None, typer.Option(help="Folder to write into; default RUNS/<experiment>/evaluation.")] = None,
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
) -> None:
    """Score the single member, the ensemble and the oracle: overall, by case study, by terrain, by landslide size.

    Precision, recall, F1, IoU, MCC, frequency bias, average precision and calibration error, pooled over all pixels,
    with intervals from drawing whole case studies. Writes CSV and Markdown for each band setting.
    """
    from training.ensembles.cached_predictions import trained_settings
    from training.evaluation.evaluate import evaluate as measure

    workspace = open_workspace(experiment_file, data, runs)
    for name in setting or trained_settings(workspace):
        folder = (to or workspace.experiment_folder / "evaluation") / name
        for stem, table in measure(workspace, name, size, combine, turns).items():
            table.write(folder / stem, most_rows=MOST_ROWS)
            if stem != "by-case":
                console.print(table.rich(MOST_ROWS))
        console.print(f"wrote {folder}", soft_wrap=True)


@app.command(rich_help_panel=STUDY)
def figures(
    experiment_file: ExperimentFile,
    to: Annotated[Path | None, typer.Option(help="Folder to write into; default RUNS/<experiment>/figures.")] = None,
    case: Annotated[str, typer.Option(help="Case study of figure 7; default the one with most landslides.")] = "",
    combine: Combine = "mean_probability",
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
) -> None:
    """Draw the papers' tables and figures for your data: Tables 7 and 8, Figures 5, 6 and 7, DeepSlide's table.

    Always beside each other: chosen on validation, the ensemble, and the oracle (best on test, in hindsight). Writes
    CSV, Markdown, PNG and SVG, and [bold]figures.md[/] that shows them all.
    """
    from training.figures.draw import draw_all

    workspace = open_workspace(experiment_file, data, runs)
    target = to or workspace.experiment_folder / "figures"
    paths = draw_all(workspace, target, combine, case, lambda text: console.print(text, style="dim"))
    console.print(f"wrote {len(paths)} files; see {paths[0]}", soft_wrap=True)
