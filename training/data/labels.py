"""Label values: 0 no landslide, 1 landslide, 255 unknown and ignored by losses and scores."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.errors import RasterError

IGNORE = 255


def validate_label(values: np.ndarray, name: str) -> np.ndarray:
    """Return ``values`` (H, W) as uint8; raise RasterError if there are values other than 0, 1 and 255."""
    found = np.unique(values)
    wrong = found[~np.isin(found, (0, 1, IGNORE))]
    if wrong.size or values.ndim != 2:
        raise RasterError(
            f"The label '{name}' holds other values than 0 and 1: {wrong[:5].tolist()}.",
            "Landslides are 1, the rest 0, and what is not known 255.",
        )
    return values.astype(np.uint8)
