"""The target grid: north-up, ten metres wide pixels in the UTM zone of the area unless told otherwise."""

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
from deepslide_qgis.engine.rasters.grid import Grid, grid_of, pixel_in_metres
from deepslide_qgis.engine.rasters.source import open_raster

Bounds = tuple[float, float, float, float]
GEOGRAPHIC = CRS.from_epsg(4326)
SNAP = 1e-3
"""Edges this near to a multiple of the pixel size, in pixels, lie on it."""
POLAR_DEG = (-80.0, 84.0)
LARGEST_PX = 200_000
TURN_DEG = 360.0
TRUE_TO_SCALE = 0.02
"""Where the metres of a CRS are off by more (Web Mercator at 60° by a half), the size of a pixel is measured."""


def target_grid(target: Target, groups: Sequence[Sequence[str]]) -> Grid:
    """Return the grid that ``target`` asks for; ``groups`` are rasters of one kind each, the main one first.

    The area is that of the extent, or what the groups have in common, each of them taken together. Raises RasterError
    where they have nothing in common.
    """
    if target.like:
        with open_raster(target.like) as raster:
            grid = grid_of(raster)
        if grid.pixel_m is None:
            raise RasterError(f"'{target.like}' has no CRS to build on.", "Assign its CRS, or choose another raster.")
        return grid
    crs = _crs(target, groups)
    bounds = _extent(target, crs) if target.extent else _shared(groups, crs)
    return _snapped(bounds, crs, target.pixel_m)


def utm_zone(longitude: float, latitude: float) -> CRS:
    """Return the UTM zone of a place, the polar CRS beyond; ``longitude`` may count on beyond 180."""
    longitude = (longitude + TURN_DEG / 2) % TURN_DEG - TURN_DEG / 2
    if not POLAR_DEG[0] <= latitude <= POLAR_DEG[1]:
        return CRS.from_epsg(5041 if latitude > 0 else 5042)
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return CRS.from_epsg((32600 if latitude >= 0 else 32700) + zone)


def bounds_in(path: str, crs: CRS) -> Bounds:
    """Return the bounds of the raster ``path`` in ``crs``; raise RasterError for one that is not georeferenced."""
    with open_raster(path) as raster:
        grid = grid_of(raster)
    if grid.crs is None:
        raise RasterError(
            f"'{path}' has no CRS, so nobody knows where it lies.",
            "Give it one (Raster > Projections > Assign Projection).",
        )
    return _transformed(grid.crs, crs, _bounds(grid), path)


def _crs(target: Target, groups: Sequence[Sequence[str]]) -> CRS:
    if target.crs:
        try:
            crs = CRS.from_user_input(target.crs)
        except rasterio.errors.CRSError as error:
            raise RequestError(f"'{target.crs}' is no CRS: {error}", "Choose a projected CRS in metres.") from error
        if not crs.is_projected or abs(crs.linear_units_factor[1] - 1) > 1e-9:
            raise RequestError(f"The target CRS '{crs.to_string()}' is not in metres.", "Choose one that is: UTM.")
        return crs
    if target.extent:
        west, south, east, north = _transformed(
            CRS.from_user_input(target.extent_crs), GEOGRAPHIC, tuple(target.extent), "the extent"
        )
    else:
        west, south, east, north = _shared(groups, GEOGRAPHIC)
    return utm_zone((west + east) / 2, (south + north) / 2)


def _extent(target: Target, crs: CRS) -> Bounds:
    return _transformed(CRS.from_user_input(target.extent_crs), crs, tuple(target.extent or ()), "the extent")


def _shared(groups: Sequence[Sequence[str]], crs: CRS) -> Bounds:
    """Return what the groups have in common."""
    west, south, east, north = -math.inf, -math.inf, math.inf, math.inf
    near_deg: Optional[float] = None
    for paths in groups:
        found = [bounds_in(path, crs) for path in paths]
        if crs.is_geographic:
            near_deg = _counting_on(found[0])[0] if near_deg is None else near_deg
            found = [_counting_on(bounds, near_deg) for bounds in found]
        west, south = max(west, min(b[0] for b in found)), max(south, min(b[1] for b in found))
        east, north = min(east, max(b[2] for b in found)), min(north, max(b[3] for b in found))
        if not (west < east and south < north):
            raise RasterError(
                f"'{paths[0]}' does not overlap the other rasters.",
                "Choose rasters of one area; check that the CRS of each is right.",
            )
    return west, south, east, north


def _counting_on(bounds: Bounds, near_deg: Optional[float] = None) -> Bounds:
    """Return ``bounds`` in degrees, west of east also across the 180th meridian, and as ``near_deg`` as turns allow."""
    west, south, east, north = bounds
    if east < west:
        east += TURN_DEG
    moved = 0.0 if near_deg is None else TURN_DEG * round((near_deg - (west + east) / 2) / TURN_DEG)
    return west + moved, south, east + moved, north


def _bounds(grid: Grid) -> Bounds:
    west, north = grid.transform @ (0, 0)
    east, south = grid.transform @ (grid.width, grid.height)
    return west, south, east, north


def _transformed(source: CRS, crs: CRS, bounds: Bounds, name: str) -> Bounds:
    try:
        moved = transform_bounds(source, crs, *bounds)
    except (rasterio.errors.RasterioError, CPLE_BaseError) as error:
        raise RasterError(f"'{name}' cannot be brought to {crs.to_string()}: {error}.", "Check its CRS.") from error
    if not all(map(math.isfinite, moved)):
        raise RasterError(f"'{name}' lies where {crs.to_string()} has no sense.", "Choose another target CRS.")
    return moved


def _snapped(bounds: Bounds, crs: CRS, pixel_m: float) -> Grid:
    """Return the grid whose pixels begin at multiples of their size and cover ``bounds``."""
    west, south = (math.floor(edge / pixel_m + SNAP) for edge in bounds[:2])
    east, north = (math.ceil(edge / pixel_m - SNAP) for edge in bounds[2:])
    width, height = east - west, north - south
    if max(width, height) > LARGEST_PX:
        raise RequestError(
            f"The target grid would be {width} × {height} pixels.", "Choose a smaller extent or larger pixels."
        )
    if min(width, height) < 1:
        raise RequestError("The target grid has no pixel.", "Choose a larger extent.")
    placed, nominal = Affine(pixel_m, 0, west * pixel_m, 0, -pixel_m, north * pixel_m), (pixel_m, pixel_m)
    measured = pixel_in_metres(crs, placed, width, height) or nominal
    is_true = all(abs(size / pixel_m - 1) <= TRUE_TO_SCALE for size in measured)
    return Grid(width, height, placed, crs, nominal if is_true else measured)
