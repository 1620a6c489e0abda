"""Simulated case studies in the layout of the reference study, to try the tool without real data.

``<to>/global_dataset/{train_val,test}/input/NAME_input.tif`` has the fifteen bands, NaN as no-data;
``…/label/NAME_label.tif`` the landslides as 0 and 1 on the same grid; ``<to>/inventory/NAME.gpkg`` their outlines. The
bands ``layover`` and ``shadow`` are 1 where the radar sees the ground and 0 in layover or shadow, as in the reference's
masks; the band tag ``polarity`` records it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from deepslide_qgis.core.bands import CASE_STUDY_BANDS
from deepslide_qgis.core.errors import RequestError
from training.simulation.cover import Ground, make_ground
from training.simulation.landslides import Landslide, make_landslides
from training.simulation.lookalikes import make_leaf_fall, make_lookalikes
from training.simulation.outlines import write_outlines
from training.simulation.radar import RadarGeometry, incidence_across, view
from training.simulation.sensors import Scene, see_backscatter, see_ndvi_change
from training.simulation.terrain import PIXEL_M, Terrain, make_terrain

CRS = "EPSG:32632"
SMALLEST_SIZE = 64
TOWARDS_SENSOR_DEG = 104.0  # descending orbit at 45° north
POLARITY = {"layover": "1 = seen, 0 = layover", "shadow": "1 = seen, 0 = shadow"}


@dataclass(frozen=True)
class SimulatedCaseStudy:
    """Bands (15, H, W) float32 with NaN as no-data, landslide numbers (H, W), and the simulated truth."""

    name: str
    bands: np.ndarray
    numbers: np.ndarray
    landslides: list[Landslide]
    terrain: Terrain
    transform: Affine


def simulate(name: str, size: int, seed: int, per_km2: float = 2.4, autumn: bool = False) -> SimulatedCaseStudy:
    """Return a case study of ``size`` × ``size`` pixels of 10 m; the same seed gives the same values.

    With ``autumn`` leaves fall between the two dates, which members trained without it take for landslides.
    """
    if size < SMALLEST_SIZE:
        raise RequestError(f"A case study of {size} px is too small.", f"Give at least {SMALLEST_SIZE} px.")
    random = np.random.default_rng(seed)
    terrain = make_terrain(random, size)
    ground = make_ground(random, terrain)
    numbers, landslides = make_landslides(random, terrain, ground, per_km2)
    incidence = incidence_across(size, 36.5, 38.5)
    geometry = view(terrain.slope_deg, terrain.aspect_deg, incidence, TOWARDS_SENSOR_DEG)
    lookalikes = make_lookalikes(random, terrain, ground)
    leaf_fall = make_leaf_fall(random, ground) if autumn else np.zeros(ground.cover.shape)
    scene = Scene(ground, geometry, numbers, lookalikes, leaf_fall)
    bands = _stack_bands(random, scene, terrain)
    corner = 400_000 + 20_000 * int(random.integers(20)), 5_100_000 + 20_000 * int(random.integers(20))
    return SimulatedCaseStudy(
        name, bands, numbers, landslides, terrain, Affine(PIXEL_M, 0, corner[0], 0, -PIXEL_M, corner[1])
    )


def _stack_bands(random: np.random.Generator, scene: Scene, terrain: Terrain) -> np.ndarray:
    vv, vh = see_backscatter(random, scene)
    ground: Ground = scene.ground
    geometry: RadarGeometry = scene.geometry
    layers = {
        "preVV": vv.before_db,
        "postVV": vv.after_db,
        "dVV": vv.after_db - vv.before_db,
        "preVH": vh.before_db,
        "postVH": vh.after_db,
        "dVH": vh.after_db - vh.before_db,
        "layover": ~geometry.layover,
        "shadow": ~geometry.shadow,
        "liaDeg": geometry.local_incidence_deg,
        "elevation": terrain.elevation_m,
        "slope": terrain.slope_deg,
        "climate": ground.climate,
        "canopyHeight": ground.canopy_m,
        "landCover": ground.cover,
        "dNDVI": see_ndvi_change(random, scene),
    }
    return np.stack([layers[band.name] for band in CASE_STUDY_BANDS]).astype(np.float32)


def simulate_many(folder: Path, count: int, size: int, seed: int, test: int, autumn: bool = False) -> Iterator[Path]:
    """Write ``count`` case studies, the last ``test`` of them as test data; yield the path of each input.

    Raises RequestError if ``test`` exceeds ``count``.
    """
    if test > count:
        raise RequestError(f"Of {count} case studies {test} cannot go to test.", "Make more of them.")
    for number in range(1, count + 1):
        study = simulate(f"simulated-{seed}-{number}", size, 1000 * seed + number, autumn=autumn)
        yield write_case_study(study, folder, "test" if number > count - test else "train_val")


def write_case_study(study: SimulatedCaseStudy, folder: Path, split: str) -> Path:
    """Write input, label and outlines below ``folder``; return the path of the input."""
    place = folder / "global_dataset" / split
    for part in (place / "input", place / "label", folder / "inventory"):
        part.mkdir(parents=True, exist_ok=True)
    path = place / "input" / f"{study.name}_input.tif"
    _write_input(path, study)
    label = (study.numbers > 0).astype(np.uint8)
    with rasterio.open(place / "label" / f"{study.name}_label.tif", "w", **_profile(study, 1, "uint8")) as raster:
        raster.write(label, 1)
    elevation = study.terrain.elevation_m
    write_outlines(folder / "inventory" / f"{study.name}.gpkg", study.numbers, elevation, study.transform, CRS)
    return path


def _write_input(path: Path, study: SimulatedCaseStudy) -> None:
    profile = _profile(study, len(CASE_STUDY_BANDS), "float32") | {"nodata": float("nan"), "predictor": 3}
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(study.bands)
        raster.update_tags(source="simulated by python -m training simulate: no real place, not for mapping")
        for number, band in enumerate(CASE_STUDY_BANDS, start=1):
            raster.set_band_description(number, band.name)
            raster.set_band_unit(number, band.unit)
            if band.name in POLARITY:
                raster.update_tags(number, polarity=POLARITY[band.name])


def _profile(study: SimulatedCaseStudy, count: int, dtype: str) -> dict:
    height, width = study.numbers.shape
    return {
        "driver": "GTiff",
        "height": height,
        "width": width,
        "count": count,
        "dtype": dtype,
        "crs": CRS,
        "transform": study.transform,
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        "compress": "deflate",
    }
