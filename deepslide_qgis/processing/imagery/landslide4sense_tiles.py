"""Landslide4Sense tiles: search of HDF5 files, reading with GDAL, writing as GeoTIFFs.

An image is (rows, columns, 14) under the key ``img``, its mask (rows, columns) under ``mask``.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from osgeo import gdal

from deepslide_qgis.core.bands import LANDSLIDE4SENSE_BANDS, LANDSLIDE4SENSE_MEANS
from deepslide_qgis.core.errors import RasterError, RequestError
from deepslide_qgis.processing.layers.output_files import atomic_outputs
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call
from deepslide_qgis.processing.translation import translate

IMAGE_KEY, MASK_KEY = "img", "mask"
PIXEL_M = 10
COLOURS = {"B4": gdal.GCI_RedBand, "B3": gdal.GCI_GreenBand, "B2": gdal.GCI_BlueBand}
OPTIONS = ["COMPRESS=DEFLATE"]
UNKNOWN = 255
CHOOSE_FILES = "Choose .h5 files, or a folder that holds some."
CHOOSE_OTHERS = "Choose files of Landslide4Sense: image_N.h5, with their masks mask_N.h5."
MASK_VALUES = (0, 1, UNKNOWN)


@dataclass(frozen=True)
class Tile:
    """The files of one tile; ``mask`` may be None."""

    image: Path
    mask: Optional[Path]

    @property
    def names(self) -> tuple[str, ...]:
        """File names of its rasters: the image's and, if present, the mask's; they always differ."""
        if self.mask is None:
            return (f"{self.image.stem}.tif",)
        mask = self.mask.stem if self.mask.stem != self.image.stem else f"{self.mask.stem}_mask"
        return f"{self.image.stem}.tif", f"{mask}.tif"


@dataclass(frozen=True)
class Place:
    """Left and upper edge in metres; tiles have no georeference and are laid out side by side."""

    left_m: float
    top_m: float

    @property
    def geotransform(self) -> tuple[float, ...]:
        return self.left_m, PIXEL_M, 0, self.top_m, 0, -PIXEL_M


def find_tiles(given: Iterable[str], masks: str = "") -> list[Tile]:
    """Return the tiles among ``given`` files and folders (or their sub-folder ``img``), by number.

    The mask ``mask_N.h5`` of ``image_N.h5`` is expected in the folder ``masks``, or in ``mask`` beside ``img``. Raises
    RequestError if there is no tile, no mask fits, or two rasters would have the same name.
    """
    images = sorted({image for path in given for image in _list_images(Path(path))}, key=_sort_key)
    if not images:
        raise RequestError(translate("There is no Landslide4Sense tile."), translate(CHOOSE_FILES))
    tiles = [Tile(image, _find_mask(image, masks)) for image in images]
    if masks and not any(tile.mask for tile in tiles):
        raise RequestError(
            translate("No mask in '{}' belongs to a tile.").format(masks),
            translate("The mask of image_7.h5 is called mask_7.h5 (or image_7.h5)."),
        )
    _check_names(tiles)
    return tiles


def _check_names(tiles: Iterable[Tile]) -> None:
    """Raise RequestError if two rasters would have the same name on a case-insensitive disk."""
    seen: dict[str, Path] = {}
    for tile in tiles:
        for name in tile.names:
            other = seen.setdefault(name.lower(), tile.image)
            if other != tile.image:
                message = translate("'{}' and '{}' would both become '{}'.").format(other, tile.image, name)
                raise RequestError(message, translate("Import each into a folder of its own."))


def places(count: int, height_px: int, width_px: int) -> list[Place]:
    """Return the positions of ``count`` tiles in a square layout, from the upper left."""
    across = math.ceil(math.sqrt(count))
    return [Place(i % across * width_px * PIXEL_M, -(i // across) * height_px * PIXEL_M) for i in range(count)]


def write_image(tile: Tile, path: str, place: Place, digital_numbers: bool) -> None:
    """Write the fourteen described bands of ``tile``, multiplied by their means if ``digital_numbers``.

    Raises RasterError for a file that is no such image, OutputError if ``path`` cannot be written.
    """
    factors = LANDSLIDE4SENSE_MEANS if digital_numbers else (1.0,) * len(LANDSLIDE4SENSE_BANDS)
    values = read_array(tile.image, IMAGE_KEY, len(LANDSLIDE4SENSE_BANDS))
    bands = [array("f", (v * factor for v in band)) for band, factor in zip(values.bands, factors)]
    _write(path, values, bands, place, tuple(band.name for band in LANDSLIDE4SENSE_BANDS))


def write_mask(mask: Path, path: str, place: Place) -> None:
    """Write ``mask`` as bytes: 0, 1, and 255 for unknown; raise as :func:`write_image` does."""
    values = read_array(mask, MASK_KEY, 1)
    wrong = sorted(set(values.bands[0]) - set(MASK_VALUES))
    if wrong:
        raise RasterError(f"The mask '{mask.name}' holds other values than 0 and 1: {wrong[:5]}.")
    _write(path, values, [array("B", map(int, values.bands[0]))], place, ("landslide",))


@dataclass(frozen=True)
class Values:
    """Contents of a file: one sequence of numbers per band, row by row."""

    height_px: int
    width_px: int
    bands: list[array]


def read_size(tile: Tile) -> tuple[int, int]:
    """Return height and width of a tile's image in pixels; raise RasterError as :func:`write_image` does."""
    shape = _shape(_open_array(_open(tile.image), tile.image, IMAGE_KEY))
    return shape[0], shape[1]


