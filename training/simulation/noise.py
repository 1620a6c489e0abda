"""Random fields with structure at many scales."""

from __future__ import annotations

import numpy as np
from scipy import fft, ndimage


def fractal(
    random: np.random.Generator, size: int, exponent: float, largest_px: float, smallest_px: float = 0
) -> np.ndarray:
    """Return a field (size, size) of mean 0 and std 1 whose spectrum falls with ``frequency ** -exponent``.

    The spectrum is flat above the wavelength ``largest_px`` and nearly 0 below ``smallest_px``. The field is cut from a
    larger one, so that it is not periodic.
    """
    whole = fft.next_fast_len(size + size // 4, real=True)
    frequency = np.hypot(fft.fftfreq(whole)[:, None], fft.rfftfreq(whole)[None]).astype(np.float32)
    amplitude = np.maximum(frequency, 1 / largest_px) ** -exponent * np.exp(-((frequency * smallest_px) ** 2))
    amplitude[0, 0] = 0
    spectrum = fft.rfft2(random.standard_normal((whole, whole), np.float32)) * amplitude
    field = fft.irfft2(spectrum, s=(whole, whole))[:size, :size]
    return (field - field.mean()) / field.std()


def speckle_db(random: np.random.Generator, size: int, looks: float) -> np.ndarray:
    """Return multiplicative speckle of ``looks`` looks in dB, correlated between neighbours as in real images."""
    gamma = random.gamma(looks, 1 / looks, (size, size))
    return (10 * np.log10(ndimage.gaussian_filter(gamma, 0.6))).astype(np.float32)


def parcels(random: np.random.Generator, size: int, spacing_px: float) -> np.ndarray:
    """Return parcel numbers (size, size) int32: nearest-point regions around random points, with bent borders."""
    count = max(1, int((size / spacing_px) ** 2))
    points = random.uniform(0, size, (count, 2))
    seeds = np.zeros((size, size), np.int32)
    rows, columns = points.astype(int).T
    seeds[rows, columns] = np.arange(1, count + 1)
    nearest = ndimage.distance_transform_edt(seeds == 0, return_distances=False, return_indices=True)
    bend = [np.rint(3 * fractal(random, size, 1.5, 60)).astype(int) for _ in range(2)]
    grid = np.mgrid[:size, :size]
    bent = [np.clip(grid[axis] + bend[axis], 0, size - 1) for axis in range(2)]
    return seeds[tuple(nearest)][bent[0], bent[1]]
