"""Features of the processor that decide which implementation is faster."""

from __future__ import annotations

import numpy as np


def has_avx2() -> bool:
    """Return True if the processor computes eight numbers at once (AVX2), as all but the cheapest x86 since 2013.

    numpy detects this itself on all systems; the answer is False if numpy no longer exposes it.
    """
    core = np.__dict__.get("_core") or np.core
    return bool(getattr(core._multiarray_umath, "__cpu_features__", {}).get("AVX2"))
