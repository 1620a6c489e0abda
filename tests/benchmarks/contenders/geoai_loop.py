"""``geoai.inference.predict_geotiff`` of geoai-py, in the environment that ``install`` makes; never in a test."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
ENVIRONMENT = REPOSITORY / "build" / "benchmarks" / "geoai"
PYTHON = ENVIRONMENT / "bin" / "python"
ALONE = "geoai-py==0.40.1"
"""Without what it asks for, which is some GB; torch, rasterio and smp are those of this environment."""
BESIDE = ("geopandas==1.1.4", "leafmap", "xarray", "rioxarray", "numpy==1.26.4")
"""What its module of inference imports."""


def install() -> None:
    """Make the environment: its own geoai, everything heavy taken from this one."""
    venv.create(ENVIRONMENT, with_pip=True)
    target = next((ENVIRONMENT / "lib").glob("python*")) / "site-packages" / "engine.pth"
    target.write_text(str(Path(sysconfig.get_paths()["purelib"]).resolve()) + "\n", encoding="utf-8")
    for packages in (["--no-deps", ALONE], BESIDE):
        subprocess.run([str(PYTHON), "-m", "pip", "install", "--quiet", *packages], check=True)


def main(raster: str, pack: str, out: str) -> None:
    """Predict with the pack's first member, its defaults for everything but tile and overlap."""
    import geoai.inference
    import torch

    from deepslide_qgis.core.packs.pack import open_pack
    from deepslide_qgis.engine.networks.normalisation import normalise
    from deepslide_qgis.engine.process.libraries import import_smp
    from tests.benchmarks.contenders.clock import measured

    smp, opened = import_smp(), open_pack(pack)
    card = opened.card
    with measured():
        network = smp.from_pretrained(opened.member_folder(card.members[0])).eval()
        geoai.inference.predict_geotiff(
            torch.nn.Sequential(network, torch.nn.Sigmoid()),
            raster,
            out,
            tile_size=card.tile_px,
            overlap=2 * card.margin_px,
            preprocess_fn=lambda tile: normalise(tile, card.normalisation),
            device="cpu",
            verbose=False,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
