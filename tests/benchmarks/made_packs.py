"""Packs for benchmarks: real networks with random weights, which take as long as trained ones."""

from __future__ import annotations

from pathlib import Path

from deepslide_qgis.core.bands import setting_named

SETTINGS = {3: "rgb", 14: "l4s14"}
"""The band setting of a raster of so many bands."""
ALL_ARCHITECTURES = (
    *("Unet", "UnetPlusPlus", "MAnet", "Linknet", "FPN", "PSPNet", "PAN", "DeepLabV3", "DeepLabV3Plus"),
    "Unet",
)
TILE_PX, MARGIN_PX = 256, 32


def pack_of(folder: Path, architectures: tuple[str, ...], encoder: str, bands: int) -> Path:
    """Write a pack that reads tiles of 256 pixels, 64 of which overlap."""
    from tests.packs import make_pack

    setting = setting_named(SETTINGS[bands])
    return make_pack(folder, architectures, setting, tile_px=TILE_PX, margin_px=MARGIN_PX, encoder=encoder, graphs=True)
