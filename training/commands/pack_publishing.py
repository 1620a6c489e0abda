"""Commands that publish a model pack: as one file, in a catalogue, as a STAC item, as ONNX for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from training.commands.app import PACK, app, console

PackSource = Annotated[
    str, typer.Argument(help="Id of an installed pack, its folder, or its .zip.", show_default=False)
]
Replace = Annotated[bool, typer.Option(help="Write over a file that is there.")]


@app.command(rich_help_panel=PACK)
def pack(
    source: PackSource,
    to: Annotated[Path | None, typer.Option(help="The .zip; default <id>.zip here.")] = None,
    replace: Replace = False,
) -> None:
    """Write a pack as one .zip: card, members, licence, STAC item, and SHA256SUMS with the hash of every file.

    The same pack gives the same bytes on every computer. Whoever gets it installs it with deepslide:installmodelpack.
    """
    from deepslide_qgis.core.packs.pack import file_sha256, open_pack
    from deepslide_qgis.core.packs.zip_writing import write_zip

    opened = open_pack(source)
    target = to or Path(f"{opened.card.id}.zip")
    write_zip(opened, target, replace)
    console.print(f"wrote {target}, {target.stat().st_size / 1e6:.1f} MB, {file_sha256(target)}", soft_wrap=True)


@app.command(rich_help_panel=PACK)
def catalogue(
    folder: Annotated[Path, typer.Argument(help="Folder with packs as .zip.", show_default=False)],
    title: Annotated[str, typer.Option(help="Whose packs these are.")] = "Model packs",
    base: Annotated[str, typer.Option(help="Address below which the .zips lie; default: beside the catalogue.")] = "",
) -> None:
    """Write catalogue.json for all packs in a folder, with sizes and hashes: put both on a server or a shared drive.

    QGIS asks it under Settings > Options > DeepSlide > Model packs, or as CATALOGUE of the algorithms.
    """
    from training.packs.catalogue import write_catalogue

    written = write_catalogue(folder, title, base)
    for entry in written.packs:
        console.print(f"{entry.id} {entry.version}: {entry.url}, {entry.size_bytes / 1e6:.1f} MB", soft_wrap=True)
    console.print(f"wrote {folder / 'catalogue.json'}", soft_wrap=True)


@app.command("stac-item", rich_help_panel=PACK)
def stac_item(
    source: PackSource,
    to: Annotated[Path | None, typer.Option(help="The .json; default: shown only.")] = None,
) -> None:
    """Write the card as a STAC item with the Machine Learning Model extension; its links lead into the pack's folder.

    A pack as .zip holds the same item already (stac-item.json).
    """
    from deepslide_qgis.core.errors import OutputError
    from deepslide_qgis.core.packs.pack import read_card
    from deepslide_qgis.core.packs.pack_stac import stac_item as item_of
    from deepslide_qgis.core.run_files import write_atomically

    text = item_of(read_card(source))
    if to is None:
        console.print_json(text)
        return
    try:
        write_atomically(to, text)
    except OSError as error:
        raise OutputError(f"'{to}' cannot be written: {error}.", "Check the folder and its space.") from error
    console.print(f"wrote {to}", soft_wrap=True)


@app.command("export-onnx", rich_help_panel=PACK)
def export_onnx(
    source: PackSource,
    member: Annotated[str, typer.Option(help="Id of the member; default: the best.")] = "",
    to: Annotated[Path | None, typer.Option(help="The .onnx; default <pack>-<member>.onnx here.")] = None,
    brightness: Annotated[
        float, typer.Option(help="Brightness of the raster, for packs that divide by it: the engine's log tells it.")
    ] = 0.0,
    replace: Replace = False,
) -> None:
    """Write one member as one ONNX file that QGIS's plugin Deepness reads: normalisation, tiles, threshold inside.

    It predicts with one member only, without spread, no-data rules or blended margins: for those use DeepSlide itself.
    """
    from deepslide_qgis.core.packs.pack import open_pack
    from training.packs.deepness import find_member, write_deepness

    pack_found = open_pack(source)
    name = find_member(pack_found.card, member).id
    target = to or Path(f"{pack_found.card.id}-{name}.onnx")
    write_deepness(pack_found, name, target, replace, brightness)
    console.print(f"wrote {target}, {target.stat().st_size / 1e6:.1f} MB", soft_wrap=True)
