"""Cases for the engine: good rasters, packs and requests, each with some damage done to it."""

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
import rasterio
import rasterio.shutil
from rasterio.transform import from_origin

from deepslide_qgis.core.pack import file_sha256
from deepslide_qgis.engine.raster_environment import raster_environment
from tests.fuzz.mutations import damaged_bytes, damaged_json, damaged_tags
from tests.packs import make_pack

MEMBER = "01-fpn"
PX = 48
LAYOUTS = {
    "plain": {},
    "tiled": {"tiled": True, "blockxsize": 16, "blockysize": 16, "compress": "deflate", "predictor": 2},
    "float": {"dtype": "float32", "compress": "lzw", "predictor": 3, "nodata": -9999},
    "separate": {"interleave": "band", "compress": "packbits", "dtype": "int16"},
    "alpha": {"photometric": "RGB", "alpha": "yes", "count": 4},
    "no-crs": {"crs": None, "transform": None},
}


@dataclass(frozen=True)
class Good:
    """What the damage is done to."""

    rasters: tuple[Path, ...]
    pack: Path
    folder: Path


def make_good(folder: Path) -> Good:
    """Write the rasters and the pack into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    pack = make_pack(folder / "pack", ("FPN",), tile_px=32, margin_px=4)
    rasters = [_write_raster(folder / f"{name}.tif", **layout) for name, layout in LAYOUTS.items()]
    view = folder / "view.vrt"
    with raster_environment():
        rasterio.shutil.copy(rasters[0], view, driver="VRT")
    picture = folder / "picture.png"
    with raster_environment():
        rasterio.shutil.copy(rasters[0], picture, driver="PNG")
    return Good((*rasters, view, picture), pack, folder)


def _write_raster(path: Path, **layout: Any) -> Path:
    profile = {"count": 3, "dtype": "uint8", "crs": "EPSG:32632", "transform": from_origin(5e5, 5e6, 10, 10), **layout}
    values = np.random.default_rng(1).integers(1, 255, (profile["count"], PX, PX)).astype(profile["dtype"])
    with raster_environment(), rasterio.open(path, "w", driver="GTiff", width=PX, height=PX, **profile) as file:
        file.write(values)
    return path


def make_case(kind: str, good: Good, scratch: Path, rng: random.Random) -> dict[str, Any]:
    """Write one damaged case of ``kind`` into ``scratch``; return the request for it, as JSON values."""
    out = scratch / "out"
    out.mkdir()
    request = {
        "input": str(good.rasters[0]),
        "pack": str(good.pack),
        "outputs": {"probability": str(out / "p.tif"), "mask": str(out / "m.tif")},
        "device": "cpu",
    }
    KINDS[kind](request, good, scratch, rng)
    return request


def _raster(request: dict, good: Good, scratch: Path, rng: random.Random) -> None:
    original = rng.choice(good.rasters)
    damaged = scratch / original.name
    is_tiff = original.suffix == ".tif"
    damage = damaged_tags if is_tiff and rng.random() < 0.6 else damaged_bytes
    content = original.read_bytes()
    if original.suffix == ".vrt":
        shutil.copy(good.rasters[0], scratch)
        content = _other_number(content, rng) if rng.random() < 0.7 else damaged_bytes(content, rng)
    else:
        content = damage(content, rng)
    damaged.write_bytes(content)
    request["input"] = str(damaged)


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
    if rng.random() < 0.8:
        card.write_text(json.dumps(damaged_json(json.loads(card.read_text()), rng)), encoding="utf-8")
    else:
        card.write_bytes(damaged_bytes(card.read_bytes(), rng))


def _pack(request: dict, good: Good, scratch: Path, rng: random.Random) -> None:
    """Damage a member's config or weights, with a card that lists the new hash, or the .zip."""
    pack = _copy(request, good, scratch)
    config, weights, card = pack / MEMBER / "config.json", pack / MEMBER / "model.safetensors", pack / "ensemble.json"
    how = rng.random()
    if how < 0.4:
        config.write_text(json.dumps(damaged_json(json.loads(config.read_text()), rng)), encoding="utf-8")
    elif how < 0.8:
        before = file_sha256(weights)
        weights.write_bytes(damaged_bytes(weights.read_bytes(), rng))
        card.write_text(card.read_text().replace(before, file_sha256(weights)))
    else:
        archive = scratch / "pack.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            for part in sorted(pack.rglob("*.*")):
                file.write(part, part.relative_to(pack))
        archive.write_bytes(damaged_bytes(archive.read_bytes(), rng))
        request["pack"] = str(archive)


def _request(request: dict, good: Good, scratch: Path, rng: random.Random) -> None:
    """Damage any field but where the results go, which only leads to places inside ``scratch``."""
    full = {"members": 1, "combine": "vote", "threshold": 0.4, "tile_px": 64, "margin_px": 4, "batch_size": 2}
    full.update(
        input=request["input"], pack=request["pack"], bands=[1, 2, 3], inside=None, exclude=[], band_setting=None
    )
    kept = {name: full[name] for name in rng.sample(sorted(full), rng.randrange(2, len(full)))}
    masks = [str(path) for path in good.rasters]
    kept.update(inside=rng.choice((None, *masks)), exclude=rng.sample(masks, rng.choice((0, 0, 1))))
    outputs = request["outputs"]
    request.update(damaged_json(kept, rng))
    request["outputs"] = outputs


def _writing(request: dict, good: Good, scratch: Path, rng: random.Random) -> None:
    """Let something stand where a result, its temporary file or its record has to go."""
    out = scratch / "out"
    request["input"] = str(rng.choice(good.rasters))
    obstacle = rng.choice(("p.run.json", "p.part.tif", "m.part.tif", "p.part.run.json", "m.tif", "p.tif", "nowhere"))
    if obstacle == "nowhere":
        request["outputs"]["mask"] = str(scratch / "nowhere" / "m.tif")
    else:
        (out / obstacle).mkdir()


KINDS: dict[str, Callable[[dict, Good, Path, random.Random], None]] = {
    "raster": _raster,
    "card": _card,
    "pack": _pack,
    "request": _request,
    "writing": _writing,
}
