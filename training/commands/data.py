"""Commands that make or measure data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.commands.app import (
    DATA,
    DATA_STEP,
    RUNS,
    DataFolder,
    ExperimentFile,
    RunsFolder,
    Settings,
    app,
    console,
    open_workspace,
)


@app.command(rich_help_panel=DATA_STEP)
def simulate(
    to: Annotated[Path, typer.Option("--to", help="Folder to write into; it is made where it is not there.")],
    count: Annotated[int, typer.Option(help="How many case studies.", min=1)] = 1,
    size: Annotated[int, typer.Option(help="Width and height in pixels of 10 m.")] = 512,
    seed: Annotated[int, typer.Option(help="The same seed makes the same case studies.", min=0)] = 1,
    test: Annotated[
        int, typer.Option(help="How many of them, the last, go to test; −1: a fifth, at least one of several.")
    ] = -1,
    autumn: Annotated[
        bool, typer.Option("--autumn", help="Leaves fall between the two dates: unlike what the shipped pack saw.")
    ] = False,
) -> None:
    """Make case studies: fifteen bands, label, outlines, in the reference study's layout.

    Writes [bold]global_dataset/{train_val,test}/{input,label}[/] and [bold]inventory[/] below TO. They are no real
    places: good for trying the tool and for tests, not for mapping.
    """
    from training.simulation.simulate import simulate_many

    for path in simulate_many(to, count, size, seed, min(max(1, count // 5), count - 1) if test < 0 else test, autumn):
        console.print(f"made {path}", soft_wrap=True)


@app.command(rich_help_panel=DATA_STEP)
def stats(
    experiment_file: ExperimentFile, setting: Settings = None, data: DataFolder = DATA, runs: RunsFolder = RUNS
) -> None:
    """Measure mean and standard deviation of each band over the training data, without the gaps, and keep them.

    Training does this by itself; the command is for looking at them. They are kept in
    [bold]runs/<experiment>/normalisation-<setting>.json[/] and go into the pack's card.
    """
    from training.data.normalising import load_normalisation
    from training.tables import ResultTable

    workspace = open_workspace(experiment_file, data, runs)
    experiment = workspace.experiment
    for name in setting or experiment.settings:
        member = experiment.with_setting(name).members[0]
        normalisation = load_normalisation(workspace, member)
        rows = tuple(zip(experiment.bands_of(member).band_names, normalisation.mean, normalisation.std, strict=True))
        caption = f"{experiment.data.title}, {experiment.normalisation.statistics.replace('_', ' ')}"
        console.print(ResultTable(f"Bands of {name}", caption, ("Band", "Mean", "Std"), rows).rich())
