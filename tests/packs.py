"""Makes small real model packs for tests: smp networks, saved as training saves them.

Run it with the engine's Python: ``python tests/packs.py FOLDER`` writes ``FOLDER/tiny`` (three bands, two members
with random weights) and ``FOLDER/constant`` (one member that predicts 0.8 everywhere).
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import torch

from deepslide_qgis.core.bands import BandSetting, setting_named
from deepslide_qgis.core.packs.card import Member, ModelCard, Normalisation
from deepslide_qgis.core.packs.pack import CARD_NAME, WEIGHTS_NAME, file_sha256
from deepslide_qgis.engine.process.libraries import import_smp
from training.packs.graphs import write_graph

ENCODER = "tu-mobilenetv3_small_050"


def make_pack(
    folder: Path,
    architectures: tuple[str, ...] = ("Unet", "FPN"),
    setting: BandSetting | None = None,
    constant: float | None = None,
    tile_px: int = 64,
    margin_px: int = 8,
    nodata: str = "any",
    gain: str = "none",
    classes: tuple[tuple[float, ...], ...] = (),
    graphs: bool = False,
    encoder: str = ENCODER,
) -> Path:
    """Write a pack into ``folder``; with ``constant`` every member predicts that probability everywhere.

    With ``graphs`` it needs no torch; without, it is one as packs were before there were any.
    """
    setting = setting or setting_named("rgb")
    count = len(setting.bands)
    normalisation = Normalisation((1.0,) * count, (100.0,) * count, (50.0,) * count, gain=gain, classes=classes)
    torch.manual_seed(0)
    channels = normalisation.channels
    members = tuple(_save_member(folder, name, i, channels, constant, encoder) for i, name in enumerate(architectures))
    if graphs:
        members = tuple(replace(member, graph=write_graph(folder / member.id, member)) for member in members)
    card = ModelCard(
        id=folder.name,
        title="Tiny pack for tests",
        description="Random weights.",
        setting=setting,
        normalisation=normalisation,
        nodata=nodata,
        gsd_m=10.0,
        tile_px=tile_px,
        margin_px=margin_px,
        thresholds=(0.5,) * len(members),
        members=members,
        for_mapping=False,
    )
    (folder / CARD_NAME).write_text(card.to_json(), encoding="utf-8")
    return folder


def _save_member(
    folder: Path, architecture: str, index: int, channels: int, constant: float | None, encoder: str
) -> Member:
    network = getattr(import_smp(), architecture)(encoder, encoder_weights=None, in_channels=channels, classes=1).eval()
    if constant is not None:
        head = network.segmentation_head[0]
        torch.nn.init.zeros_(head.weight)
        torch.nn.init.constant_(head.bias, float(torch.logit(torch.tensor(constant))))
    name = f"{index + 1:02d}-{architecture.lower()}"
    network.save_pretrained(folder / name)
    (folder / name / "README.md").unlink(missing_ok=True)
    weights = file_sha256(folder / name / WEIGHTS_NAME)
    return Member(name, architecture, encoder, weights, validation_f1=0.5 - index / 10)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    make_pack(target / "tiny", graphs=True)
    make_pack(target / "constant", ("FPN",), constant=0.8, graphs=True)
