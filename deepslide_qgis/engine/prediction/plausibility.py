"""Compare a sample of the raster's values with those of the training data, before the run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.engine.networks.normalisation import normalise

FAR = 4.0
"""Warn of a band whose median is so many standard deviations off the training data's mean."""
FLAT = 0.02
"""Warn of a band whose standard deviation is below this share of the training data's."""
FILLED = 0.02
"""Suspect undeclared no-data if this share of the pixels holds one value in every band."""
MOST_LISTED = 5


def implausible_bands(sample: np.ndarray, card: ModelCard, gain: float) -> list[str]:
    """Return a warning for each band of the ``sample`` (C, N) that differs from the training data."""
    as_numbers = replace(card.normalisation, classes=())
    network_input = normalise(sample[:, np.newaxis, :], as_numbers, gain)[:, 0]
    warnings = _unknown_classes(sample, card)
    for band, values, raw in zip(card.setting.bands, network_input, sample, strict=True):
        if band.categorical or not np.isfinite(raw).any():
            continue
        known = values[np.isfinite(raw)]
        middle = float(np.median(known))
        unit = f" {band.unit}" if band.unit else ""
        if abs(middle) > FAR:
            side = "above" if middle > 0 else "below"
            warnings.append(
                f"Band {band.name} (median {np.nanmedian(raw):.4g}) lies far {side} the training data "
                f"(expected in{unit or ' its training unit'}): check its unit, scale and order."
            )
        elif known.size > 1000 and float(known.std()) < FLAT:
            warnings.append(f"Band {band.name} hardly varies (around {np.nanmedian(raw):.4g}{unit}): is it the band?")
    return warnings


def _unknown_classes(sample: np.ndarray, card: ModelCard) -> list[str]:
    """Return a warning for each band of the ``sample`` (C, N) with classes that the training data lack."""
    warnings = []
    for band, known, raw in zip(card.setting.bands, card.normalisation.classes, sample, strict=False):
        found = np.unique(raw[np.isfinite(raw)])
        unknown = found[~np.isin(found, known)] if known else found[:0]
        if unknown.size:
            listed = ", ".join(f"{value:g}" for value in unknown[:MOST_LISTED])
            warnings.append(
                f"Band {band.name} holds {unknown.size} value(s) that the training data lack ({listed}): "
                "these pixels are predicted without it. Check that its classes are numbered as in training."
            )
    return warnings


def without_fill(sample: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the ``sample`` (C, N) without undeclared no-data, and a warning if there is much of it.

    Suspected are pixels with the same value in every band: 0 in a single band, else the most frequent such value.
    """
    filled = (sample == sample[0]).all(axis=0)
    found, counts = np.unique(sample[0, filled] if len(sample) > 1 else sample[sample == 0], return_counts=True)
    if not counts.size or counts.max() < FILLED * sample.shape[1]:
        return sample, []
    fill, share = found[counts.argmax()], counts.max() / sample.shape[1]
    kept = sample[:, ~(filled & (sample[0] == fill))]
    return kept if kept.size else sample, [
        f"About {share:.0%} of the raster is exactly {fill:.6g} in every band and is predicted as data. If that is an "
        f"empty rim of the imagery, declare {fill:.6g} as its no-data value (Raster > Conversion > Translate) and run "
        "again."
    ]
