"""The command that predicts many or very large rasters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.commands.app import PREDICT, app, console


@app.command(rich_help_panel=PREDICT)
def predict(
    rasters: Annotated[list[str], typer.Argument(help="Rasters, or mosaics (.vrt).", show_default=False)],
    to: Annotated[Path, typer.Option("--to", help="Folder to write into; it is made where it is not there.")],
    pack: Annotated[str, typer.Option(help="Id of a model pack, its folder or its .zip.")] = "l4s-rgb",
    layer: Annotated[list[str] | None, typer.Option(help="probability, spread, agreement, mask; repeat it.")] = None,
    members: Annotated[int | None, typer.Option(help="Number of members, the best first.")] = None,
    threshold: Annotated[float | None, typer.Option(help="Threshold of the mask; default the pack's.")] = None,
    early_exit: Annotated[
        int | None, typer.Option(help="Number of first members that decide whether the others see a tile.")
    ] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda:0 …")] = "auto",
    precision: Annotated[str, typer.Option(help="auto, or float32 to forbid lower precision.")] = "auto",
    block: Annotated[int, typer.Option(help="Tiles that begin in a square of so many pixels are a block.")] = 4096,
    address: Annotated[str, typer.Option(help="A Ray cluster (auto, host:port); empty: this machine.")] = "",
    at_once: Annotated[int, typer.Option(help="Blocks at the same time; 0: as many as fit.", min=0)] = 0,
    threads: Annotated[int, typer.Option(help="Threads of each block on a CPU.", min=1)] = 1,
    per_gpu: Annotated[int, typer.Option(help="Blocks that share one GPU.", min=1)] = 1,
    replace: Annotated[bool, typer.Option("--replace", help="Begin anew where there are results.")] = False,
    keep_blocks: Annotated[bool, typer.Option("--keep-blocks", help="Keep the blocks, too.")] = False,
) -> None:
    """Predict many rasters, or one as large as a country, with Ray, on this machine or on a cluster.

    Rasters are divided into blocks; what comes out is what one piece would be. Kill it at any moment and give the
    command again, without --replace: what is done is left alone. On a cluster, the repository, the rasters and TO must
    be at the same place on every machine. Writes [bold]TO/<raster>-<layer>.tif[/].
    """
    from deepslide_qgis.core.request import PredictionRequest
    from training.scale.outputs import outputs_of
    from training.scale.ray_session import Resources
    from training.scale.run import predict_rasters, raise_failed

    to.mkdir(parents=True, exist_ok=True)
    options = {"device": device, "precision": precision, "members": members, "threshold": threshold}
    requests = [
        PredictionRequest(raster, pack, outputs, early_exit=early_exit, **options)
        for raster, outputs in outputs_of(rasters, to, layer or ["probability"])
    ]
    resources = Resources(address, at_once, threads, per_gpu)
    figures = predict_rasters(requests, block, resources, console, replace, keep_blocks)
    console.print(
        f"{len(figures.finished)} raster(s) predicted, {figures.finished_before} were before; "
        f"{figures.blocks} block(s) predicted, {figures.blocks_before} were before, {figures.retried} tried again."
    )
    raise_failed(figures)
