"""Cases for the engine, each with some damage; most of it lies past what is checked when files are opened."""

from __future__ import annotations

import json
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file

from deepslide_qgis.core.packs.pack import file_sha256
from tests.fuzz.good import Good
from tests.fuzz.mutations import (
    damaged_blocks,
    damaged_bytes,
    damaged_index,
    damaged_json,
    damaged_tags,
    other_numbers,
)

MEMBER = "01-fpn"
TIFF_DAMAGES = {damaged_blocks: 0.55, damaged_index: 0.15, damaged_tags: 0.2, damaged_bytes: 0.1}
ODD_NUMBERS = (np.nan, np.inf, -np.inf, 3e38, 1e20, 0.0)


@dataclass(frozen=True)
class Case:
    """A request as JSON values, and whether it goes to the engine whose files may grow to a small size only."""

    request: dict[str, Any]
    has_small_disk: bool = False


def make_case(kind: str, good: Good, scratch: Path, rng: random.Random) -> Case:
    """Write one damaged case of ``kind`` into ``scratch``."""
    out = scratch / "out"
    out.mkdir()
    request = {
        "input": str(good.rasters[1]),
        "pack": str(good.pack),
        "outputs": {"probability": str(out / "p.tif"), "mask": str(out / "m.tif")},
        "device": "cpu",
    }
    return Case(request, bool(KINDS[kind](request, good, scratch, rng)))


def _raster(request: dict, good: Good, scratch: Path, rng: random.Random) -> None:
    request["input"] = str(_damaged_raster(good, scratch, rng))


def _damaged_raster(good: Good, scratch: Path, rng: random.Random) -> Path:
    original = rng.choice(good.rasters)
    content = original.read_bytes()
    if original.suffix == ".tif":
        content = rng.choices(list(TIFF_DAMAGES), list(TIFF_DAMAGES.values()))[0](content, rng)
    elif original.suffix == ".vrt" and rng.random() < 0.7:
        shutil.copy(good.rasters[0], scratch)
        content = _other_number(content, rng)
    else:
        content = damaged_bytes(content, rng)
    damaged = scratch / original.name
    damaged.write_bytes(content)
    return damaged


def _other_number(content: bytes, rng: random.Random) -> bytes:
    """Replace one number in a text by another."""
    found = rng.choice(list(re.finditer(rb"\d+(\.\d+)?", content)))
    other = rng.choice((b"0", b"1", b"-1", b"7", b"1e308", b"99999", b"nan", b"4294967296"))
    return content[: found.start()] + other + content[found.end() :]


def _copy(request: dict, good: Good, scratch: Path) -> Path:
    pack = Path(shutil.copytree(good.pack, scratch / "pack"))
    request["pack"] = str(pack)
    return pack


def _card(request: dict, good: Good, scratch: Path, rng: random.Random) -> None:
    card = _copy(request, good, scratch) / "ensemble.json"
    if rng.random() < 0.1:
        card.write_bytes(damaged_bytes(card.read_bytes(), rng))
    else:
        damage = other_numbers if rng.random() < 0.7 else damaged_json
        card.write_text(json.dumps(damage(json.loads(card.read_text()), rng)), encoding="utf-8")


def _pack(request: dict, good: Good, scratch: Path, rng: random.Random) -> None:
    """Damage a member's config or weights, with a card that lists the new hash, or the .zip."""
    pack = _copy(request, good, scratch)
    config, weights, card = pack / MEMBER / "config.json", pack / MEMBER / "model.safetensors", pack / "ensemble.json"
    how = rng.random()
    if how < 0.4:
        damage = other_numbers if rng.random() < 0.5 else damaged_json
        config.write_text(json.dumps(damage(json.loads(config.read_text()), rng)), encoding="utf-8")
    elif how < 0.9:
        before = file_sha256(weights)
        if how < 0.75:
            _damage_tensor(weights, rng)
        else:
            weights.write_bytes(damaged_bytes(weights.read_bytes(), rng))
        card.write_text(card.read_text().replace(before, file_sha256(weights)))
    else:
        archive = scratch / "pack.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            for part in sorted(pack.rglob("*.*")):
                file.write(part, part.relative_to(pack))
        archive.write_bytes(damaged_bytes(archive.read_bytes(), rng))
        request["pack"] = str(archive)


def _damage_tensor(weights: Path, rng: random.Random) -> None:
    """Change one tensor in a file that stays a safetensors file."""
    tensors = load_file(weights)
    name = rng.choice(sorted(tensors))
    tensor, how = tensors[name].copy(), rng.randrange(6)
    if how < 2 and tensor.dtype.kind == "f" and tensor.size:
        tensor.reshape(-1)[rng.randrange(tensor.size)] = rng.choice(ODD_NUMBERS)
    elif how == 2 and tensor.dtype.kind == "f":
        tensor *= rng.choice((1e10, 1e30, 0.0, -1.0))
    elif how == 3:
        tensor = np.ascontiguousarray(tensor[..., None] if rng.random() < 0.5 else np.atleast_1d(tensor)[:0])
    elif how == 4:
        tensor = tensor.astype(rng.choice(("float16", "float64", "int8", "int64")))
    else:
        tensors[f"{name}.more"] = tensor
    tensors[name] = tensor
    if how == 5 and rng.random() < 0.5:
        del tensors[name]
    save_file(tensors, weights)


def _request(request: dict, good: Good, scratch: Path, rng: random.Random) -> None:
    """Ask for what is odd and allowed, or damage any field but where the results go, which stay in ``scratch``."""
    outputs = request["outputs"]
    masks = (*map(str, good.rasters), str(_damaged_raster(good, scratch, rng)))
    odd = {
        "members": 1,
        "combine": rng.choice(("vote", "mean_probability", "mean_logit")),
        "threshold": rng.choice((0.0, 1e-9, 0.4, 1.0)),
        "tile_px": rng.choice((32, 64, 96, 1024)),
        "margin_px": rng.choice((0, 1, 4, 15)),
        "batch_size": rng.choice((1, 2, 1000)),
        "bands": rng.choice(([1, 2, 3], [3, 3, 3], [3, 1, 2])),
        "inside": rng.choice((None, *masks[-3:])),
        "exclude": rng.sample(masks, rng.choice((0, 1, 2))),
    }
    kept = {name: odd[name] for name in rng.sample(sorted(odd), rng.randrange(2, len(odd)))}
    request.update(kept if rng.random() < 0.6 else damaged_json({**request, **kept}, rng))
    request["outputs"] = outputs


def _writing(request: dict, good: Good, scratch: Path, rng: random.Random) -> bool:
    """Let something stand where a file has to go; or let files grow to a small size only: return whether it is that."""
    out = scratch / "out"
    if rng.random() < 0.7:
        request["input"] = str(good.long_raster)
        request.update(tile_px=rng.choice((32, 64, 96)), batch_size=rng.choice((1, 8)))
        if rng.random() < 0.5:
            request["outputs"]["spread"] = str(out / "s.tif")
        return True
    request["input"] = str(rng.choice(good.rasters))
    obstacle = rng.choice(("p.run.json", "p.part.tif", "m.part.tif", "p.part.run.json", "m.tif", "p.tif", "nowhere"))
    if obstacle == "nowhere":
        request["outputs"]["mask"] = str(scratch / "nowhere" / "m.tif")
    else:
        (out / obstacle).mkdir()
    return False


KINDS: dict[str, Callable[[dict, Good, Path, random.Random], Any]] = {
    "raster": _raster,
    "card": _card,
    "pack": _pack,
    "request": _request,
    "writing": _writing,
}
