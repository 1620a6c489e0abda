"""What only doing shows: a prediction on each device against the CPU's, files that can be written, space and memory."""

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
"""Of a probability, between devices: they round differently, and GPUs may use shorter numbers."""
LITTLE_DISK = 2 << 30
LITTLE_MEMORY = 2 << 30
OTHER_DEVICE = "Use DEVICE=cpu until the driver of the graphics card is updated, and report this."
Problem = dict[str, str]


def try_devices(devices: list[dict[str, Any]]) -> Iterator[Problem]:
    """Predict one tile on each device, note its seconds there, and yield what is wrong."""
    import numpy as np

    from deepslide_qgis.engine.prediction.ensemble import sigmoid

    pack = _smallest_pack()
    if pack is None:
        return
    shape = 1, pack.card.normalisation.channels, pack.card.tile_px, pack.card.tile_px
    tile = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    expected = None
    for device in devices:
        try:
            logits, device["seconds_per_tile"] = _predict(pack, device["name"], tile)
        except Exception as error:  # noqa: BLE001 (a broken driver may raise anything: that is what is asked for)
            yield _failed(device["name"], error)
            continue
        probability = sigmoid(logits)
        expected = probability if expected is None else expected
        difference = float(np.abs(probability - expected).max())
        device["difference"] = difference
        if not difference <= LARGEST_DIFFERENCE:
            message = f"{device['name']} predicts otherwise than the CPU: probabilities differ by {difference:.2g}."
            yield {"message": message, "remedy": OTHER_DEVICE}


def _smallest_pack() -> Pack | None:
    """Return the smallest of the packs that come with the plugin: one of the user's may be damaged, or need more."""
    folders = [card.parent for card in bundled_folder().glob(f"*/{CARD_NAME}")]
    sizes = {folder: sum(file.stat().st_size for file in folder.rglob("*.safetensors")) for folder in folders}
    return open_folder(min(folders, key=lambda folder: sizes[folder])) if folders else None


def _predict(pack: Pack, name: str, tile: Any) -> tuple[Any, float]:
    """Return logits of the first member on one device, and the seconds of a second run: the first one warms up."""
    first = pack.card.members[0]
    pack.check_members((first,))
    member = choose_runtime(name, (first,)).load(pack, first)
    member.logits(tile)
    began = time.perf_counter()
    return member.logits(tile), round(time.perf_counter() - began, 4)


def _failed(name: str, error: Exception) -> Problem:
    known = explain(error)
    reason = known.message if known else f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
    remedy = known.remedy if known else SET_UP_AGAIN if name == "cpu" else OTHER_DEVICE
    return {"message": f"The device {name} cannot predict: {reason}", "remedy": remedy}


def places() -> dict[str, dict[str, Any]]:
    """Return the folders that the engine writes to: free bytes, and what is wrong with writing there."""
    found = {}
    for title, folder in (("data", data_folder()), ("temporary", Path(tempfile.gettempdir()))):
        found[title] = {"folder": str(folder), "free_bytes": 0, "error": ""}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            found[title]["free_bytes"] = shutil.disk_usage(folder).free
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"x" * 4096)
        except OSError as error:
            found[title]["error"] = str(error)
    return found


def try_places(found: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    """Yield what is wrong with the folders of ``places``."""
    for place in found.values():
        if place["error"]:
            yield {
                "message": f"Nothing can be written to {place['folder']}: {place['error']}.",
                "remedy": "Give yourself permission there, or let DEEPSLIDE_DATA (or TMPDIR) name another folder.",
            }


def memory_notes(found: dict[str, dict[str, Any]], total: int, free: int) -> Iterator[Problem]:
    """Yield what will become tight though all works now."""
    for place in found.values():
        if not place["error"] and place["free_bytes"] < LITTLE_DISK:
            free_gb = place["free_bytes"] / 1e9
            yield {"message": f"Only {free_gb:.1f} GB are free in {place['folder']}.", "remedy": "Free some space."}
    if total and free < LITTLE_MEMORY:
        yield {"message": f"Only {free / 2**30:.1f} GiB of memory are free.", "remedy": LESS_MEMORY}


def memory() -> dict[str, int]:
    """Return the machine's memory and what is free of it, in bytes."""
    total, free = memory_bytes()
    return {"total_bytes": total, "free_bytes": free}
