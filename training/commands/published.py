"""Commands for the published data and networks of the two studies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.commands.app import DATA_STEP, PACK, RUNS, STUDY, RunsFolder, Settings, app, console

EXPERIMENTAL = "Experimental: written from the papers' repositories, never run on the published files here."
imports = typer.Typer(no_args_is_help=True, help=f"Turn published networks into model packs. {EXPERIMENTAL}")
app.add_typer(imports, name="import", rich_help_panel=PACK)
reproductions = typer.Typer(
    no_args_is_help=True, help=f"Make a study's tables again from its own networks and data. {EXPERIMENTAL}"
)
app.add_typer(reproductions, name="reproduce", rich_help_panel=STUDY)

FetchFolder = Annotated[Path, typer.Option("--to", help="Folder; one for each source.", show_default=False)]
BaseUrl = Annotated[str, typer.Option(help="Address of a mirror, in the place of the record's own.")]
What = Annotated[str, typer.Argument(help="ganerod-data, ganerod-models, landslide4sense or deepslide-models.")]
ModelsFolder = Annotated[Path, typer.Option("--models", help="Folder of the fetched networks.", show_default=False)]
StudyData = Annotated[Path, typer.Option("--data", help="Folder that holds global_dataset.", show_default=False)]
Packs = Annotated[Path, typer.Option("--to", help="Folder to write the packs into.", show_default=False)]
Best = Annotated[int, typer.Option(help="Number of members, the best first; 0: all.", min=0)]
Half = Annotated[bool, typer.Option("--half", help="Weights in half precision: half the size, logits differ slightly.")]
Graphs = Annotated[bool, typer.Option(help="Write graphs, with which members run without PyTorch; takes a while.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over packs that are there.")]


@app.command("fetch", rich_help_panel=DATA_STEP)
def fetch_record(what: What, to: FetchFolder, base_url: BaseUrl = "") -> None:
    """Fetch the published data or networks of the two studies from where their authors keep them.

    Experimental: written from the papers' repositories, never run on the published files here.

    Names, sizes and checksums come from the record itself (Zenodo, Hugging Face). Stop it and give it again: it goes on
    where it was; given once more when all is there, it does nothing. Archives are unpacked. Licence and citation stand
    in [bold]FETCHED.md[/]. With [bold]ganerod-data[/] comes [bold]case_studies.gpkg[/], the study's Table 1 as points.
    """
    from training.commands.fetch_progress import FetchProgress
    from training.published.fetch import fetch

    with FetchProgress(console) as progress:
        fetched = fetch(what, to, base_url, report=progress.report, track=progress.track)
    if what == "ganerod-data":
        from training.published.catalogue import write_catalogue

        console.print(f"catalogue: {write_catalogue(to)}", soft_wrap=True)
    console.print(f"{fetched.title}, {fetched.address} ({fetched.version})", soft_wrap=True)
    console.print(f"Licence: {fetched.licence}\nCite: {fetched.citation}", soft_wrap=True)


@imports.command("ganerod")
def ganerod(
    models: ModelsFolder,
    data: StudyData,
    to: Packs,
    setting: Settings = None,
    best: Best = 0,
    half: Half = False,
    graphs: Graphs = True,
    replace: Replace = False,
) -> None:
    """Turn the reference study's 360 networks into four packs: ganerod-s1, -s2, -s1s2 and -all.

    Experimental: written from the papers' repositories, never run on the published files here.

    Reads the run folders of [bold]fetch ganerod-models[/], takes the best epoch of each, ranks by the F1 in their logs,
    and measures the bands of [bold]fetch ganerod-data[/] as the study did. All members of one setting take some 9 GB.
    """
    from training.published.conversion import Conversion
    from training.published.ganerod import import_ganerod

    how = Conversion(tuple(setting or ()), best, half, graphs, replace)
    for card in import_ganerod(models, data, to, how, lambda text: console.print(text, style="dim")):
        console.print(f"wrote {card.parent}", soft_wrap=True)


@imports.command("deepslide")
def deepslide(
    models: ModelsFolder, to: Packs, best: Best = 0, half: Half = False, graphs: Graphs = True, replace: Replace = False
) -> None:
    """Turn DeepSlide's thirteen networks, or those of them that are there, into the pack deepslide-l4s14.

    Experimental: written from the papers' repositories, never run on the published files here.

    Reads the files of [bold]fetch deepslide-models[/]: state dictionaries or Lightning checkpoints, recognised by their
    weights. The pack takes Sentinel-2 L1C digital numbers, slope and elevation; its card says how they must be.
    """
    from training.published.conversion import Conversion
    from training.published.deepslide import import_deepslide

    how = Conversion(best=best, half=half, graphs=graphs, replace=replace)
    card = import_deepslide(models, to, how, lambda text: console.print(text, style="dim", soft_wrap=True))
    console.print(f"wrote {card.parent}", soft_wrap=True)


@reproductions.command("ganerod")
def reproduce_ganerod(
    models: ModelsFolder,
    data: StudyData,
    setting: Settings = None,
    to: Annotated[Path | None, typer.Option(help="Folder; default RUNS/ganerod-published/figures.")] = None,
    runs: RunsFolder = RUNS,
) -> None:
    """Show the reference study's Tables 7 and 8 and Figures 5 to 7 beside its printed numbers, and where they differ.

    Experimental: written from the papers' repositories, never run on the published files here.

    Every published member predicts the study's validation and test rasters once; the probabilities are kept below
    [bold]RUNS/ganerod-published[/], so that it may be stopped and given again. A GPU is used where there is one.
    """
    from training.published.reproduce import PAGE, Places, reproduce

    target = to or runs / "ganerod-published" / "figures"
    found = reproduce(
        Places(models, data, runs, target), tuple(setting or ()), lambda text: console.print(text, style="dim")
    )
    for table in found.tables.values():
        console.print(table.rich(60))
    for sentence in found.sentences:
        console.print(sentence, soft_wrap=True)
    console.print(f"wrote {target / PAGE}", soft_wrap=True)
