"""Label values: 0 no landslide, 1 landslide, 255 not known, left out of every loss and score."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.errors import RasterError

IGNORE = 255


def checked_label(values: np.ndarray, name: str) -> np.ndarray:
    """Return ``values`` (H, W) as uint8; raise RasterError naming other values than 0, 1 and 255."""
    found = np.unique(values)
    wrong = found[~np.isin(found, (0, 1, IGNORE))]
    if wrong.size or values.ndim != 2:
        raise RasterError(
            f"The label '{name}' holds other values than 0 and 1: {wrong[:5].tolist()}.",
            "Landslides are 1, the rest 0, and what is not known 255.",
        )
    return values.astype(np.uint8)
