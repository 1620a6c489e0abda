"""The error map: one code per pixel for right and wrong, in the colours of Ganerød et al. 2023, figure 7.

code = 1 · single + 2 · truth + 4 · ensemble, so that the bits of the code are red, green and blue of its colour.
Without a single member only 2 (missed), 4 (false alarm) and 6 (found) occur.
"""

from __future__ import annotations

from typing import Optional

import numpy as np

from deepslide_qgis.core.scores import PixelScores

SINGLE, TRUTH, ENSEMBLE = 1, 2, 4
NOT_COMPARED = 255
"""The code of pixels without data in the prediction, or outside the area of interest."""

CODES = range(8)
MEANINGS = {
    1: "False alarm of the single member",
    2: "Missed by both",
    3: "Single member right, ensemble missed",
    4: "False alarm of the ensemble",
    5: "False alarm of both",
    6: "Single member missed, ensemble right",
    7: "Both right",
}


def error_codes(
    truth: np.ndarray, ensemble: np.ndarray, valid: np.ndarray, single: Optional[np.ndarray] = None
) -> np.ndarray:
    """Return the uint8 codes of bool arrays of one shape; ``NOT_COMPARED`` where not ``valid``."""
    codes = ENSEMBLE * ensemble.astype(np.uint8) + TRUTH * truth.astype(np.uint8)
    if single is not None:
        codes += SINGLE * single.astype(np.uint8)
    codes[~valid] = NOT_COMPARED
    return codes


def scores_of_codes(counts: np.ndarray, threshold: float, who: int = ENSEMBLE) -> PixelScores:
    """Return the scores of ``who`` (ENSEMBLE or SINGLE) from the number of pixels of each code, (8,)."""

    def count(predicted: bool, mapped: bool) -> int:
        codes = (code for code in CODES if (bool(code & who), bool(code & TRUTH)) == (predicted, mapped))
        return int(sum(counts[code] for code in codes))

    return PixelScores(threshold, count(True, True), count(True, False), count(False, True), count(False, False))


def colour(code: int) -> tuple[int, int, int]:
    """Return (red, green, blue), 0 … 255, of ``code``."""
    return tuple(255 * bool(code & bit) for bit in (SINGLE, TRUTH, ENSEMBLE))
