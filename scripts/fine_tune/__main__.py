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
from scripts.demo.case_study import CaseStudy, simulated, train
from scripts.demo.steps import RESULTS, Scores, compare, configured, detect
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
    make_room(folder)
    try:
        scores = round_trip(folder, options.experiment.resolve(), options.size, options.seed)
    except subprocess.CalledProcessError:
        sys.exit("The demo stopped; the reason stands above.")
    except RuntimeError as error:
        sys.exit(f"The demo stopped: {error}")
    print(f"[fine-tune 6/6] Done in {time.monotonic() - started:.0f} s. In the half that nobody reviewed:")
    for name, found in scores.items():
        print(f"      {name:7} {sentence(found)}")
    print(f"      Look at   {folder / 'before_after.png'}\n      pack      {folder / 'pack'}")


def sentence(found: Scores) -> str:
    """Return scores as a line; at the pack's own threshold first, then with the best one in hindsight."""
    return (
        f"pixel F1 {found.f1:.3f} (precision {found.precision:.3f}, recall {found.recall:.3f}) at the threshold "
        f"{found.threshold:.2f}; {found.best_f1:.3f} at the best threshold in hindsight"
    )


def round_trip(folder: Path, experiment: Path, size_px: int, seed: int) -> dict[str, Scores]:
    """Predict, review half, export, train further, predict again; return the scores before and after."""
    os.environ.update(qgis_process.environment(folder / "qgis"))
    sys.path[:0] = [str(STAGED.parent)]
    configuration = configured(folder)
    say(1, f"A case study in autumn ({size_px} × {size_px} pixels, simulated), predicted with a pack that knows none")
    simulation = ("--count", "1", "--test", "1", "--size", str(size_px), "--seed", str(seed), "--autumn")
    case = simulated(folder, simulation=simulation)
    detect(case, _made(folder / "before"), configuration)
    say(2, "The western half is reviewed")
    in_qgis("review", folder, case.raster)
    say(3, "Export as training labels")
    export_labels(case, folder, configuration)
    say(4, f"Training on, from the pack {case.pack}")
    data, runs, pack = folder / "data", folder / "runs", folder / "pack"
    train("train", experiment, "--data", data, "--runs", runs)
    train("export", experiment, "--data", data, "--runs", runs, "--to", pack)
    say(5, "Predicted again with the new pack, and both compared with the inventory where nobody reviewed")
    further = replace(case, pack=str(pack))
    detect(further, _made(folder / "after"), configuration)
    scores = {
        name: compare(one, folder / name, configuration, threshold_of(one), folder / "not_reviewed.gpkg")
        for name, one in (("before", case), ("after", further))
    }
    in_qgis("draw", folder, case.raster, *(f"{found.f1:.2f}" for found in scores.values()))
    return scores


def export_labels(case: CaseStudy, folder: Path, configuration: Path) -> None:
    """Write the case study of what was reviewed."""
    candidates = folder / "before" / RESULTS["CANDIDATES"]
    parameters = {
        "INPUT": candidates,
        "RASTER": case.raster,
        "REVIEWED_WHOLE": candidates.with_name(f"{candidates.stem}_reviewed_areas.gpkg"),
        "NAME": "autumn",
        "FOLDER": folder / "data" / "reviewed",
    }
    qgis_process.run_algorithm(configuration, "deepslide:exporttraininglabels", parameters)


def threshold_of(case: CaseStudy) -> float:
    """Return the threshold that the pack's own card names."""
    from deepslide_qgis.core.packs.pack import read_card

    return read_card(case.pack).threshold()


def in_qgis(step: str, folder: Path, *arguments: object) -> None:
    """Run a step of ``scripts.fine_tune.in_qgis`` in a QGIS of its own."""
    command = [sys.executable, "-m", "scripts.fine_tune.in_qgis", step, str(folder), *map(str, arguments)]
    paths = os.pathsep.join((str(STAGED.parent), str(REPOSITORY)))
    subprocess.run(command, check=True, cwd=REPOSITORY, env={**os.environ, "PYTHONPATH": paths})


def make_room(folder: Path) -> None:
    """Make the demo's folder, or take away what an earlier one left there; the case study is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for made in (folder / name for name in MADE):
        shutil.rmtree(made) if made.is_dir() else made.unlink(missing_ok=True)


def say(step: int, text: str) -> None:
    """Print what is done now."""
    print(f"[fine-tune {step}/6] {text}", flush=True)


def _made(folder: Path) -> Path:
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
