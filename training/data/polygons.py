"""Reads the polygons of an inventory: filtered, repaired and transformed to the CRS of a raster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.warp import transform

from deepslide_qgis.core.errors import RasterError


def read_polygons(path: Path, crs: CRS | None, expression: str = "") -> list[shapely.Polygon]:
    """Return the polygons of ``path`` that match ``expression`` (OGR SQL on fields), repaired, in ``crs``.

    Raises RasterError if the file cannot be read, has several layers or no polygons at all, or if only one of polygons
    and raster has a CRS.
    """
    meta, shapes = _read_geometries(path, expression)
    if bool(meta["crs"]) != bool(crs):
        lacking = f"The inventory '{path.name}'" if crs else f"The raster of the inventory '{path.name}'"
        raise RasterError(f"{lacking} has no CRS.", "Give it one in QGIS: Assign projection.")
    polygons = _repair_polygons(shapes)
    if len(shapes) and not len(polygons):
        raise RasterError(
            f"The inventory '{path.name}' holds no polygons.", "Outline the landslides, or buffer points."
        )
    return list(_to_crs(polygons, meta["crs"], crs, path.name) if crs else polygons)


def _read_geometries(path: Path, expression: str) -> tuple[dict[str, Any], np.ndarray]:
    """Return pyogrio's metadata of the file, and its geometries without missing ones."""
    try:
        layers = pyogrio.list_layers(path)
        if len(layers) > 1:
            raise RasterError(
                f"'{path.name}' holds {len(layers)} layers: {', '.join(layers[:, 0])}.", "Save one of them alone."
            )
        fields = None if expression else []  # a shapefile's filter sees only the fields that are read
        meta, _, wkb, _ = pyogrio.raw.read(path, columns=fields, where=expression or None, force_2d=True)
        shapes = shapely.from_wkb(wkb)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, RuntimeError) as error:
        remedy = f"Check the file and the filter: {expression}" if expression else "Check that the file is whole."
        raise RasterError(f"The inventory '{path}' cannot be read: {error}", remedy) from error
    except shapely.errors.ShapelyError as error:
        raise RasterError(
            f"The inventory '{path}' holds shapes that cannot be read: {error}", "Curves: convert them to segments."
        ) from error
    return meta, shapes[~shapely.is_missing(shapes)]


def _repair_polygons(shapes: np.ndarray) -> np.ndarray:
    """Return the polygons of ``shapes`` after their repair, without lines and points."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shapes)))
    kinds = shapely.get_type_id(parts)
    return parts[(kinds == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)]


def _to_crs(polygons: np.ndarray, source_crs: str, crs: CRS, name: str) -> np.ndarray:
    try:
        source = CRS.from_user_input(source_crs)
        return shapely.transform(polygons, lambda points: np.column_stack(transform(source, crs, *points.T)))
    except CRSError as error:
        raise RasterError(f"The CRS of the inventory '{name}' cannot be used: {error}") from error
