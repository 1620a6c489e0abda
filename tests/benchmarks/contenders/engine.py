"""The engine. ``python -m tests.benchmarks.contenders.engine RASTER PACK OUT [DEVICE] [MEMBERS]``."""

from __future__ import annotations

import sys

from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.predict import predict
from deepslide_qgis.engine.process.libraries import import_smp
from tests.benchmarks.contenders.clock import measured


def main(raster: str, pack: str, out: str, device: str = "cpu", members: str = "") -> None:
    """Predict all layers, with the pack's tile and margin."""
    given = {"device": device, "members": int(members) if members else None}
    request = PredictionRequest(raster, pack, outputs_of(out), **given)
    if not device.startswith("cpu"):
        import deepslide_qgis.engine.members.torch_memory  # noqa: F401 (as all libraries, before anything is measured)

        import_smp()
    with measured():
        predict(request, lambda event: None, lambda: False)


def outputs_of(out: str) -> PredictionOutputs:
    """Return the files of all layers, of which the probability is ``out``."""
    stem = out.removesuffix(".tif")
    return PredictionOutputs(out, f"{stem}-spread.tif", f"{stem}-agreement.tif", f"{stem}-mask.tif")


if __name__ == "__main__":
    main(*sys.argv[1:])
