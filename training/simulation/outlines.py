"""Landslide outlines as a person would draw them, written as polygons of a GeoPackage."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from affine import Affine
from rasterio import features

Ring = np.ndarray
SMOOTHING = np.array([0.25, 0.5, 0.25])


def outlines(numbers: np.ndarray, transform: Affine) -> dict[int, list[list[Ring]]]:
    """Return the polygons of each number, each a list of rings (N, 2) of x, y, the outer ring first."""
    found: dict[int, list[list[Ring]]] = {}
    for shape, number in features.shapes(numbers.astype(np.int32), numbers > 0, connectivity=8):
        rings = [_to_map(_smooth(np.array(ring)), transform) for ring in shape["coordinates"]]
        found.setdefault(int(number), []).append(rings)
    return dict(sorted(found.items()))


def _smooth(ring: Ring) -> Ring:
    """Return the closed ``ring`` along pixel edges with one vertex per pixel edge and rounded corners."""
    steps = np.abs(np.diff(ring, axis=0)).sum(axis=1).astype(int)
    dense = np.concatenate(
        [np.linspace(a, b, n, endpoint=False) for a, b, n in zip(ring[:-1], ring[1:], steps, strict=True)]
    )
    for _ in range(4):
        dense = SMOOTHING[0] * np.roll(dense, 1, 0) + SMOOTHING[1] * dense + SMOOTHING[2] * np.roll(dense, -1, 0)
    return np.concatenate([dense, dense[:1]])


def _to_map(ring: Ring, transform: Affine) -> Ring:
    x = transform.a * ring[:, 0] + transform.b * ring[:, 1] + transform.c
    y = transform.d * ring[:, 0] + transform.e * ring[:, 1] + transform.f
    return np.round(np.stack([x, y], axis=1), 2)


def well_known_binary(polygons: list[list[Ring]]) -> bytes:
    """Return a multi-polygon as little-endian WKB."""
    parts = [struct.pack("<BII", 1, 6, len(polygons))]
    for rings in polygons:
        parts.append(struct.pack("<BII", 1, 3, len(rings)))
        parts += [struct.pack("<I", len(ring)) + np.ascontiguousarray(ring, "<f8").tobytes() for ring in rings]
    return b"".join(parts)


def write_outlines(path: Path, numbers: np.ndarray, elevation_m: np.ndarray, transform: Affine, crs: str) -> int:
    """Write one multi-polygon per landslide with area and height drop; return their number."""
    import pyogrio

    found = outlines(numbers, transform)
    pixel_m2 = abs(transform.a * transform.e)
    drops = [float(np.ptp(elevation_m[numbers == number])) for number in found]
    areas = [float((numbers == number).sum() * pixel_m2) for number in found]
    columns = {
        "ls_id": np.array(list(found), np.int32),
        "area_m2": np.array(areas, np.float64),
        "height_drop_m": np.round(np.array(drops, np.float64), 1),
    }
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2020-01-01T00:00:00Z"})  # reproducible bytes
    pyogrio.raw.write(
        path,
        np.array([well_known_binary(polygons) for polygons in found.values()], object),
        list(columns.values()),
        list(columns),
        layer="landslides",
        driver="GPKG",
        geometry_type="MultiPolygon",
        crs=crs,
    )
    return len(found)
