"""What the processor can do that decides what is faster on it."""

from __future__ import annotations

import numpy as np


def has_avx2() -> bool:
    """Tell whether the processor computes eight numbers at a time (AVX2), as x86 has since 2013, but for the cheapest.

    numpy looks that up for itself, the same way on all systems; where it no longer says so, the answer is no.
    """
    core = np.__dict__.get("_core") or np.core
    return bool(getattr(core._multiarray_umath, "__cpu_features__", {}).get("AVX2"))
