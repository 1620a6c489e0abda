"""Commands that make model packs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.commands.app import (
    DATA,
    MODELS,
    PACK,
    RUNS,
    DataFolder,
    ExperimentFile,
    RunsFolder,
    app,
    console,
    open_workspace,
)

PackMembers = Annotated[str, typer.Option("--members", help="Ids of the members, with commas in between.")]
Best = Annotated[int, typer.Option(help="Number of members, the best on validation first; 0: no limit.", min=0)]
MaxMb = Annotated[float, typer.Option(help="Best first, as many as fit in so many MB; 0: no limit.", min=0)]
OneSetting = Annotated[str, typer.Option("--setting", help="Band setting of the pack, where there are several.")]


@app.command(rich_help_panel=PACK)
def score(
    experiment_file: ExperimentFile,
    members: PackMembers = "",
    best: Best = 0,
    max_mb: MaxMb = 0,
    setting: OneSetting = "",
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
) -> None:
    """Show the scores that a pack's card would have: ensemble, members, and what a wrong brightness costs.

    Thresholds are tuned on one half of the validation data and scored on the other, both ways; where there is but one
    case study for validation, they are tuned on it and scored on the test data.
    """
    from training.packs.export import Choice, score_pack
    from training.tables import ResultTable

    workspace = open_workspace(experiment_file, data, runs)
    experiment = workspace.experiment
    workspace = workspace.with_setting(setting) if setting else workspace
    scores = score_pack(workspace, Choice(_names(members), best, max_mb))
    rows = tuple((item.name, item.value, item.data) for item in scores)
    console.print(ResultTable(f"Scores of {experiment.name}", "", ("Score", "Value", "Data"), rows).rich())


@app.command(rich_help_panel=PACK)
def export(
    experiment_file: ExperimentFile,
    members: PackMembers = "",
    best: Best = 0,
    max_mb: MaxMb = 0,
    setting: OneSetting = "",
    to: Annotated[Path | None, typer.Option(help="Folder of the pack; default resources/models/<name>.")] = None,
    replace: Annotated[bool, typer.Option(help="Write over a pack that is there.")] = False,
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
) -> None:
    """Write the model pack that the plugin reads: the card with scores, and the weights in half precision.

    Members that were never validated are refused, and bands mixed in one pack: choose with --setting.
    """
    from training.packs.export import Choice
    from training.packs.export import export as write

    workspace = open_workspace(experiment_file, data, runs)
    experiment = workspace.experiment
    workspace = workspace.with_setting(setting) if setting else workspace
    target = to or MODELS / experiment.name
    card = write(workspace, target, replace, Choice(_names(members), best, max_mb))
    console.print(f"wrote {card}", soft_wrap=True)


@app.command(rich_help_panel=PACK)
def mosaic(
    experiment_file: ExperimentFile,
    pack: Annotated[Path | None, typer.Option(help="Folder of the pack; default resources/models/<name>.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Keep the mosaic and its probability in this folder.")] = None,
    data: DataFolder = DATA,
) -> None:
    """Score a pack through the plugin's engine on one raster of all validation tiles, and put it into the card."""
    from deepslide_qgis.core.packs.pack import CARD_NAME
    from training.packs.export import add_score
    from training.packs.mosaic import score_mosaic
    from training.planning.experiment import read_experiment

    experiment = read_experiment(experiment_file)
    folder = pack or MODELS / experiment.name
    item, log = score_mosaic(experiment, data, folder, keep)
    for line in log:
        console.print(line, style="dim")
    add_score(folder / CARD_NAME, item)
    console.print(f"{item.name}: {item.value:.4f} ({item.data})")


@app.command(name="early-exit", rich_help_panel=PACK)
def early_exit(
    experiment_file: ExperimentFile,
    pack: Annotated[Path | None, typer.Option(help="Folder of the pack; default resources/models/<name>.")] = None,
    data: DataFolder = DATA,
) -> None:
    """Measure what it costs and saves when the first members decide where the rest look, and put it into the card."""
    from deepslide_qgis.core.packs.pack import CARD_NAME
    from training.packs.early_exit import exit_scores, measure_exits
    from training.packs.export import add_score
    from training.planning.experiment import read_experiment
    from training.tables import ResultTable

    experiment = read_experiment(experiment_file)
    folder = pack or MODELS / experiment.name
    description, exits = measure_exits(experiment, data, folder)
    for item in exit_scores(description, exits):
        add_score(folder / CARD_NAME, item)
    rows = tuple((found.members or "all", found.f1, found.ended_share, found.cpu_s) for found in exits)
    columns = ("Members that decide", "F1", "Tiles ended early", "CPU seconds")
    console.print(ResultTable(f"Early exits of {experiment.name}", description, columns, rows).rich())


@app.command(rich_help_panel=PACK)
def graphs(pack: Annotated[Path, typer.Argument(help="Folder of the pack.", show_default=False)]) -> None:
    """Add graphs to a pack, with which it runs without PyTorch; its weights stay as they are."""
    from training.packs.pack_writing import add_graphs

    for member in add_graphs(pack).members:
        console.print(f"{member.id}: {member.graph}", soft_wrap=True)


@app.command(rich_help_panel=PACK)
def precision(
    experiment_file: ExperimentFile,
    pack: Annotated[Path | None, typer.Option(help="Folder of the pack; default resources/models/<name>.")] = None,
    calibration: Annotated[int, typer.Option(help="Training tiles that set the scales of int8.", min=1)] = 128,
    tiles: Annotated[int, typer.Option(help="Validation tiles to judge by, evenly spread; 0: all.", min=0)] = 0,
    data: DataFolder = DATA,
) -> None:
    """Measure what int8 and bfloat16 cost a pack's F1, and put it into the card, with int8 graphs where it is little.

    The engine uses a shorter precision only where F1 moved by less than 0.002.
    """
    from training.packs.precision import Amounts, add_precisions
    from training.planning.experiment import read_experiment
    from training.tables import ResultTable

    experiment = read_experiment(experiment_file)
    card = add_precisions(experiment, data, pack or MODELS / experiment.name, Amounts(calibration, tiles))
    rows = tuple(
        (
            name,
            f"{found.f1:.4f}",
            f"{found.float32_f1:.4f}",
            f"{found.f1_change:+.4f}",
            "yes" if found.is_good else "no",
        )
        for name, found in card.precisions.items()
    )
    columns = ("Precision", "F1", "F1 in float32", "Change", "Used where fast")
    trial = next(iter(card.precisions.values()))
    caption = f"{trial.tiles} tiles of {trial.data}"
    console.print(ResultTable(f"Precisions of {card.id}", caption, columns, rows).rich())


def _names(members: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in members.split(",") if name.strip())
