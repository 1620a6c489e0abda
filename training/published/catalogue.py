"""The case studies of the reference study (its Table 1) as a point layer, with the outlines of its rasters.

The table has no coordinates. A case study is placed at the centre of its raster if a file name starts with the case's
number. All others are placed at the centre of their country, which the field ``placed_by`` records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import rasterio
import shapely
from rasterio.warp import transform_bounds

from deepslide_qgis.core.review.landslide_types import LANDSLIDE_TYPES, TRIGGERS
from deepslide_qgis.core.run_files import partial_path
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import open_raster
from training.published.printed_tables import PrintedCase, printed_cases

NAME = "case_studies.gpkg"
CASES, RASTERS = "case_studies", "rasters"
FROM_RASTER, FROM_COUNTRY = "middle of its raster", "middle of the country, not of the landslide"
WGS84 = "EPSG:4326"
SPACING_DEG = 1.5


@dataclass(frozen=True)
class CaseRaster:
    """One raster of the data: name (the file name before the first ``_``), split, and bounds in WGS 84."""

    name: str
    split: str
    file: str
    bounds_deg: tuple[float, float, float, float]
    width_px: int
    height_px: int

    @property
    def centre_deg(self) -> tuple[float, float]:
        west, south, east, north = self.bounds_deg
        return (west + east) / 2, (south + north) / 2


def write_catalogue(folder: Path) -> Path:
    """Write ``case_studies.gpkg`` into ``folder``: the printed cases and the outlines of the rasters below it."""
    rasters = case_rasters(folder)
    target = folder / NAME
    partial = Path(partial_path(str(target)))
    partial.unlink(missing_ok=True)
    _write_layer(partial, CASES, _make_case_rows({raster.name: raster for raster in rasters}))
    if rasters:
        _write_layer(partial, RASTERS, [_make_outline_row(raster) for raster in rasters])
    partial.replace(target)
    return target


def case_rasters(folder: Path) -> list[CaseRaster]:
    """Return the georeferenced rasters of the study's data below ``folder``, by split and name."""
    found = []
    with raster_environment():
        for path in sorted(folder.glob("**/input/*.tif")):
            with open_raster(str(path)) as raster:
                if raster.crs:
                    found.append(_describe_raster(path, raster))
    return found


def _describe_raster(path: Path, raster: rasterio.DatasetReader) -> CaseRaster:
    bounds = transform_bounds(raster.crs, WGS84, *raster.bounds)
    name, split = path.stem.split("_")[0], path.parent.parent.name
    return CaseRaster(name, split, path.name, bounds, raster.width, raster.height)


Row = tuple[shapely.Geometry, dict[str, Any]]


def _make_case_rows(rasters: Mapping[str, CaseRaster]) -> list[Row]:
    """Return the printed cases; those placed by country are spaced out, so that all points are visible."""
    rows, placed_in_country = [], Counter[str]()
    for case in printed_cases():
        raster = rasters.get(str(case.number))
        rows.append(_make_case_row(case, raster, placed_in_country[case.country] * SPACING_DEG))
        placed_in_country[case.country] += raster is None
    return rows


def _make_case_row(case: PrintedCase, raster: CaseRaster | None, shift_deg: float) -> Row:
    country_deg = case.country_lon_deg + shift_deg, case.country_lat_deg
    lon_deg, lat_deg = raster.centre_deg if raster else country_deg
    fields = {
        "number": case.number,
        "place": case.place,
        "country": case.country,
        "type": case.type,
        "type_name": ", ".join(LANDSLIDE_TYPES[int(code)] for code in case.type.split("-")),
        "trigger": TRIGGERS[case.trigger],
        "length_km": case.length_km,
        "width_km": case.width_km,
        "rain_mm_per_year": case.rain_mm_per_year,
        "date": np.datetime64(case.date),
        "split": raster.split if raster else "",
        "placed_by": FROM_RASTER if raster else FROM_COUNTRY,
        "source": "Ganerød et al. 2023, Table 1 (arXiv:2310.05959)",
    }
    return shapely.Point(lon_deg, lat_deg), fields


def _make_outline_row(raster: CaseRaster) -> Row:
    fields = {"name": raster.name, "split": raster.split, "file": raster.file}
    return shapely.box(*raster.bounds_deg), {**fields, "width_px": raster.width_px, "height_px": raster.height_px}


def _write_layer(path: Path, layer: str, rows: list[Row]) -> None:
    names = list(rows[0][1])
    values = [np.array([fields[name] for _, fields in rows]) for name in names]
    geometry = shapely.to_wkb(np.array([shape for shape, _ in rows], object))
    kind = rows[0][0].geom_type
    pyogrio.raw.write(path, geometry, values, names, layer=layer, geometry_type=kind, crs=WGS84, append=path.exists())
