"""Mean and standard deviation of the training data, per band, gaps left out: the measured half of a normalisation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from deepslide_qgis.core.card import Normalisation
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.engine.normalisation import raster_gain
from training.case_studies import read_case_studies
from training.experiment import Experiment
from training.true_colour_tiles import read_tiles


def measure_normalisation(experiment: Experiment, data: Path) -> Normalisation:
    """Return the experiment's normalisation with mean and std of its training split (one pass over the data)."""
    plan, count = experiment.normalisation, len(experiment.bands.bands)
    raw = Normalisation(
        plan.divide or (1.0,) * count, (0.0,) * count, (1.0,) * count, plan.gain, plan.transform, plan.log_floor
    )
    mean, std = band_statistics(_transformed(rasters, raw) for rasters in _training_rasters(experiment, data, raw))
    return Normalisation(raw.divide, tuple(mean), tuple(std), plan.gain, plan.transform, plan.log_floor)


def band_statistics(rasters: Iterable[np.ndarray]) -> tuple[list[float], list[float]]:
    """Return mean and std per band over rasters (C, …); NaN is left out, a constant band gets std 1."""
    total = squares = count = 0.0
    for raster in rasters:
        flat = raster.reshape(len(raster), -1).astype(np.float64)
        total = total + np.nansum(flat, axis=1)
        squares = squares + np.nansum(flat**2, axis=1)
        count = count + np.isfinite(flat).sum(axis=1)
    mean = total / np.maximum(count, 1)
    std = np.sqrt(np.maximum(squares / np.maximum(count, 1) - mean**2, 0))
    return [round(float(m), 6) for m in mean], [round(float(s), 6) if s > 1e-6 else 1.0 for s in std]


def kept_normalisation(path: Path, experiment: Experiment, data: Path) -> Normalisation:
    """Return the normalisation kept in ``path``, or measure and keep it."""
    if path.is_file():
        return from_plain(Normalisation, json.loads(path.read_text(encoding="utf-8")))
    normalisation = measure_normalisation(experiment, data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(to_plain(normalisation), indent=2) + "\n", encoding="utf-8")
    return normalisation


def _training_rasters(experiment: Experiment, data: Path, raw: Normalisation) -> Iterator[np.ndarray]:
    folder = data / experiment.data.folder / experiment.data.train
    if experiment.data.kind == "true_colour_tiles":
        factors = np.asarray(raw.divide, np.float32).reshape(-1, 1, 1)
        yield from (image * factors for image in read_tiles(folder)[0])
    else:
        yield from (study.bands for study in read_case_studies(folder, experiment.bands))


def _transformed(bands: np.ndarray, raw: Normalisation) -> np.ndarray:
    """Return ``bands`` as :func:`normalise` has them before mean and std, with NaN kept."""
    gain = raster_gain(bands.reshape(len(bands), -1), raw)
    values = bands / np.asarray(raw.divide, np.float32).reshape(-1, 1, 1) / np.float32(gain)
    return np.log(np.maximum(values, np.float32(raw.log_floor))) if raw.transform == "log" else values
