"""Sums as the study's code makes them, rounding included, whatever the blocks; and what it cannot sum up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepslide_qgis.core.errors import BandError, RasterError
from tests.training.made_data import case_study, write_case_study, write_raster
from training.data import scenes
from training.data.case_studies import find_case_studies
from training.published.ganerod import select_bands
from training.published.study_statistics import study_statistics


def by_the_study(arrays: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and std of arrays (H, W, bands) in the study's arithmetic."""
    total = sum(np.nansum(array, axis=(0, 1)).astype(float) for array in arrays)
    squares = sum(np.nansum(array**2, axis=(0, 1)).astype(float) for array in arrays)
    count = sum((~np.isnan(array)).sum(axis=(0, 1)) for array in arrays)
    return total / count, np.sqrt(squares / count - (total / count) ** 2)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("block_px", [7, 1024])
def test_mean_and_deviation_are_the_study_s_to_the_last_digit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtype: type, block_px: int
) -> None:
    monkeypatch.setattr(scenes, "BLOCK_PX", block_px)
    arrays = []
    for number, name in enumerate("ab"):
        bands, label = case_study(number, (70, 50))
        bands = (bands + np.linspace(-30, 60, 15)[:, None, None]).astype(dtype)
        write_case_study(tmp_path, name, bands, label)
        arrays.append(np.ascontiguousarray(bands.transpose(1, 2, 0)))
    found = study_statistics(find_case_studies(tmp_path))
    mean, std = by_the_study(arrays)
    np.testing.assert_array_equal(found.mean, mean)
    np.testing.assert_array_equal(found.std, std)
    part = select_bands("s2", found)
    assert (part.mean, part.std) == ((mean[13], mean[14]), (std[13], std[14]))


def test_constant_bands_and_other_rasters_are_refused(tmp_path: Path) -> None:
    bands, label = case_study(1)
    bands[11] = 4
    write_case_study(tmp_path / "a", "one", bands, label)
    with pytest.raises(RasterError, match="same in all rasters, or empty: climate"):
        study_statistics(find_case_studies(tmp_path / "a"))
    write_raster(tmp_path / "b" / "input" / "one_input.tif", bands[:11])
    write_raster(tmp_path / "b" / "label" / "one_label.tif", label)
    with pytest.raises(BandError, match="has 11 bands"):
        study_statistics(find_case_studies(tmp_path / "b"))
