"""Detect landslides on a case study from end to end: ``make demo`` calls ``python -m scripts.demo``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.packs.pack import read_card
from scripts import qgis_process
from scripts.demo import case_study
from scripts.demo.steps import COMPARED, RESULTS, Scores, compare, detect, make_configuration
from scripts.stage import REPOSITORY, STAGED

FOLDER = REPOSITORY / "build" / "demo"
MADE = (
    *RESULTS.values(),
    *COMPARED.values(),
    "inventory.gpkg",
    "elevation.tif",
    "hillshade.tif",
    "demo.qgz",
    "map.png",
)


def main() -> None:
    """Run the steps; end with the location of the results, or with what went wrong."""
    options = _options()
    started = time.monotonic()
    folder = options.folder.resolve()
    prepare_folder(folder, (options.raster, options.inventory))
    try:
        print_step(1, f"The case study: {options.raster or 'simulated'}")
        case = choose_case(options, folder)
        configuration = make_configuration(folder)
        print_step(2, f"Detect landslides in {case.name} with the pack {case.pack} (qgis_process, no window)")
        detect(case, folder, configuration)
        scores = compare_if_possible(case, folder, configuration)
        print_step(4, "The QGIS project and the map")
        summary = make_project_and_map(case, folder, scores)
    except subprocess.CalledProcessError:
        sys.exit("The demo stopped; the reason stands above.")
    except RuntimeError as error:
        sys.exit(f"The demo stopped: {error}")
    print_step(5, f"Done in {time.monotonic() - started:.0f} s. {summary}")
    results = [folder / "map.png", *([folder / COMPARED["REPORT"]] if scores else [])]
    print(f"      Look at   {'  '.join(map(str, results))}")
    print(f"      open      qgis {folder / 'demo.qgz'}\n      files in  {folder}")


def print_step(step: int, text: str) -> None:
    """Print the current step."""
    print(f"[demo {step}/5] {text}", flush=True)


def prepare_folder(folder: Path, inputs: tuple[Optional[Path], ...]) -> None:
    """Create the demo's folder, or delete an earlier demo's results; keep its case study."""
    folder.mkdir(parents=True, exist_ok=True)
    results_files = [folder / name for name in MADE]
    if set(inputs) & set(results_files):
        sys.exit(f"The demo replaces what lies in {folder}: copy your file to another place first.")
    for file in results_files:
        file.unlink(missing_ok=True)
        file.with_name(f"{file.name}.aux.xml").unlink(missing_ok=True)


def choose_case(options: argparse.Namespace, folder: Path) -> case_study.CaseStudy:
    """Return the case study that the options select."""
    if options.raster:
        return case_study.case_from_raster(options.raster, options.pack, options.bands, options.inventory, folder)
    return case_study.simulate_case(folder, options.pack)


def compare_if_possible(case: case_study.CaseStudy, folder: Path, configuration: Path) -> Optional[Scores]:
    """Compare the prediction with the inventory; return None if there is none."""
    if case.inventory is None:
        print_step(3, "No inventory to compare with (INVENTORY=path)")
        return None
    print_step(3, "Compare with the inventory")
    return compare(case, folder, configuration, read_card(case.pack).threshold())


def make_project_and_map(case: case_study.CaseStudy, folder: Path, scores: Optional[Scores]) -> str:
    """Write demo.qgz and map.png; return a sentence about the candidates."""
    os.environ.update(qgis_process.environment(folder / "qgis"))
    sys.path.insert(0, str(STAGED.parent))
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    from scripts.demo.outcome import write_project_and_map

    summary = write_project_and_map(case, folder, scores)
    application.exitQgis()
    return summary


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raster", type=_existing_path, help="your own raster instead of a simulated case study")
    parser.add_argument("--pack", help="id, folder or .zip of the model pack")
    parser.add_argument("--bands", help="numbers of the raster's bands in the pack's order: 3,2,1")
    parser.add_argument("--inventory", type=_existing_path, help="polygons of mapped landslides")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where everything is written")
    return parser.parse_args()


def _existing_path(text: str) -> Optional[Path]:
    if text and not Path(text).expanduser().exists():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text).expanduser().resolve() if text else None


if __name__ == "__main__":
    main()
