"""The input of the demo: a simulated case study, or the user's own raster."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from osgeo import gdal

from scripts.stage import REPOSITORY

gdal.UseExceptions()
ELEVATION_BAND = 10
INPUTS = "global_dataset/test/input/*.tif"
SIMULATION = ("--count", "1", "--test", "1", "--size", "512", "--seed", "7")
SIMULATED_PACK, DEFAULT_PACK = "simulated-s1s2", "l4s-rgb"


@dataclass(frozen=True)
class CaseStudy:
    """A raster to detect landslides in, its pack, and optional bands, inventory and elevation."""

    name: str
    raster: Path
    pack: str
    bands: Optional[str] = None
    inventory: Optional[Path] = None
    elevation: Optional[Path] = None


def simulate_case(folder: Path, pack: Optional[str] = None, simulation: tuple[str, ...] = SIMULATION) -> CaseStudy:
    """Simulate a case study below ``folder``, or return that of an earlier run."""
    data = folder / "case_study"
    if not list(data.glob(INPUTS)):
        run_training_command("simulate", *simulation, "--to", data)
    raster = min(data.glob(INPUTS))
    name = raster.stem.removesuffix("_input")
    elevation = folder / "elevation.tif"
    gdal.Translate(str(elevation), str(raster), bandList=[ELEVATION_BAND], creationOptions=["COMPRESS=DEFLATE"])
    mapped = _convert_inventory(data / "inventory" / f"{name}.gpkg", folder)
    return CaseStudy(name, raster, pack or SIMULATED_PACK, inventory=mapped, elevation=elevation)


def case_from_raster(
    raster: Path, pack: Optional[str], bands: Optional[str], inventory: Optional[Path], folder: Path
) -> CaseStudy:
    """Return the user's raster as a case study; ``bands`` are comma-separated numbers in the pack's order."""
    gdal.Open(str(raster))
    mapped = _convert_inventory(inventory, folder) if inventory else None
    return CaseStudy(raster.stem, raster, pack or DEFAULT_PACK, (bands or "").replace(",", ";") or None, mapped)


def run_training_command(*arguments: object) -> None:
    """Run ``python -m training`` with the engine's Python; raise CalledProcessError if it fails."""
    command = [REPOSITORY / ".venv" / "bin" / "python", "-m", "training", *arguments]
    subprocess.run([str(part) for part in command], cwd=REPOSITORY, check=True)


def hillshade(elevation: Path) -> Path:
    """Write the hillshade of an elevation raster beside it."""
    shaded = elevation.with_name("hillshade.tif")
    gdal.DEMProcessing(str(shaded), str(elevation), "hillshade", multiDirectional=True, zFactor=1)
    return shaded


def _convert_inventory(source: Path, folder: Path) -> Path:
    target = folder / "inventory.gpkg"
    target.unlink(missing_ok=True)
    gdal.PushErrorHandler("CPLQuietErrorHandler")  # hides warnings about newer GeoPackages; failures still raise
    gdal.VectorTranslate(str(target), str(source), format="GPKG", layerName="inventory")
    gdal.PopErrorHandler()
    return target
