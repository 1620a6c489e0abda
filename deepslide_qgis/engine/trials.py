"""Trials of the engine: a prediction on each device compared with the CPU, writable folders, disk space, memory."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deepslide_qgis.core.packs.pack import CARD_NAME, Pack, bundled_folder, open_folder
from deepslide_qgis.core.paths import data_folder
from deepslide_qgis.core.remedies import LESS_MEMORY, SET_UP_AGAIN
from deepslide_qgis.engine.members.runtimes import choose_runtime
from deepslide_qgis.engine.process.failures import explain
from deepslide_qgis.engine.process.memory import memory_bytes

LARGEST_DIFFERENCE = 0.02
"""Largest difference of a probability between devices, which round differently; GPUs may use shorter numbers."""
LITTLE_DISK = 2 << 30
LITTLE_MEMORY = 2 << 30
OTHER_DEVICE = "Use DEVICE=cpu until the driver of the graphics card is updated, and report this."
Problem = dict[str, str]


def try_devices(devices: list[dict[str, Any]]) -> Iterator[Problem]:
    """Predict one tile on each device, record the seconds there, and yield the problems found."""
    import numpy as np

    from deepslide_qgis.engine.prediction.ensemble import sigmoid

    pack = _find_smallest_pack()
    if pack is None:
        return
    shape = 1, pack.card.normalisation.channels, pack.card.tile_px, pack.card.tile_px
    tile = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    expected = None
    for device in devices:
        try:
            logits, device["seconds_per_tile"] = _predict_tile(pack, device["name"], tile)
        except Exception as error:  # noqa: BLE001 (a broken driver may raise anything)
            yield _describe_failure(device["name"], error)
            continue
        probability = sigmoid(logits)
        expected = probability if expected is None else expected
        difference = float(np.abs(probability - expected).max())
        device["difference"] = difference
        if not difference <= LARGEST_DIFFERENCE:
            message = f"{device['name']} predicts otherwise than the CPU: probabilities differ by {difference:.2g}."
            yield {"message": message, "remedy": OTHER_DEVICE}


def _find_smallest_pack() -> Pack | None:
    """Return the smallest bundled pack: a user's pack may be damaged, or need more memory."""
    folders = [card.parent for card in bundled_folder().glob(f"*/{CARD_NAME}")]
    sizes = {folder: sum(file.stat().st_size for file in folder.rglob("*.safetensors")) for folder in folders}
    return open_folder(min(folders, key=lambda folder: sizes[folder])) if folders else None


def _predict_tile(pack: Pack, name: str, tile: Any) -> tuple[Any, float]:
    """Return logits of the first member on one device, and the seconds of a second run, after the warm-up."""
    first = pack.card.members[0]
    pack.check_members((first,))
    member = choose_runtime(name, (first,)).load(pack, first)
    member.logits(tile)
    start = time.perf_counter()
    return member.logits(tile), round(time.perf_counter() - start, 4)


def _describe_failure(name: str, error: Exception) -> Problem:
    known = explain(error)
    reason = known.message if known else f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    remedy = known.remedy if known else SET_UP_AGAIN if name == "cpu" else OTHER_DEVICE
    return {"message": f"The device {name} cannot predict: {reason}", "remedy": remedy}


def check_folders() -> dict[str, dict[str, Any]]:
    """Return the folders that the engine writes to, with free bytes and the error of a trial write."""
    folders = {}
    for title, folder in (("data", data_folder()), ("temporary", Path(tempfile.gettempdir()))):
        folders[title] = {"folder": str(folder), "free_bytes": 0, "error": ""}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folders[title]["free_bytes"] = shutil.disk_usage(folder).free
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"x" * 4096)
        except OSError as error:
            folders[title]["error"] = str(error)
    return folders


def find_folder_problems(folders: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    """Yield the problems in the result of :func:`check_folders`."""
    for place in folders.values():
        if place["error"]:
            yield {
                "message": f"Nothing can be written to {place['folder']}: {place['error']}.",
                "remedy": "Give yourself permission there, or let DEEPSLIDE_DATA (or TMPDIR) name another folder.",
            }


def note_low_resources(folders: dict[str, dict[str, Any]], total: int, free: int) -> Iterator[Problem]:
    """Yield notes on little free disk space or memory."""
    for place in folders.values():
        if not place["error"] and place["free_bytes"] < LITTLE_DISK:
            free_gb = place["free_bytes"] / 1e9
            yield {"message": f"Only {free_gb:.1f} GB are free in {place['folder']}.", "remedy": "Free some space."}
    if total and free < LITTLE_MEMORY:
        yield {"message": f"Only {free / 2**30:.1f} GiB of memory are free.", "remedy": LESS_MEMORY}


def read_memory() -> dict[str, int]:
    """Return the machine's total and free memory in bytes."""
    total, free = memory_bytes()
    return {"total_bytes": total, "free_bytes": free}
