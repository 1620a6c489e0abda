"""Rasters, and jobs to predict them by blocks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin

from deepslide_qgis.core.request import PredictionRequest
from training.scale.job import Job, make_job
from training.scale.outputs import outputs_of
from training.scale.resuming import delete_outdated, start_or_resume
from training.scale.worker import predict_block

LAYERS = ("probability", "spread", "agreement", "mask")


def write_raster(path: Path, height: int, width: int, bands: int = 3, seed: int = 1) -> Path:
    values = np.random.default_rng(seed).integers(1, 300, (bands, height, width)).astype(np.uint16)
    values[:, height // 2 : height - 30, width // 2 :] = 0
    profile = {"driver": "GTiff", "count": bands, "dtype": "uint16", "nodata": 0, "crs": "EPSG:32632"}
    with rasterio.open(
        path, "w", height=height, width=width, transform=from_origin(5e5, 5e6, 10, 10), **profile
    ) as file:
        file.write(values)
    return path


def job_of(pack: Path, raster: Path, folder: Path, **settings) -> Job:
    ((name, outputs),) = outputs_of([str(raster)], folder, LAYERS)
    return make_job(PredictionRequest(name, str(pack), outputs, **settings), 256, lambda event: None)


def make_blocks(pack: Path, raster: Path, to: Path) -> Job:
    """Return a job that begins anew, with all blocks predicted."""
    job = job_of(pack, raster, to)
    delete_outdated(job)
    start_or_resume(job)
    assert all(predict_block(job, block).done for block in job.blocks)
    return job
