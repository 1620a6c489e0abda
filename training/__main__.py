"""Command line: ``python -m training``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deepslide_qgis.core.errors import DeepSlideError

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("DEEPSLIDE_SHARED_DATA") or ROOT.parent / "shared" / "data")
RUNS = ROOT / "runs"
MODELS = ROOT / "resources" / "models"

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False)
console = Console()

ExperimentFile = Annotated[Path, typer.Argument(help="TOML file of the experiment, see training/experiments.")]
DataFolder = Annotated[Path, typer.Option("--data", help="Folder below which the experiment's data lie.")]
RunsFolder = Annotated[Path, typer.Option("--runs", help="Folder of the run folders.")]


@app.callback()
def about() -> None:
    """Make case studies, train members, score ensembles and write the model packs that the plugin reads."""


@app.command()
def simulate(
    to: Annotated[Path, typer.Option("--to", help="Folder to write into; it is made where it is not there.")],
    count: Annotated[int, typer.Option(help="How many case studies.", min=1)] = 1,
    size: Annotated[int, typer.Option(help="Width and height in pixels of 10 m.")] = 512,
    seed: Annotated[int, typer.Option(help="The same seed makes the same case studies.")] = 1,
    test: Annotated[int, typer.Option(help="How many of them, the last, go to test; −1: a fifth, at least one.")] = -1,
) -> None:
    """Make case studies: fifteen bands, label, outlines, in the reference study's layout.

    Writes [bold]global_dataset/{train_val,test}/{input,label}[/] and [bold]inventory[/] below TO. They are no real
    places: good for trying the tool and for tests, not for mapping.
    """
    from training.simulate import simulate_many

    for path in simulate_many(to, count, size, seed, max(1, count // 5) if test < 0 else test):
        console.print(f"made {path}", soft_wrap=True)


@app.command()
def train(
    experiment: ExperimentFile,
    member: Annotated[list[str] | None, typer.Option(help="Train only this member; may be given again.")] = None,
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
    threads: Annotated[int, typer.Option(help="Threads on a CPU.")] = 2,
    until_epoch: Annotated[int | None, typer.Option(help="Stop after this epoch; run again to go on.")] = None,
) -> None:
    """Train the members of an experiment; run it again to go on where it stopped.

    Each member gets a folder [bold]runs/<experiment>/<member>[/] with a copy of the TOML, versions, CSV logs and the
    best and last checkpoint. Then: [bold]score[/], [bold]export[/], [bold]mosaic[/].
    """
    from training.experiment import read_experiment
    from training.train import set_threads, train_member

    plan = read_experiment(experiment)
    set_threads(threads)
    for chosen in [plan.member(name) for name in member or [m.id for m in plan.members]]:
        console.print(f"[bold]{plan.name}[/] member [bold]{chosen.id}[/]: {chosen.architecture}")
        folder = train_member(plan, experiment, chosen, data, runs, until_epoch)
        console.print(f"trained, in {folder}")


@app.command()
def score(experiment: ExperimentFile, data: DataFolder = DATA, runs: RunsFolder = RUNS) -> None:
    """Score trained members and their ensemble on the validation data, by halves; the scores go into the card."""
    from training.experiment import read_experiment
    from training.score import score as measure

    table = Table("score", "value", "data")
    for item in measure(read_experiment(experiment), data, runs):
        table.add_row(item.name, f"{item.value:.4f}", item.data)
    console.print(table)


@app.command()
def export(
    experiment: ExperimentFile,
    to: Annotated[Path | None, typer.Option(help="Folder of the pack; default resources/models/<name>.")] = None,
    replace: Annotated[bool, typer.Option(help="Write over a pack that is there.")] = False,
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
) -> None:
    """Write the model pack: card, and the weights of each validated member in half precision."""
    from training.experiment import read_experiment
    from training.export import export as write

    plan = read_experiment(experiment)
    console.print(f"wrote {write(plan, data, runs, to or MODELS / plan.name, replace)}", soft_wrap=True)


@app.command()
def mosaic(
    experiment: ExperimentFile,
    pack: Annotated[Path | None, typer.Option(help="Folder of the pack; default resources/models/<name>.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep the mosaic and its probability in this folder.")] = None,
    data: DataFolder = DATA,
) -> None:
    """Score a pack through the plugin's engine on one raster of all validation tiles, and put it into the card."""
    from deepslide_qgis.core.pack import CARD_NAME
    from training.experiment import read_experiment
    from training.export import add_score
    from training.mosaic import score_mosaic

    plan = read_experiment(experiment)
    folder = pack or MODELS / plan.name
    item, log = score_mosaic(plan, data, folder, keep)
    for line in log:
        console.print(f"[dim]{line}[/]")
    add_score(folder / CARD_NAME, item)
    console.print(f"{item.name}: [bold]{item.value:.4f}[/] ({item.data})")


def main() -> None:
    """Run the command line; say what is wrong and what to do about it, without a trace."""
    try:
        app()
    except DeepSlideError as error:
        console.print(f"[red]{error.message}[/]\n{error.remedy}")
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
