"""Groups under the minimum area never become polygons, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from qgis.core import QgsFeedback

from deepslide_qgis.processing.candidates.minimum_area import sufficient_px
from deepslide_qgis.processing.candidates.polygons import polygonise
from deepslide_qgis.processing.candidates.ruler import Ruler
from deepslide_qgis.processing.rasters.raster_source import raster_file
from tests.processing.conftest import PLACED, project_context, write_raster

DEGREES = (91.75, 0.1, 0.0, 60.0, 0.0, -0.1)
LOCAL = (-0.5, 1.0, 0.0, 0.5, 0.0, -1.0)


@pytest.mark.parametrize("density", [0.1, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("sufficient", [2, 4, 30])
def test_large_groups_are_the_same_pixel_by_pixel(tmp_path, density, sufficient):
    path = noise(tmp_path, density)
    everything = polygonise(path, 0.5, QgsFeedback(), 0, 100)
    fewer = polygonise(path, 0.5, QgsFeedback(), 0, 100, sufficient)
    large = [shape for shape in everything if shape.area() >= 100 * sufficient - 1]
    assert outlines(shape for shape in fewer if shape.area() >= 100 * sufficient - 1) == outlines(large)
    assert len(fewer) <= len(everything)
    if density < 0.5:
        assert len(fewer) < len(large) + 0.02 * len(everything)


@pytest.mark.parametrize(("epsg", "placed"), [(32646, PLACED), (4326, DEGREES), (None, LOCAL)])
def test_no_group_above_the_minimum_area_is_taken_out(tmp_path, epsg, placed):
    path = noise(tmp_path, 0.4, epsg, placed)
    ruler = Ruler(raster_file(path), project_context())
    shapes = polygonise(path, 0.5, QgsFeedback(), 0, 100)
    sizes = sorted(ruler.area_m2(shape) or ruler.pixels(shape) for shape in shapes)
    for size in (sizes[len(sizes) // 2], sizes[len(sizes) * 9 // 10], sizes[-1], sizes[-1] * 2):
        minimum = 0.9999 * size  # the order of the parts tells in the last digit of their sum
        px = sufficient_px(raster_file(path), ruler, minimum)
        assert px > 1
        fewer = polygonise(path, 0.5, QgsFeedback(), 0, 100, px)
        assert large(fewer, ruler, minimum) == large(shapes, ruler, minimum)


def test_without_a_minimum_area_four_pixels_do():
    assert sufficient_px(None, None, None) == 4


def large(shapes, ruler: Ruler, minimum: float) -> list[str]:
    return outlines(shape for shape in shapes if ruler.is_large_enough(shape, minimum))


def outlines(shapes) -> list[str]:
    normal = []
    for shape in shapes:
        shape.normalize()
        normal.append(shape.asWkt(6))
    return sorted(normal)


def noise(folder, density: float, epsg=32646, placed=PLACED) -> str:
    """Write pixels of 0 and 1 at random, with specks in the holes of large groups and the other way round."""
    values = (np.random.default_rng(4).random((1, 150, 200)) < density).astype("float32")
    values[0, 20:60, 20:60] = 1
    values[0, 30:35, 30:35] = 0
    values[0, 32, 32] = 1
    return write_raster(folder / "noise.tif", values, epsg=epsg, placed=placed)
