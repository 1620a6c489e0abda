"""Detect landslides on a case study from end to end: ``make demo`` calls ``python -m scripts.demo``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Optional

from scripts import qgis_process
from scripts.demo import case_study
from scripts.stage import REPOSITORY, STAGED

FOLDER = REPOSITORY / "build" / "demo"
RESULTS = {
    "PROBABILITY": "probability.tif",
    "SPREAD": "spread.tif",
    "MASK": "mask.tif",
    "CANDIDATES": "candidates.gpkg",
}
MADE = (*RESULTS.values(), "inventory.gpkg", "elevation.tif", "hillshade.tif", "demo.qgz", "map.png")


def main() -> None:
    """Run the steps; end with where to look, or with what went wrong."""
    options = _options()
    started = time.monotonic()
    make_room()
    try:
        say(1, f"The case study: {options.raster or 'simulated'}")
        case = choose_case(options)
        say(2, f"Detect landslides in {case.name} with the pack {case.pack} (qgis_process, no window)")
        detect(case)
        say(3, "The QGIS project and the map")
        summary = make_project_and_map(case)
    except subprocess.CalledProcessError:
        sys.exit("The demo stopped; the reason stands above.")
    except RuntimeError as error:
        sys.exit(f"The demo stopped: {error}")
    say(4, f"Done in {time.monotonic() - started:.0f} s. {summary}")
    print(f"      Look at   {FOLDER / 'map.png'}\n      open      qgis {FOLDER / 'demo.qgz'}\n      files in  {FOLDER}")


def say(step: int, text: str) -> None:
    """Print what is done now."""
    print(f"[demo {step}/4] {text}", flush=True)


def make_room() -> None:
    """Make the demo's folder, or take away what an earlier demo left there; its case study is kept."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in MADE:
        for file in (FOLDER / name, FOLDER / f"{name}.aux.xml"):
            file.unlink(missing_ok=True)


def choose_case(options: argparse.Namespace) -> case_study.CaseStudy:
    """Return the case study that the options ask for."""
    if options.raster:
        return case_study.own(options.raster, options.pack, options.bands, options.inventory, FOLDER)
    return case_study.simulated(FOLDER, options.pack)


def detect(case: case_study.CaseStudy) -> None:
    """Run ``deepslide:detectlandslides`` as a user without a desktop would."""
    os.environ.setdefault("DEEPSLIDE_ENGINE_PYTHON", str(REPOSITORY / ".venv" / "bin" / "python"))
    configuration = FOLDER / "qgis"
    qgis_process.enable_plugin(configuration, STAGED)
    inputs = {
        "INPUT": case.raster,
        "MODEL_PACK": case.pack,
        "BANDS": case.bands,
        "INVENTORY": case.inventory,
        "DEM": case.elevation,
    }
    outputs = {name: FOLDER / file for name, file in RESULTS.items()}
    qgis_process.run_algorithm(configuration, "deepslide:detectlandslides", {**inputs, **outputs})


def make_project_and_map(case: case_study.CaseStudy) -> str:
    """Write demo.qgz and map.png; return a sentence about the candidates."""
    os.environ.update(qgis_process.environment(FOLDER / "qgis"))
    sys.path.insert(0, str(STAGED.parent))
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    from scripts.demo.outcome import write_project_and_map

    summary = write_project_and_map(case, FOLDER)
    application.exitQgis()
    return summary


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raster", type=_existing, help="your own raster instead of a simulated case study")
    parser.add_argument("--pack", help="id, folder or .zip of the model pack")
    parser.add_argument("--bands", help="numbers of the raster's bands in the pack's order: 3,2,1")
    parser.add_argument("--inventory", type=_existing, help="polygons of mapped landslides")
    return parser.parse_args()


def _existing(text: str) -> Optional[Path]:
    if text and not Path(text).expanduser().exists():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text).expanduser().resolve() if text else None


if __name__ == "__main__":
    main()
