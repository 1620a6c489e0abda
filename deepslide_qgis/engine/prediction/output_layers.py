"""From blended values to the layers that are written: clipped, thresholded, and with no-data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deepslide_qgis.engine.prediction.ensemble import LAYERS
from deepslide_qgis.engine.rasters.writer import MASK_NODATA


def output_layers(
    blended: np.ndarray, usable: np.ndarray, threshold: float, names: Sequence[str] = LAYERS
) -> dict[str, np.ndarray]:
    """Return the output layers, (h, w) each, of ``blended`` (layers, h, w), whose layers are called ``names``.

    Pixels are no-data where not ``usable`` (h, w), or where a network returned NaN or infinity. A layer of ``LAYERS``
    that is missing in ``names`` is 0. ``blended`` is overwritten.
    """
    usable = usable & np.isfinite(blended[0])
    found = dict(zip(names, blended, strict=True))
    rows = {name: found[name] if name in found else np.zeros(usable.shape, np.float32) for name in LAYERS}
    for name in ("probability", "agreement"):
        np.clip(rows[name], 0, 1, out=rows[name])  # rounding while blending can exceed 1
    mask = (rows["probability"] >= np.float32(threshold)).astype(np.uint8)
    if not usable.all():
        for values in rows.values():
            values[~usable] = np.nan
        mask[~usable] = MASK_NODATA
    return {**rows, "mask": mask}
