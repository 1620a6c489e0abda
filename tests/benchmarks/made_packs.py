"""Packs for benchmarks: real networks with random weights, which take as long as trained ones."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.core.precision import INT8, PrecisionTrial

SETTINGS = {3: "rgb", 14: "l4s14"}
"""The band setting of a raster of so many bands."""
ALL_ARCHITECTURES = (
    *("Unet", "UnetPlusPlus", "MAnet", "Linknet", "FPN", "PSPNet", "PAN", "DeepLabV3", "DeepLabV3Plus"),
    "Unet",
)
TILE_PX, MARGIN_PX = 256, 32


def pack_of(folder: Path, architectures: tuple[str, ...], encoder: str, bands: int, graphs: bool = True) -> Path:
    """Write a pack that reads tiles of 256 pixels, 64 of which overlap."""
    from tests.packs import make_pack

    setting = setting_named(SETTINGS[bands])
    return make_pack(
        folder, architectures, setting, tile_px=TILE_PX, margin_px=MARGIN_PX, encoder=encoder, graphs=graphs
    )


def in_shorter(pack: Path, precision: str) -> Path:
    """Write a copy of ``pack`` that the engine runs in ``precision``; its F1 is nothing, for its weights are random."""
    from training.packs.pack_writing import write_card

    copy = Path(shutil.copytree(pack, pack.with_name(f"{pack.name}-{precision}")))
    card = open_pack(str(copy)).card
    members = card.members
    if precision == INT8:
        from training.packs.int8_graph import write_int8_graph

        random = np.random.default_rng(0)
        tiles = [random.standard_normal((1, card.normalisation.channels, TILE_PX, TILE_PX), np.float32)]
        members = tuple(replace(m, int8_graph=write_int8_graph(copy / m.id, tiles)) for m in members)
    trial = PrecisionTrial(0.0, 0.0, "no data: random weights, which only take their time", 1)
    write_card(copy, replace(card, members=members, precisions={precision: trial}))
    return copy
