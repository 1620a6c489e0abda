"""From a review to a better pack: ``make fine-tune-demo`` calls ``python -m scripts.fine_tune``.

A pack meets ground that it does not know: a simulated case study in autumn, where falling leaves look like landslides.
The western half of its candidates is judged, with the truth of the simulation in the geologist's place, exported as
training labels, and the pack is trained further on them. What that is worth is measured in the eastern half, where
nothing was judged.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from scripts import qgis_process
from scripts.demo.case_study import CaseStudy, run_training_command, simulate_case
from scripts.demo.steps import RESULTS, Scores, compare, detect, make_configuration
from scripts.stage import REPOSITORY, STAGED

FOLDER = REPOSITORY / "build" / "fine-tune-demo"
EXPERIMENT = REPOSITORY / "training" / "experiments" / "fine_tune_demo.toml"
SEED = 7
SIZE_PX = 512
MADE = ("before", "after", "data", "runs", "pack", "not_reviewed.gpkg", "before_after.png", "qgis")


def main() -> None:
    """Run the steps; end with the scores before and after, or with what went wrong."""
    options = _options()
    folder, started = options.folder.resolve(), time.monotonic()
    prepare_folder(folder)
    try:
        scores = round_trip(folder, options.experiment.resolve(), options.size, options.seed)
    except subprocess.CalledProcessError:
        sys.exit("The demo stopped; the reason stands above.")
    except RuntimeError as error:
        sys.exit(f"The demo stopped: {error}")
    print(f"[fine-tune 6/6] Done in {time.monotonic() - started:.0f} s. In the half that nobody reviewed:")
    for name, found in scores.items():
        print(f"      {name:7} {format_scores(found)}")
    print(f"      Look at   {folder / 'before_after.png'}\n      pack      {folder / 'pack'}")


def format_scores(found: Scores) -> str:
    """Return scores as text: at the pack's threshold, then at the best threshold in hindsight."""
    return (
        f"pixel F1 {found.f1:.3f} (precision {found.precision:.3f}, recall {found.recall:.3f}) at the threshold "
        f"{found.threshold:.2f}; {found.best_f1:.3f} at the best threshold in hindsight"
    )


def round_trip(folder: Path, experiment: Path, size_px: int, seed: int) -> dict[str, Scores]:
    """Predict, review half, export, train further, predict again; return the scores before and after."""
    os.environ.update(qgis_process.environment(folder / "qgis"))
    sys.path[:0] = [str(STAGED.parent)]
    configuration = make_configuration(folder)
    print_step(
        1, f"A case study in autumn ({size_px} × {size_px} pixels, simulated), predicted with a pack that knows none"
    )
    simulation = ("--count", "1", "--test", "1", "--size", str(size_px), "--seed", str(seed), "--autumn")
    case = simulate_case(folder, simulation=simulation)
    detect(case, _make_folder(folder / "before"), configuration)
    print_step(2, "The western half is reviewed")
    run_in_qgis("review", folder, case.raster)
    print_step(3, "Export as training labels")
    export_labels(case, folder, configuration)
    print_step(4, f"Training on, from the pack {case.pack}")
    data, runs, pack = folder / "data", folder / "runs", folder / "pack"
    run_training_command("train", experiment, "--data", data, "--runs", runs)
    run_training_command("export", experiment, "--data", data, "--runs", runs, "--to", pack)
    print_step(5, "Predicted again with the new pack, and both compared with the inventory where nobody reviewed")
    retrained = replace(case, pack=str(pack))
    detect(retrained, _make_folder(folder / "after"), configuration)
    scores = {
        name: compare(one, folder / name, configuration, read_threshold(one), folder / "not_reviewed.gpkg")
        for name, one in (("before", case), ("after", retrained))
    }
    run_in_qgis("draw", folder, case.raster, *(f"{found.f1:.2f}" for found in scores.values()))
    return scores


def export_labels(case: CaseStudy, folder: Path, configuration: Path) -> None:
    """Export the reviewed half as training labels."""
    candidates = folder / "before" / RESULTS["CANDIDATES"]
    parameters = {
        "INPUT": candidates,
        "RASTER": case.raster,
        "REVIEWED_WHOLE": candidates.with_name(f"{candidates.stem}_reviewed_areas.gpkg"),
        "NAME": "autumn",
        "FOLDER": folder / "data" / "reviewed",
    }
    qgis_process.run_algorithm(configuration, "deepslide:exporttraininglabels", parameters)


def read_threshold(case: CaseStudy) -> float:
    """Return the threshold in the pack's card."""
    from deepslide_qgis.core.packs.pack import read_card

    return read_card(case.pack).threshold()


def run_in_qgis(step: str, folder: Path, *arguments: object) -> None:
    """Run a step of ``scripts.fine_tune.in_qgis`` in a separate QGIS process."""
    command = [sys.executable, "-m", "scripts.fine_tune.in_qgis", step, str(folder), *map(str, arguments)]
    paths = os.pathsep.join((str(STAGED.parent), str(REPOSITORY)))
    subprocess.run(command, check=True, cwd=REPOSITORY, env={**os.environ, "PYTHONPATH": paths})


def prepare_folder(folder: Path) -> None:
    """Create the demo's folder, or delete an earlier run's results; keep the case study."""
    folder.mkdir(parents=True, exist_ok=True)
    for made in (folder / name for name in MADE):
        shutil.rmtree(made) if made.is_dir() else made.unlink(missing_ok=True)


def print_step(step: int, text: str) -> None:
    """Print the current step."""
    print(f"[fine-tune {step}/6] {text}", flush=True)


def _make_folder(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where everything is written")
    parser.add_argument("--experiment", type=Path, default=EXPERIMENT, help="how the pack is trained further")
    parser.add_argument("--size", type=int, default=SIZE_PX, help="width and height of the case study in pixels")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed makes the same case study")
    return parser.parse_args()


if __name__ == "__main__":
    main()
