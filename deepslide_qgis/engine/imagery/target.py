"""The target grid: north-up; by default 10 m pixels in the UTM zone of the area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Optional

import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.transform import Affine
from rasterio.warp import transform_bounds

from deepslide_qgis.core.errors import RasterError, RequestError
from deepslide_qgis.core.imagery.imagery_settings import Target
from deepslide_qgis.engine.rasters.grid import Grid, pixel_in_metres, read_grid
from deepslide_qgis.engine.rasters.source import open_raster

Bounds = tuple[float, float, float, float]
GEOGRAPHIC = CRS.from_epsg(4326)
SNAP = 1e-3
"""Edges within this distance of a multiple of the pixel size, in pixels, count as on it."""
POLAR_DEG = (-80.0, 84.0)
LARGEST_PX = 200_000
TURN_DEG = 360.0
TRUE_TO_SCALE = 0.02
"""Scale error of a CRS (Web Mercator at 60°: a half) above which the pixel size is measured."""


def target_grid(target: Target, groups: Sequence[Sequence[str]]) -> Grid:
    """Return the grid of ``target``; ``groups`` are rasters of one kind each, the main kind first.

    The area is the extent, or the intersection of the groups' bounding boxes. Raises RasterError if that is empty.
    """
    if target.like:
        with open_raster(target.like) as raster:
            grid = read_grid(raster)
        if grid.pixel_m is None:
            raise RasterError(f"'{target.like}' has no CRS to build on.", "Assign its CRS, or choose another raster.")
        return grid
    crs = _choose_crs(target, groups)
    bounds = _transform_extent(target, crs) if target.extent else _intersect_bounds(groups, crs)
    return _snap_grid(bounds, crs, target.pixel_m)


def utm_zone(longitude: float, latitude: float) -> CRS:
    """Return the UTM zone of a point, or the polar CRS; ``longitude`` may exceed 180."""
    longitude = (longitude + TURN_DEG / 2) % TURN_DEG - TURN_DEG / 2
    if not POLAR_DEG[0] <= latitude <= POLAR_DEG[1]:
        return CRS.from_epsg(5041 if latitude > 0 else 5042)
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return CRS.from_epsg((32600 if latitude >= 0 else 32700) + zone)


def read_bounds(path: str, crs: CRS) -> Bounds:
    """Return the bounds of the raster ``path`` in ``crs``; raise RasterError if it is not georeferenced."""
    with open_raster(path) as raster:
        grid = read_grid(raster)
    if grid.crs is None:
        raise RasterError(
            f"'{path}' has no CRS, so its place is unknown.",
            "Give it one (Raster > Projections > Assign Projection).",
        )
    return _transform_bounds(grid.crs, crs, _grid_bounds(grid), path)


def _choose_crs(target: Target, groups: Sequence[Sequence[str]]) -> CRS:
    if target.crs:
        try:
            crs = CRS.from_user_input(target.crs)
        except rasterio.errors.CRSError as error:
            raise RequestError(f"'{target.crs}' is no CRS: {error}", "Choose a projected CRS in metres.") from error
        if not crs.is_projected or abs(crs.linear_units_factor[1] - 1) > 1e-9:
            raise RequestError(f"The target CRS '{crs.to_string()}' is not in metres.", "Choose one that is: UTM.")
        return crs
    if target.extent:
        west, south, east, north = _transform_bounds(
            CRS.from_user_input(target.extent_crs), GEOGRAPHIC, tuple(target.extent), "the extent"
        )
    else:
        west, south, east, north = _intersect_bounds(groups, GEOGRAPHIC)
    return utm_zone((west + east) / 2, (south + north) / 2)


def _transform_extent(target: Target, crs: CRS) -> Bounds:
    return _transform_bounds(CRS.from_user_input(target.extent_crs), crs, tuple(target.extent or ()), "the extent")


def _intersect_bounds(groups: Sequence[Sequence[str]], crs: CRS) -> Bounds:
    """Return the intersection of the groups' bounding boxes."""
    west, south, east, north = -math.inf, -math.inf, math.inf, math.inf
    near_deg: Optional[float] = None
    for paths in groups:
        boxes = [read_bounds(path, crs) for path in paths]
        if crs.is_geographic:
            near_deg = _unwrap_longitudes(boxes[0])[0] if near_deg is None else near_deg
            boxes = [_unwrap_longitudes(bounds, near_deg) for bounds in boxes]
        west, south = max(west, min(b[0] for b in boxes)), max(south, min(b[1] for b in boxes))
        east, north = min(east, max(b[2] for b in boxes)), min(north, max(b[3] for b in boxes))
        if not (west < east and south < north):
            raise RasterError(
                f"'{paths[0]}' does not overlap the other rasters.",
                "Choose rasters of one area; check that the CRS of each is right.",
            )
    return west, south, east, north


def _unwrap_longitudes(bounds: Bounds, near_deg: Optional[float] = None) -> Bounds:
    """Return ``bounds`` in degrees with west < east, also across the 180th meridian, shifted towards ``near_deg``."""
    west, south, east, north = bounds
    if east < west:
        east += TURN_DEG
    shift = 0.0 if near_deg is None else TURN_DEG * round((near_deg - (west + east) / 2) / TURN_DEG)
    return west + shift, south, east + shift, north


def _grid_bounds(grid: Grid) -> Bounds:
    west, north = grid.transform @ (0, 0)
    east, south = grid.transform @ (grid.width, grid.height)
    return west, south, east, north


def _transform_bounds(source: CRS, crs: CRS, bounds: Bounds, name: str) -> Bounds:
    try:
        transformed = transform_bounds(source, crs, *bounds)
    except (rasterio.errors.RasterioError, CPLE_BaseError) as error:
        raise RasterError(f"'{name}' cannot be brought to {crs.to_string()}: {error}.", "Check its CRS.") from error
    if not all(map(math.isfinite, transformed)):
        raise RasterError(
            f"'{name}' lies outside the area for which {crs.to_string()} is defined.", "Choose another target CRS."
        )
    return transformed


def _snap_grid(bounds: Bounds, crs: CRS, pixel_m: float) -> Grid:
    """Return the grid whose pixels start at multiples of their size and cover ``bounds``."""
    west, south = (math.floor(edge / pixel_m + SNAP) for edge in bounds[:2])
    east, north = (math.ceil(edge / pixel_m - SNAP) for edge in bounds[2:])
    width, height = east - west, north - south
    if max(width, height) > LARGEST_PX:
        raise RequestError(
            f"The target grid would be {width} × {height} pixels.", "Choose a smaller extent or larger pixels."
        )
    if min(width, height) < 1:
        raise RequestError("The target grid has no pixel.", "Choose a larger extent.")
    affine, nominal = Affine(pixel_m, 0, west * pixel_m, 0, -pixel_m, north * pixel_m), (pixel_m, pixel_m)
    measured = pixel_in_metres(crs, affine, width, height) or nominal
    is_true = all(abs(size / pixel_m - 1) <= TRUE_TO_SCALE for size in measured)
    return Grid(width, height, affine, crs, nominal if is_true else measured)
