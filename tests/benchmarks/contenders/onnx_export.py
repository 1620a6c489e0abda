"""A member as one ONNX file with its weights, as users of ONNX Runtime export it, before anything is measured."""

from __future__ import annotations

from pathlib import Path

NAME = "network.onnx"


def export(pack_folder: Path) -> None:
    """Write the first member of a pack as ONNX, beside its card."""
    import torch

    from deepslide_qgis.core.packs.pack import open_pack
    from deepslide_qgis.engine.process.libraries import import_smp

    pack = open_pack(str(pack_folder))
    network = import_smp().from_pretrained(pack.member_folder(pack.card.members[0])).eval()
    tile = torch.zeros(1, pack.card.normalisation.channels, pack.card.tile_px, pack.card.tile_px)
    torch.onnx.export(network, (tile,), str(pack_folder / NAME), dynamo=False, opset_version=17)
