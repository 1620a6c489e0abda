"""An inventory of ellipses and a probability that finds about half of them, as large as a Sentinel-2 tile (GDAL)."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

BLOCK = 512
PIXEL_M = 10.0


def reference(epsg: int) -> osr.SpatialReference:
    """Return a CRS with x before y."""
    found = osr.SpatialReference()
    found.ImportFromEPSG(epsg)
    found.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return found


def write_inventory(path: Path, size: int, count: int) -> None:
    """Write ellipses of 5 to 25 pixels, turned, with 40 vertices each."""
    rng = np.random.default_rng(1)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("inventory", reference(32632), ogr.wkbPolygon)
    layer.StartTransaction()
    angles = np.linspace(0, 2 * math.pi, 40)
    for x, y, turn in zip(*rng.uniform(0, size * PIXEL_M, (2, count)), rng.uniform(0, 3, count)):
        long, short = rng.uniform(25, 125), rng.uniform(15, 60)
        across, along = long * np.cos(angles), short * np.sin(angles)
        ring = ogr.Geometry(ogr.wkbLinearRing)
        east = 500_000 + x + across * math.cos(turn) - along * math.sin(turn)
        north = 5_000_000 - y + across * math.sin(turn) + along * math.cos(turn)
        for point in zip(east.tolist(), north.tolist()):
            ring.AddPoint_2D(*point)
        ring.CloseRings()
        polygon = ogr.Geometry(ogr.wkbPolygon)
        polygon.AddGeometry(ring)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(polygon)
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def write_probability(path: Path, inventory: Path, size: int) -> None:
    """Write a probability that finds the polygons half, some pixels off, with speckle and false alarms of its own."""
    options = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", "BIGTIFF=IF_SAFER"]
    truth = gdal.GetDriverByName("GTiff").Create(f"{path}.truth.tif", size, size, 1, gdal.GDT_Byte, options)
    probability = gdal.GetDriverByName("GTiff").Create(str(path), size, size, 1, gdal.GDT_Float32, options)
    for raster in (truth, probability):
        raster.SetGeoTransform((500_000, PIXEL_M, 0, 5_000_000, 0, -PIXEL_M))
        raster.SetProjection(reference(32632).ExportToWkt())
    polygons = ogr.Open(str(inventory))
    gdal.RasterizeLayer(truth, [1], polygons.GetLayer(0), burn_values=[1])
    rng = np.random.default_rng(2)
    for top in range(0, size, BLOCK):
        tall = min(BLOCK, size - top)
        mapped = truth.ReadAsArray(0, top, size, tall)
        coarse = rng.random((tall // 16 + 1, size // 16 + 1), dtype=np.float32)
        field = np.repeat(np.repeat(coarse, 16, 0), 16, 1)[:tall, :size]
        values = 0.35 * field**3 + 0.12 * rng.random((tall, size), dtype=np.float32) + 0.45 * np.roll(mapped, 2, 1)
        values += 0.5 * (field > 0.995)
        probability.WriteArray(np.clip(np.round(values, 3), 0, 1).astype("float32"), 0, top)
    probability.GetRasterBand(1).SetNoDataValue(float("nan"))
    del truth
    Path(f"{path}.truth.tif").unlink()