def read_array(path: Path, key: str, count: int) -> Values:
    """Return the array ``key`` of an HDF5 file as ``count`` bands; raise RasterError for another shape."""
    file = _open(path)
    stored = _open_array(file, path, key)
    shape = _shape(stored)
    if len(shape) not in (2, 3) or (shape[2] if len(shape) == 3 else 1) != count:
        expected = f"(rows, columns, {count})" if count > 1 else "(rows, columns)"
        raise RasterError(f"'{key}' in '{path.name}' is {shape}, not {expected}.", CHOOSE_OTHERS)
    image = gdal_call(f"Reading '{path.name}'", stored.AsClassicDataset, 1, 0)
    return Values(shape[0], shape[1], [_read_band(image, number, path) for number in range(1, count + 1)])


def _open(path: Path) -> gdal.Dataset:
    if gdal.GetDriverByName("HDF5") is None:
        raise RasterError(
            "This QGIS was built without HDF5, so Landslide4Sense tiles cannot be read.",
            "Use a QGIS with the HDF5 driver of GDAL (Settings > Options > GDAL lists the drivers).",
        )
    try:
        return gdal_call("Opening", gdal.OpenEx, str(path), gdal.OF_MULTIDIM_RASTER, ["HDF5"])
    except RasterError as error:
        raise RasterError(
            f"'{path}' cannot be read as HDF5: {error.message}", "Check that it is whole; copy or download it again."
        ) from error


def _open_array(file: gdal.Dataset, path: Path, key: str) -> gdal.MDArray:
    """Return the array ``key`` of ``file``, which must stay open meanwhile."""
    names = file.GetRootGroup().GetMDArrayNames() or []
    if key not in names:
        available = ", ".join(names) or "nothing"
        raise RasterError(f"'{path.name}' has no array '{key}', but {available}.", CHOOSE_OTHERS)
    return file.GetRootGroup().OpenMDArray(key)


def _shape(stored: gdal.MDArray) -> tuple[int, ...]:
    return tuple(dimension.GetSize() for dimension in stored.GetDimensions())


def _read_band(image: gdal.Dataset, number: int, path: Path) -> array:
    raw = gdal_call(f"Reading '{path.name}'", image.GetRasterBand(number).ReadRaster, buf_type=gdal.GDT_Float64)
    return array("d", bytes(raw))


def _write(path: str, values: Values, bands: Sequence[array], place: Place, names: tuple[str, ...]) -> None:
    kind = gdal.GDT_Byte if bands[0].typecode == "B" else gdal.GDT_Float32
    create = gdal.GetDriverByName("GTiff").Create
    size = values.width_px, values.height_px
    with atomic_outputs(path) as (unfinished,):
        written = gdal_call("Writing", create, unfinished, *size, len(bands), kind, OPTIONS)
        written.SetGeoTransform(place.geotransform)
        for number, (numbers, name) in enumerate(zip(bands, names), start=1):
            band = written.GetRasterBand(number)
            band.SetDescription(name)
            band.SetColorInterpretation(COLOURS.get(name, gdal.GCI_Undefined))
            gdal_call("Writing", band.WriteRaster, 0, 0, *size, numbers.tobytes(), buf_type=kind)
        if kind == gdal.GDT_Byte:
            written.GetRasterBand(1).SetNoDataValue(UNKNOWN)
        written.FlushCache()
        del written, band


def _list_images(path: Path) -> list[Path]:
    """Return ``path`` itself, or the .h5 files of a folder or its sub-folder ``img``."""
    if not path.is_dir():
        if not path.is_file():
            raise RequestError(translate("There is no '{}'.").format(path), translate(CHOOSE_FILES))
        return [path]
    folder = path / IMAGE_KEY if (path / IMAGE_KEY).is_dir() else path
    return [file for file in folder.iterdir() if file.suffix.lower() in (".h5", ".hdf5")]


def _find_mask(image: Path, masks: str) -> Optional[Path]:
    folder = Path(masks) if masks else image.parent.parent / MASK_KEY
    names = (image.name.replace("image", MASK_KEY), image.name)
    found = [folder / name for name in names if (folder / name).is_file() and (folder / name) != image]
    return found[0] if found else None


def _sort_key(path: Path) -> tuple[int, str]:
    """Return a key that sorts image_9 before image_10."""
    digits = re.findall(r"\d+", path.stem)
    return (int(digits[-1]) if digits else 0), str(path)
