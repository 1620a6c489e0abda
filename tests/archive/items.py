"""Items as the public archives give them: their fields, their names of assets, their lies."""

from __future__ import annotations

from typing import Any

Box = tuple[float, float, float, float]
COG = "image/tiff; application=geotiff; profile=cloud-optimized"
COMMON = {
    "B1": "coastal", "B2": "blue", "B3": "green", "B4": "red", "B5": "rededge1", "B6": "rededge2",
    "B7": "rededge3", "B8": "nir", "B8A": "nir08", "B9": "nir09", "B11": "swir16", "B12": "swir22", "SCL": "scl",
}  # fmt: skip
FEW = ("B2", "B3", "B4", "B8", "SCL")


def earth_search(url: str, name: str, when: str, box: Box, **facts: Any) -> dict[str, Any]:
    """An image of Earth Search: collection 1, or ``collection="sentinel-2-l2a"`` with its flag ``applied``."""
    collection, bands = facts.get("collection", "sentinel-2-c1-l2a"), facts.get("bands", FEW)
    baseline, tile = facts.get("baseline", "05.00"), facts.get("tile", "32TQS")
    day = when[:10].replace("-", "")
    properties = {
        "datetime": when,
        "platform": "sentinel-2a",
        "constellation": "sentinel-2",
        "eo:cloud_cover": facts.get("cloud", 10.0),
        "grid:code": f"MGRS-{tile}",
        "proj:code": "EPSG:32632",
        "s2:processing_baseline": baseline,
        "s2:product_type": "S2MSI2A",
        "s2:product_uri": f"S2A_MSIL2A_{day}T101601_N{baseline.replace('.', '')}_R065_T{tile}_{day}T141946.SAFE",
        "s2:datatake_id": f"GS2A_{day}T101601_040123_N{baseline}",
        "created": facts.get("created", "2024-01-01T00:00:00Z"),
    }
    if "applied" in facts:
        properties["earthsearch:boa_offset_applied"] = facts["applied"]
    told = {"nodata": 0, "data_type": "uint16", "bits_per_sample": 15, "scale": 0.0001, "offset": -0.1}
    assets = {
        COMMON[band]: {"href": f"{url}/files/{name}_{band}.tif", "type": COG, "roles": ["data"], "raster:bands": [told]}
        for band in bands
    }
    assets["thumbnail"] = {"href": f"{url}/files/{name}.jpg", "type": "image/jpeg", "roles": ["thumbnail"]}
    return _item(name, collection, box, properties, assets)


def planetary_computer(url: str, name: str, when: str, box: Box, **facts: Any) -> dict[str, Any]:
    """An image of the Planetary Computer's sentinel-2-l2a: pixels as ESA delivers them, no offset told."""
    properties = {
        "datetime": when,
        "platform": "Sentinel-2A",
        "eo:cloud_cover": facts.get("cloud", 10.0),
        "s2:mgrs_tile": facts.get("tile", "32TQS"),
        "s2:processing_baseline": facts.get("baseline", "05.09"),
        "sat:orbit_state": "descending",
        "sat:relative_orbit": 65,
        "proj:code": "EPSG:32632",
    }
    assets = {
        _two_digits(band): {"href": f"{url}/files/{name}_{band}.tif", "type": COG, "roles": ["data"]}
        for band in facts.get("bands", FEW)
    }
    return _item(name, "sentinel-2-l2a", box, properties, assets)


def copernicus(url: str, name: str, when: str, box: Box, **facts: Any) -> dict[str, Any]:
    """An image of the Copernicus Data Space: addresses in a store (s3), assets by band and resolution."""
    properties = {
        "datetime": when,
        "platform": "sentinel-2b",
        "eo:cloud_cover": facts.get("cloud", 10.0),
        "grid:code": f"MGRS-{facts.get('tile', '32TQS')}",
        "processing:version": facts.get("baseline", "05.11"),
        "sat:orbit_state": "descending",
        "sat:relative_orbit": 65,
        "product:type": "S2MSI2A",
    }
    assets = {
        f"{_two_digits(band)}_{'20m' if band == 'SCL' else '10m'}": {
            "href": f"s3://eodata/{name}_{band}.tif",
            "type": "image/jp2",
            "roles": ["data"],
            "bands": [{"name": _two_digits(band)}],
            "alternate": {"https": {"href": f"{url}/files/{name}_{band}.tif"}},
        }
        for band in FEW
    }
    return _item(name, "sentinel-2-l2a", box, properties, assets)


def terrain_corrected(url: str, name: str, when: str, box: Box, **facts: Any) -> dict[str, Any]:
    """An image of the Planetary Computer's sentinel-1-rtc: γ⁰, linear, −32768 where there is none."""
    properties = {
        "datetime": when,
        "platform": "SENTINEL-1A",
        "sar:instrument_mode": facts.get("mode", "IW"),
        "sar:polarizations": ["VV", "VH"],
        "sar:product_type": "GRD",
        "sat:orbit_state": facts.get("orbit_pass", "descending"),
        "sat:relative_orbit": facts.get("orbit", 95),
        "s1:datatake_id": "378DC",
        "proj:code": "EPSG:32632",
    }
    assets = {
        band.lower(): {
            "href": f"{url}/files/{name}_{band}.tif",
            "type": COG,
            "roles": ["data"],
            "raster:bands": [{"nodata": -32768, "data_type": "float32", "spatial_resolution": 10.0}],
        }
        for band in facts.get("bands", ("VV", "VH"))
    }
    return _item(name, facts.get("collection", "sentinel-1-rtc"), box, properties, assets)


def ground_range(_url: str, name: str, when: str, box: Box, **facts: Any) -> dict[str, Any]:
    """An image of Earth Search's sentinel-1-grd: digital numbers in radar geometry, on storage that asks for money."""
    item = terrain_corrected("", name, when, box, **facts)
    item["collection"] = "sentinel-1-grd"
    for band, asset in item["assets"].items():
        asset["href"] = f"s3://sentinel-s1-l1c/GRD/{name}/{band}.tiff"
    return item


def elevation(url: str, name: str, box: Box) -> dict[str, Any]:
    """A tile of the Copernicus DEM."""
    asset = {"href": f"{url}/files/{name}_elevation.tif", "type": COG, "roles": ["data"]}
    return _item(name, "cop-dem-glo-30", box, {"datetime": "2021-04-22T00:00:00Z"}, {"data": asset})


def land_cover(url: str, name: str, box: Box, year: int = 2021) -> dict[str, Any]:
    """A tile of ESA WorldCover."""
    asset = {"href": f"{url}/files/{name}_landCover.tif", "type": COG, "roles": ["data"]}
    return _item(name, "esa-worldcover", box, {"datetime": f"{year}-01-01T00:00:00Z"}, {"map": asset})


def _two_digits(band: str) -> str:
    return f"B0{band[1:]}" if len(band) == 2 and band.startswith("B") else band


def _item(name: str, collection: str, box: Box, properties: dict, assets: dict) -> dict[str, Any]:
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": name,
        "collection": collection,
        "bbox": list(box),
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": properties,
        "assets": assets,
        "links": [],
    }
