"""The Typer application and arguments shared by commands."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from training.planning.workspace import Workspace

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("DEEPSLIDE_SHARED_DATA") or ROOT.parent / "shared" / "data")
RUNS = ROOT / "runs"
MODELS = ROOT / "resources" / "models"

DATA_STEP, TRAIN, STUDY, PACK = "1. Data", "2. Training", "3. What the members are worth", "4. Model packs"
PREDICT = "5. Predicting much"

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False)
console = Console(markup=False, emoji=False)
"""Prints names, paths and errors, whose brackets are not markup."""

ExperimentFile = Annotated[
    Path,
    typer.Argument(
        metavar="experiment", help="TOML file of the experiment; training/experiments has some.", show_default=False
    ),
]
DataFolder = Annotated[
    Path, typer.Option("--data", help="Folder below which the experiment's data lie.", envvar="DEEPSLIDE_SHARED_DATA")
]
RunsFolder = Annotated[Path, typer.Option("--runs", help="Folder of the run folders.")]
Settings = Annotated[
    list[str] | None, typer.Option("--setting", help="Only this band setting (s1, s2 …); may be given again.")
]
Members = Annotated[
    list[str] | None, typer.Option("--member", help="Only members whose id matches, * and ? allowed; may be repeated.")
]
TURNS = (1, 4, 8)


def open_workspace(experiment_file: Path, data: Path, runs: Path) -> Workspace:
    """Return the workspace of an experiment file; imported late, because torch is slow to import."""
    from training.planning.experiment import read_experiment
    from training.planning.workspace import Workspace

    return Workspace(read_experiment(experiment_file), data, runs)


def _check_turns(turns: int) -> int:
    if turns not in TURNS:
        raise typer.BadParameter(f"{turns} is none of {', '.join(map(str, TURNS))}.")
    return turns


Turns = Annotated[
    int,
    typer.Option(
        help="Predict each image in 1, 4 (quarter turns) or 8 positions (and mirrored) and average.",
        callback=_check_turns,
    ),
]
Combine = Annotated[str, typer.Option(help="mean_probability, vote, mean_logit or weighted.")]


@app.callback()
def about() -> None:
    """Make case studies, train members, form and score ensembles, and write the model packs that the plugin reads.

    The usual way: [bold]sweep[/] an experiment, look with [bold]rank[/] and [bold]ensemble[/], draw the papers' tables
    and [bold]figures[/], [bold]evaluate[/], [bold]export[/] a pack. Every command may be stopped and given again.
    """
