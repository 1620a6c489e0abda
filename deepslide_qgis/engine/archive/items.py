"""Conversion of an archive's STAC item to a :class:`FoundImage`, for any archive."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Optional

import numpy as np

from deepslide_qgis.core.imagery.fetching import DATED, OPTICAL, RADAR, FoundImage
from deepslide_qgis.core.imagery.scene import PASSES, parse_baseline, parse_relative_orbit, solar_day
from deepslide_qgis.engine.archive.footprint import box_polygon, find_points_inside

ASSETS = {
    "B1": ("coastal", "B01", "B01_60m"),
    "B2": ("blue", "B02", "B02_10m"),
    "B3": ("green", "B03", "B03_10m"),
    "B4": ("red", "B04", "B04_10m"),
    "B5": ("rededge1", "B05", "B05_20m"),
    "B6": ("rededge2", "B06", "B06_20m"),
    "B7": ("rededge3", "B07", "B07_20m"),
    "B8": ("nir", "B08", "B08_10m"),
    "B8A": ("nir08", "B8A", "B8A_20m"),
    "B9": ("nir09", "B09", "B09_60m"),
    "B10": ("cirrus", "B10"),
    "B11": ("swir16", "B11", "B11_20m"),
    "B12": ("swir22", "B12", "B12_20m"),
    "SCL": ("scl", "SCL", "SCL_20m"),
    "VV": ("vv", "VV"),
    "VH": ("vh", "VH"),
    "elevation": ("data", "elevation", "dem"),
    "landCover": ("map",),
}
"""Asset names of each band in Earth Search, Planetary Computer and Copernicus Data Space."""
RELATIVE_ORBIT = re.compile(r"_R(\d{3})_")
TILE = re.compile(r"(?:MGRS-|_T|^)(\d{1,2}[C-X][A-Z]{2})(?:_|$)")
NOT_CORRECTED = ("sentinel-1-grd",)


def read_item(item: dict[str, Any], sensor: str, bands: tuple[str, ...], points: np.ndarray, has_s3: bool):
    """Return the :class:`FoundImage` in ``item``, and which of ``points`` it covers.

    ``has_s3`` is True if ``s3://`` URLs can be read. Raises KeyError, TypeError or ValueError for an invalid item.
    """
    properties = item["properties"]
    when = _parse_time(properties.get("datetime") or properties["start_datetime"])
    footprint = item.get("geometry") or box_polygon(item["bbox"])
    covered = find_points_inside(footprint, points)
    uri = properties.get("s2:product_uri") or item["id"]
    image = FoundImage(
        id=str(item["id"]),
        collection=str(item.get("collection", "")),
        sensor=sensor,
        period="",
        day=solar_day(when, float(points[:, 0].mean())).isoformat() if sensor in DATED else "",
        time=when.isoformat(),
        footprint=footprint,
        cloud_percent=_to_float(properties.get("eo:cloud_cover")) if sensor == OPTICAL else None,
        platform=str(properties.get("platform", "")).lower(),
        orbit_pass=_read_pass(properties),
        relative_orbit=_read_orbit(properties, uri, sensor),
        baseline=_read_baseline(properties, uri) if sensor == OPTICAL else "",
        tile=_read_tile(properties, uri),
        coverage=round(float(covered.mean()), 4),
        may_be_corrected="earthsearch:boa_offset_applied" in properties,
        reason=_find_fault(item, sensor),
        assets=_find_addresses(item.get("assets", {}), bands, has_s3),
    )
    return image, covered


def _parse_time(text: str) -> datetime:
    return datetime.fromisoformat(text[:19])


def _to_float(value: Any) -> Optional[float]:
    return None if value is None else float(value)


def _read_pass(properties: dict[str, Any]) -> str:
    orbit_state = str(properties.get("sat:orbit_state", "")).lower()
    return orbit_state if orbit_state in PASSES else ""


def _read_orbit(properties: dict[str, Any], uri: str, sensor: str) -> Optional[int]:
    if properties.get("sat:relative_orbit") is not None:
        return int(properties["sat:relative_orbit"])
    match = RELATIVE_ORBIT.search(uri)
    if match:
        return int(match[1])
    return parse_relative_orbit(uri) if sensor == RADAR else None


def _read_baseline(properties: dict[str, Any], uri: str) -> str:
    """Return the processing baseline, as 05.09; empty if unknown."""
    for value in (properties.get("s2:processing_baseline"), properties.get("processing:version"), parse_baseline(uri)):
        match = re.fullmatch(r"(\d{1,2})\.(\d{2})", str(value))
        if match:
            return f"{int(match[1]):02d}.{match[2]}"
    return ""


def _read_tile(properties: dict[str, Any], uri: str) -> str:
    for text in (properties.get("grid:code"), properties.get("s2:mgrs_tile"), uri):
        match = TILE.search(str(text or ""))
        if match:
            return match[1]
    return ""


def _find_fault(item: dict[str, Any], sensor: str) -> str:
    """Return why this image can never be used; empty if it can."""
    if sensor != RADAR:
        return ""
    if item.get("collection") in NOT_CORRECTED:
        return "not terrain-corrected: digital numbers in radar geometry, to be calibrated and geocoded first"
    mode = item["properties"].get("sar:instrument_mode", "IW")
    return "" if mode == "IW" else f"instrument mode {mode}, not IW"


def _find_addresses(assets: dict[str, Any], bands: tuple[str, ...], has_s3: bool) -> dict[str, str]:
    """Return the URL of each of ``bands``; missing or unreachable bands are left out."""
    addresses = {}
    for band in bands:
        keys = (*ASSETS.get(band, ()), band)
        asset = next((assets[key] for key in keys if key in assets), None)
        address = _find_address(asset, has_s3) if asset else ""
        if address:
            addresses[band] = address
    return addresses


def _find_address(asset: dict[str, Any], has_s3: bool) -> str:
    alternates = (alternate.get("href", "") for alternate in asset.get("alternate", {}).values())
    for href in (asset.get("href", ""), *alternates):
        if href.startswith(("http://", "https://")) or (has_s3 and href.startswith("s3://")):
            return href
    return ""
