"""File names of the results of many rasters in one folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.request import PredictionOutputs

LAYERS = ("probability", "spread", "agreement", "mask")


def outputs_of(rasters: Sequence[str], folder: Path, layers: Sequence[str]) -> list[tuple[str, PredictionOutputs]]:
    """Return each raster's absolute path with its outputs in ``folder``; the probability is always written.

    Raises RequestError for unknown layers and for rasters with the same name.
    """
    unknown = sorted(set(layers) - set(LAYERS))
    if unknown:
        raise RequestError(f"There is no layer {', '.join(unknown)}.", f"Known: {', '.join(LAYERS)}.")
    duplicates = [stem for stem, count in Counter(Path(raster).stem for raster in rasters).items() if count > 1]
    if duplicates:
        raise RequestError(
            f"Several rasters are called {', '.join(duplicates)}, and so would be their results.",
            "Predict them into different folders.",
        )
    wanted = [layer for layer in LAYERS if layer in (*layers, "probability")]
    target = folder.resolve()
    return [
        (
            str(Path(raster).resolve()) if Path(raster).exists() else raster,
            PredictionOutputs(**{layer: str(target / f"{Path(raster).stem}-{layer}.tif") for layer in wanted}),
        )
        for raster in rasters
    ]
