"""Small labelled data of every kind, written on the spot, and experiments that read them."""

from __future__ import annotations

import zlib
from pathlib import Path

import h5py
import numpy as np
import pyogrio
import rasterio
import shapely

from deepslide_qgis.core.bands import CASE_STUDY_BANDS
from tests.training.tiny_experiment import EXPERIMENT
from training.planning.experiment import Experiment, read_experiment
from training.planning.plans import MemberPlan

UTM = "EPSG:32632"
PLACED = rasterio.Affine(10, 0, 400_000, 0, -10, 5_200_000)
KINDS = {
    "case_studies": ('kind = "tiles"', 'kind = "case_studies"'),
    "raster_inventory": ('kind = "tiles"', 'kind = "raster_inventory"'),
    "landslide4sense": ('kind = "tiles"', 'kind = "landslide4sense"'),
}
PLAIN = """[normalisation]
gain = "none"
[augmentation]
turns = "none"
[schedule]"""


def experiment_of(folder: Path, kind: str, setting: str, *changes: tuple[str, str], data: str = "") -> Experiment:
    """Return the tiny experiment on another ``kind`` of data, with further lines in its ``data`` table."""
    text = EXPERIMENT.replace(*KINDS[kind]).replace('setting = "rgb"', f'setting = "{setting}"')
    text = text.replace('folder = "tiles"', 'folder = "."')
    start, end = text.index("[normalisation]"), text.index("[schedule]")
    text = text[:start] + data + "\n" + PLAIN + text[end + len("[schedule]") :]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / f"{kind}.toml"
    path.write_text(text, encoding="utf-8")
    return read_experiment(path)


def first(experiment: Experiment) -> MemberPlan:
    return experiment.members[0]


def write_raster(
    path: Path,
    values: np.ndarray,
    crs: str | None = UTM,
    transform: rasterio.Affine | None = PLACED,
    nodata: float | None = None,
    descriptions: tuple[str, ...] = (),
) -> Path:
    """Write ``values`` (C, H, W) as a GeoTIFF."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count, height, width = values.shape
    profile = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": values.dtype}
    with rasterio.open(path, "w", crs=crs, transform=transform, nodata=nodata, **profile) as raster:
        raster.write(values)
        if descriptions:
            raster.descriptions = descriptions
    return path


def case_study(seed: int, shape: tuple[int, int] = (80, 70)) -> tuple[np.ndarray, np.ndarray]:
    """Return fifteen bands, band n about n, with gaps in the first, and a label with one landslide."""
    random = np.random.default_rng(seed)
    bands = random.normal(np.arange(15)[:, None, None], 1, (15, *shape)).astype(np.float32)
    names = [band.name for band in CASE_STUDY_BANDS]
    for mask in ("layover", "shadow"):
        bands[names.index(mask)] = random.random(shape) < 0.9
    bands[names.index("climate")] = random.integers(3, 6, shape)
    bands[names.index("landCover")] = random.integers(1, 9, shape)
    bands[0, :5] = np.nan
    label = np.zeros((1, *shape), np.uint8)
    label[0, 30:40, 20:28] = 1
    return bands, label


def place_of(folder: Path, name: str) -> rasterio.Affine:
    """Return a place that no other case study of a test has, the same one for the same folder's name and its own."""
    return PLACED @ rasterio.Affine.translation(1000 * (1 + zlib.crc32(f"{folder.name}/{name}".encode()) % 10_000), 0)


def write_case_study(folder: Path, name: str, bands: np.ndarray, label: np.ndarray | None) -> None:
    placed = place_of(folder, name)
    write_raster(folder / "input" / f"{name}_input.tif", bands, transform=placed, nodata=np.nan)
    if label is not None:
        write_raster(folder / "label" / f"{name}_label.tif", label, transform=placed)


def write_case_studies(folder: Path, count: int, shape: tuple[int, int] = (80, 70)) -> None:
    """Write ``count`` case studies called a, b, c …"""
    for number in range(count):
        write_case_study(folder, chr(ord("a") + number), *case_study(number, shape))


def write_polygons(path: Path, polygons: list[shapely.Geometry], crs: str | None = UTM, **fields: list) -> Path:
    """Write polygons with ``fields`` (one value each) in the format of the file's ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    values = [np.array(column) for column in fields.values()]
    geometry = shapely.to_wkb(np.array(polygons, object))
    kind = "Unknown" if path.suffix == ".gpkg" else "Polygon"
    pyogrio.raw.write(path, geometry, values, list(fields), geometry_type=kind, crs=crs)
    return path


def box_px(top: int, left: int, height: int, width: int) -> shapely.Polygon:
    """Return the outline of pixels of a raster that lies as ``PLACED``."""
    west, north = PLACED @ (left, top)
    east, south = PLACED @ (left + width, top + height)
    return shapely.box(west, south, east, north)


def write_h5_tile(
    folder: Path, number: int, image: np.ndarray, mask: np.ndarray | None, keys: tuple[str, str] = ("img", "mask")
) -> None:
    """Write a tile of Landslide4Sense: image (H, W, 14) and mask (H, W)."""
    for part, name, key, values in (("img", "image", keys[0], image), ("mask", "mask", keys[1], mask)):
        (folder / part).mkdir(parents=True, exist_ok=True)
        if values is not None:
            with h5py.File(folder / part / f"{name}_{number}.h5", "w") as file:
                file[key] = values


def h5_tile(seed: int, size: int = 48) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    mask = np.zeros((size, size), np.uint8)
    mask[10:20, 5:30] = 1
    return random.uniform(0.5, 1.5, (size, size, 14)), mask
