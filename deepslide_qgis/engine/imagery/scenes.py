"""The scenes behind what a person chose: rasters, folders of one date, folders of many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery import Period
from deepslide_qgis.core.scene import (
    SCENE_FILE,
    Scene,
    SceneBand,
    band_in,
    baseline_in,
    date_in,
    is_terrain_corrected,
    read_scene,
    relative_orbit_in,
)
from deepslide_qgis.engine.source import describe_bands, open_raster

SUFFIXES = (".tif", ".tiff", ".jp2", ".vrt", ".img")
NOT_IMAGES = ("MSK_", "TCI", ".part.")
NAMED_PARENTS = 4
BACKSCATTER_TAG, TERRAIN_CORRECTED = "backscatter", "gamma0, terrain-corrected"
"""How bands written by the terrain correction say that it must not be done again."""
RADAR_BANDS = ("VV", "VH")
RESOLUTION = re.compile(r"[_/]R?(10|20|60)m(?=[_./]|$)")
BAND_PART = re.compile(r"(?:^|(?<=[_.\-/]))(?:B(?:0?[1-9]|1[0-2]|8A|08A)|SCL|VV|VH|angle|incidence)(?=[_.\-]|$)", re.I)


def find_scenes(paths: Sequence[str], wanted: Sequence[str] = ()) -> list[Scene]:
    """Return the scenes in ``paths``, by date; with ``wanted``, those that have one of these bands.

    Raises RasterError where there are none.
    """
    scenes = [scene for path in paths for scene in _scenes_in(Path(path))]
    kept = [scene for scene in scenes if not wanted or set(wanted) & set(scene.band_names)]
    if not kept:
        known = f" with one of the bands {', '.join(wanted)}" if wanted else ""
        raise RasterError(
            f"There is no image{known} in {', '.join(map(repr, paths))}.",
            "Describe the bands in the rasters, or let the files' names end in them: …_B04.tif, …_VV.tif.",
        )
    return sorted(kept, key=lambda scene: (scene.date or "", scene.id))


def in_period(scenes: Sequence[Scene], period: Period, what: str) -> list[Scene]:
    """Return the scenes of a period; raise RasterError where there are none."""
    kept = [scene for scene in scenes if period.holds(scene.date)]
    if not kept:
        dates = sorted({scene.date for scene in scenes if scene.date})
        span = f"from {period.start or 'any date'} to {period.end or 'any date'}"
        raise RasterError(
            f"None of the {len(scenes)} {what} image(s) is {span}; they are of {', '.join(dates)}.",
            "Choose other images, or change the dates.",
        )
    return kept


def files_of(scenes: Sequence[Scene]) -> list[str]:
    """Return the rasters of the scenes, each once."""
    return list(dict.fromkeys(band.path for scene in scenes for band in scene.bands))


def _scenes_in(path: Path) -> Iterator[Scene]:
    if path.is_file() or not path.is_dir():
        yield read_scene(path) if path.name == SCENE_FILE else scene_of_raster(str(path))
        return
    if (path / SCENE_FILE).is_file():
        yield read_scene(path / SCENE_FILE)
        return
    described = sorted(path.rglob(SCENE_FILE))
    yield from map(read_scene, described)
    taken = {file.parent for file in described}
    files = (file for file in sorted(path.rglob("*")) if _is_image(file) and not taken & set(file.parents))
    yield from _scenes_of_files(path, files)


def _is_image(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and not any(part in file.name for part in NOT_IMAGES)


def scene_of_raster(raster: str) -> Scene:
    """Return what the raster's descriptions and name tell; its bands are numbered where nothing tells."""
    path = Path(raster)
    bands = _bands_of(path) or (SceneBand("1", raster),)
    scene = _told_by_name("/".join(path.parts[-NAMED_PARENTS:]), path.stem, bands)
    return replace(scene, is_terrain_corrected=True) if _is_our_correction(path) else scene


def _is_our_correction(path: Path) -> bool:
    with open_raster(str(path)) as raster:
        return raster.tags(1).get(BACKSCATTER_TAG) == TERRAIN_CORRECTED


def _scenes_of_files(folder: Path, files: Iterator[Path]) -> Iterator[Scene]:
    """Yield the scenes that the names of single-band files, or the descriptions of others, tell apart."""
    found: dict[str, dict[str, SceneBand]] = {}
    for file in sorted(files, key=_fineness):
        relative = file.relative_to(folder).with_suffix("").as_posix()
        key = BAND_PART.sub("", RESOLUTION.sub("", relative))
        for band in _bands_of(file):
            found.setdefault(key, {}).setdefault(band.name, band)  # the finest of each
    for key, bands in found.items():
        yield _told_by_name(f"{folder.name}/{key}", key.strip("_-. /") or folder.name, tuple(bands.values()))


def _fineness(file: Path) -> tuple[int, str]:
    size = RESOLUTION.search(file.as_posix())
    return int(size[1]) if size else 0, file.as_posix()


def _bands_of(file: Path) -> tuple[SceneBand, ...]:
    """Return the bands that the raster's descriptions tell, or the one that its name does."""
    with open_raster(str(file)) as raster:
        descriptions = describe_bands(raster)
    named = [(number, band_in(text)) for number, text in enumerate(descriptions, 1) if text]
    bands = {name: SceneBand(name, str(file), number) for number, name in named if name}
    by_name = band_in(file.name)
    if not bands and by_name and len(descriptions) == 1:
        bands = {by_name: SceneBand(by_name, str(file))}
    return tuple(bands.values())


def _told_by_name(name: str, scene_id: str, bands: tuple[SceneBand, ...]) -> Scene:
    scene = Scene(scene_id, bands, date=_nearest_date(name), processing_baseline=baseline_in(name))
    if not set(RADAR_BANDS) & set(scene.band_names):
        return scene
    return replace(scene, relative_orbit=relative_orbit_in(name), is_terrain_corrected=is_terrain_corrected(name))


def _nearest_date(name: str) -> Optional[str]:
    """Return the date in the file's own name, or else in that of the nearest folder that has one."""
    return next(filter(None, map(date_in, reversed(name.split("/")))), None)
