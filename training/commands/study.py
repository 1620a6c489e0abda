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
    from training.planning.experiment import read_experiment

    experiment = read_experiment(experiment_file)
    ranking = ranking_table(experiment, setting or trained_settings(experiment, runs), data, runs, turns)
    ranking.write(runs / experiment.name / "ranking")
    console.print(ranking.rich(MOST_ROWS))
    failed = failed_table(experiment, runs)
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
    from training.planning.experiment import read_experiment

    experiment = read_experiment(experiment_file)
    suffix = "" if turns == 1 else f"-turns{turns}"
    for name in setting or trained_settings(experiment, runs):
        table, curves = ensemble_table(experiment, name, data, runs, turns)
        table.write(runs / experiment.name / f"ensembles-{name}{suffix}")
        by_size_table(experiment, name, curves).write(runs / experiment.name / f"ensembles-by-size-{name}{suffix}")
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
    from training.planning.experiment import read_experiment

    experiment = read_experiment(experiment_file)
    for name in setting or trained_settings(experiment, runs):
        folder = (to or runs / experiment.name / "evaluation") / name
        for stem, table in measure(experiment, name, data, runs, size, combine, turns).items():
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
    from training.planning.experiment import read_experiment

    experiment = read_experiment(experiment_file)
    target = to or runs / experiment.name / "figures"
    paths = draw_all(experiment, data, runs, target, combine, case, lambda text: console.print(text, style="dim"))
    console.print(f"wrote {len(paths)} files; see {paths[0]}", soft_wrap=True)
