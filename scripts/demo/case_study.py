"""What the demo works on: a simulated case study, or the user's own raster."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from osgeo import gdal

from scripts.stage import REPOSITORY

gdal.UseExceptions()
ELEVATION_BAND = 10
SIMULATED_PACK, DEFAULT_PACK = "simulated-s1s2", "l4s-rgb"


@dataclass(frozen=True)
class CaseStudy:
    """A raster to detect landslides in; its pack; what is known besides."""

    name: str
    raster: Path
    pack: str
    inventory: Optional[Path] = None
    elevation: Optional[Path] = None


def simulated(folder: Path) -> CaseStudy:
    """Simulate a case study below ``folder``, or take the one of an earlier run."""
    data = folder / "global_dataset"
    if not list(data.glob("*/input/*.tif")):
        command = [REPOSITORY / ".venv" / "bin" / "python", "-m", "training", "simulate", "--folder", data]
        subprocess.run([str(part) for part in command], cwd=REPOSITORY, check=True)
    raster = sorted(data.glob("*/input/*.tif"))[0]
    mapped = sorted(raster.parents[1].glob(f"inventory/{raster.stem}*.gpkg"))
    elevation = folder / "elevation.tif"
    gdal.Translate(str(elevation), str(raster), bandList=[ELEVATION_BAND], creationOptions=["COMPRESS=DEFLATE"])
    return CaseStudy(raster.stem, raster, SIMULATED_PACK, _as_inventory(mapped[0], folder), elevation)


def own(raster: Path, pack: Optional[str], inventory: Optional[Path], folder: Path) -> CaseStudy:
    """Return the user's raster as a case study."""
    gdal.Open(str(raster))
    mapped = _as_inventory(inventory, folder) if inventory else None
    return CaseStudy(raster.stem, raster.resolve(), pack or DEFAULT_PACK, mapped)


def hillshade(elevation: Path) -> Path:
    """Write the shaded relief of an elevation raster beside it."""
    shaded = elevation.with_name("hillshade.tif")
    gdal.DEMProcessing(str(shaded), str(elevation), "hillshade", multiDirectional=True, zFactor=1)
    return shaded


def _as_inventory(source: Path, folder: Path) -> Path:
    target = folder / "inventory.gpkg"
    target.unlink(missing_ok=True)
    gdal.VectorTranslate(str(target), str(source), format="GPKG", layerName="inventory")
    return target
