"""Discovery of scenes in the user's selection: rasters, folders of one date, folders of several dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.imagery_settings import Period
from deepslide_qgis.core.imagery.scene import (
    COMMON_NAMES,
    SCENE_FILE,
    Scene,
    SceneBand,
    parse_band_name,
    parse_baseline,
    parse_date,
    parse_relative_orbit,
    parse_terrain_corrected,
    read_scene,
)
from deepslide_qgis.engine.rasters.source import describe_bands, open_raster

SUFFIXES = (".tif", ".tiff", ".jp2", ".vrt", ".img")
NOT_IMAGES = ("MSK_", "TCI", ".part.")
NAMED_PARENTS, DATED_PARENTS = 6, 3
"""Number of path parts, file included, that are searched for metadata and for the date: products are deeply nested."""
BACKSCATTER_TAG, TERRAIN_CORRECTED = "backscatter", "gamma0, terrain-corrected"
"""Tag of bands written by the terrain correction, which must not be corrected again."""
RADAR_BANDS = ("VV", "VH")
RESOLUTION = re.compile(r"[_/]R?(10|20|60)m(?=[_./]|$)")
BAND_PART = re.compile(
    rf"(?:^|(?<=[_.\-/]))(?:B(?:0?[1-9]|1[0-2]|8A|08A)|SCL|VV|VH|angle|incidence|{'|'.join(COMMON_NAMES)})(?=[_.\-]|$)",
    re.I,
)


def find_scenes(paths: Sequence[str], wanted: Sequence[str] = ()) -> list[Scene]:
    """Return the scenes in ``paths``, by date, without duplicates; with ``wanted``, only scenes with one of these
    bands.

    Raises RasterError if there are none.
    """
    files = {file: read_sidecar_scene(file) for file in map(Path, paths) if not file.is_dir()}
    scenes = [scene for path in paths if Path(path).is_dir() for scene in _find_in_folder(Path(path))]
    scenes += filter(None, files.values())
    scenes += _group_files(file for file, scene in files.items() if scene is None)
    selected = [scene for scene in dict.fromkeys(scenes) if not wanted or set(wanted) & set(scene.band_names)]
    if not selected:
        known = f" with one of the bands {', '.join(wanted)}" if wanted else ""
        raise RasterError(
            f"There is no image{known} in {', '.join(map(repr, paths))}.",
            "Describe the bands in the rasters, or let the files' names end in them: …_B04.tif, …_VV.tif.",
        )
    return sorted(selected, key=lambda scene: (scene.date or "", scene.id))


def filter_by_period(scenes: Sequence[Scene], period: Period, what: str) -> list[Scene]:
    """Return the scenes of a period; raise RasterError if there are none."""
    selected = [scene for scene in scenes if period.holds(scene.date)]
    if not selected:
        dates = sorted({scene.date for scene in scenes if scene.date})
        span = f"from {period.start or 'any date'} to {period.end or 'any date'}"
        raise RasterError(
            f"None of the {len(scenes)} {what} image(s) is {span}; they are of {', '.join(dates)}.",
            "Choose other images, or change the dates.",
        )
    return selected


def list_files(scenes: Sequence[Scene]) -> list[str]:
    """Return the rasters of the scenes, without duplicates."""
    return list(dict.fromkeys(band.path for scene in scenes for band in scene.bands))


def _find_in_folder(folder: Path) -> Iterator[Scene]:
    described = sorted(folder.rglob(SCENE_FILE))
    yield from map(read_scene, described)
    scene_folders = {file.parent for file in described}
    yield from _group_files(
        file for file in folder.rglob("*") if _is_image(file) and not scene_folders & set(file.parents)
    )


def _is_image(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and not any(part in file.name for part in NOT_IMAGES)


def read_sidecar_scene(file: Path) -> Optional[Scene]:
    """Return the scene described by the scene.json beside ``file`` if that lists ``file``, else None."""
    sidecar = file.with_name(SCENE_FILE)
    if not sidecar.is_file():
        return None
    scene = read_scene(sidecar)
    return scene if file == sidecar or str(file) in list_files([scene]) else None


def read_raster_scene(raster: str) -> Scene:
    """Return the scene of a raster from the ``scene.json`` beside it, else from its descriptions and name.

    Bands without descriptions are named by number.
    """
    path = Path(raster)
    sidecar_scene = read_sidecar_scene(path)
    if sidecar_scene:
        return sidecar_scene
    bands = _find_bands(path) or (SceneBand("1", raster),)
    return _make_scene_from_name("/".join(path.parts[-NAMED_PARENTS:]), path.stem, bands)


def _is_our_correction(path: Path) -> bool:
    """Return True if the terrain correction wrote the raster."""
    with open_raster(str(path)) as raster:
        return raster.tags(1).get(BACKSCATTER_TAG) == TERRAIN_CORRECTED


def _group_files(files: Iterable[Path]) -> Iterator[Scene]:
    """Yield scenes from rasters, grouped by file name without band and resolution."""
    groups: dict[str, dict[str, SceneBand]] = {}
    corrected = set()
    for file in sorted(files, key=_resolution_key):
        key = BAND_PART.sub("", RESOLUTION.sub("", file.with_suffix("").as_posix()))
        for band in _find_bands(file):
            groups.setdefault(key, {}).setdefault(band.name, band)  # the finest resolution first
        if key in groups and _is_our_correction(file):
            corrected.add(key)
    for key, bands in groups.items():
        *folders, name = key.split("/")
        scene_id = name.strip("_-. ") or "/".join(folders[-1:])
        scene = _make_scene_from_name("/".join([*folders[1 - NAMED_PARENTS :], name]), scene_id, tuple(bands.values()))
        yield replace(scene, is_terrain_corrected=True) if key in corrected else scene


def _resolution_key(file: Path) -> tuple[int, str]:
    size = RESOLUTION.search(file.as_posix())
    return int(size[1]) if size else 0, file.as_posix()


def _find_bands(file: Path) -> tuple[SceneBand, ...]:
    """Return the bands by the raster's descriptions, or the one in its name."""
    with open_raster(str(file)) as raster:
        descriptions = describe_bands(raster)
    named = [(number, parse_band_name(text)) for number, text in enumerate(descriptions, 1) if text]
    bands = {name: SceneBand(name, str(file), number) for number, name in named if name}
    by_name = parse_band_name(file.name)
    if not bands and by_name and len(descriptions) == 1:
        bands = {by_name: SceneBand(by_name, str(file))}
    return tuple(bands.values())


def _make_scene_from_name(name: str, scene_id: str, bands: tuple[SceneBand, ...]) -> Scene:
    scene = Scene(scene_id, bands, date=_nearest_date(name), processing_baseline=parse_baseline(name))
    if not set(RADAR_BANDS) & set(scene.band_names):
        return scene
    return replace(scene, relative_orbit=parse_relative_orbit(name), is_terrain_corrected=parse_terrain_corrected(name))


def _nearest_date(name: str) -> Optional[str]:
    """Return the date in the file's name, or else in that of the nearest folder with a date."""
    return next(filter(None, map(parse_date, reversed(name.split("/")[-DATED_PARENTS:]))), None)


def group_by_date(scenes: Sequence[Scene]) -> list[list[int]]:
    """Return the indices of ``scenes`` grouped by day and pass: overlapping tiles of one pass are one date.

    A scene without a day is a group of its own.
    """
    dates: dict[tuple, list[int]] = {}
    for number, scene in enumerate(scenes):
        key = (scene.day, scene.orbit_pass) if scene.day else (number,)
        dates.setdefault(key, []).append(number)
    return list(dates.values())
