"""The command ``compare`` on real files: counts against scikit-learn, objects and areas against plain numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin
from sklearn import metrics

from deepslide_qgis.core.errors import Cancelled, OutputError, RasterError
from deepslide_qgis.core.events import Progress, Warned
from deepslide_qgis.core.request import ComparisonOutputs, ComparisonRequest, Stratum
from deepslide_qgis.engine.compare import compare
from deepslide_qgis.engine.comparison.components import label_components
from deepslide_qgis.engine.comparison.error_map import NOT_COMPARED
from deepslide_qgis.engine.comparison.pictures import outline


def test_pixel_scores_are_scikit_learn_s(comparison, scene):
    probability, truth = scene
    answer = comparison(probability, truth, threshold=0.43)
    known = np.isfinite(probability)
    label, p = truth[known], np.float32(probability[known])
    predicted = p >= np.float32(0.43)
    tn, fp, fn, tp = metrics.confusion_matrix(label, predicted).ravel().tolist()
    scores = answer.pixels
    assert (scores.tp, scores.fp, scores.fn, scores.tn) == (tp, fp, fn, tn)
    assert scores.precision == pytest.approx(metrics.precision_score(label, predicted))
    assert scores.recall == pytest.approx(metrics.recall_score(label, predicted))
    assert scores.f1 == pytest.approx(metrics.f1_score(label, predicted))
    assert scores.iou == pytest.approx(metrics.jaccard_score(label, predicted))
    assert scores.mcc == pytest.approx(metrics.matthews_corrcoef(label, predicted))
    assert answer.curves.brier == pytest.approx(metrics.brier_score_loss(label, p), rel=1e-5)
    assert answer.curves.average_precision == pytest.approx(metrics.average_precision_score(label, p), abs=2e-4)
    precision, recall, _ = metrics.precision_recall_curve(label, p)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    assert answer.curves.best.f1 == pytest.approx(f1.max(), abs=1e-3)


def test_areas_objects_and_numbers_of_each_object(comparison, scene):
    probability, truth = scene
    answer = comparison(probability, truth)
    known, landslides = np.isfinite(probability), label_components(truth)
    predicted = np.nan_to_num(probability) >= np.float32(0.5)
    pixel = 100 / 0.9996**2  # UTM's scale on its central meridian
    assert answer.is_in_metres and answer.pixel_m2 == pytest.approx(pixel, rel=1e-3)
    assert answer.areas.tp_m2 == pytest.approx((truth & predicted & known).sum() * pixel, rel=1e-3)
    columns = answer.landslides
    assert columns.all_px == tuple(np.bincount(landslides.ravel())[1:])
    assert columns.px == tuple(np.bincount(landslides[known], minlength=landslides.max() + 1)[1:])
    for number in (1, 5, 20):
        mine = (landslides == number) & known
        assert columns.p_max[number - 1] == pytest.approx(probability[mine].max(), abs=1e-6)
        assert columns.p_mean[number - 1] == pytest.approx(probability[mine].mean(), abs=1e-6)
        assert columns.common_m2[number - 1] == pytest.approx((mine & predicted).sum() * pixel, rel=1e-3)
    candidates = label_components(predicted)
    partners = [
        sorted(set(candidates[(landslides == n + 1) & predicted & known].tolist())) for n in range(len(columns.px))
    ]
    assert [sorted(found) for found in columns.partners] == partners


def test_the_error_map_and_the_single_member(comparison, scene):
    probability, truth = scene
    member = np.where(np.arange(70) % 2, 0.9, 0.1) * np.ones((80, 1))
    member[0, 0] = np.nan
    answer = comparison(probability, truth, member=member)
    known = np.isfinite(probability) & np.isfinite(member)
    expected = (member >= 0.5) + 2 * truth + 4 * (np.nan_to_num(probability) >= np.float32(0.5))
    codes = comparison.error_map()
    assert np.array_equal(codes[known], expected[known]) and (codes[~known] == NOT_COMPARED).all()
    assert answer.member.tp == int((truth & (member >= 0.5) & known).sum())
    with rasterio.open(comparison.request.outputs.error_map) as file:
        assert file.colormap(1)[6] == (0, 255, 255, 255) and file.nodata == NOT_COMPARED


def test_outside_the_area_of_interest_nothing_counts(comparison, scene):
    probability, truth = scene
    inside = np.zeros(truth.shape, bool)
    inside[:, :35] = True
    answer = comparison(probability, truth, inside=inside)
    alone = comparison(np.where(inside, probability, np.nan), truth)
    assert answer.pixels == alone.pixels and answer.landslides.p_max == pytest.approx(
        alone.landslides.p_max, nan_ok=True
    )
    assert (
        answer.pixels.tp + answer.pixels.fp + answer.pixels.fn + answer.pixels.tn
        == (np.isfinite(probability) & inside).sum()
    )


def test_a_mask_has_scores_but_no_curves(comparison, scene):
    _, truth = scene
    answer = comparison(np.roll(truth, 1, axis=1).astype(np.float32), truth)
    assert answer.is_mask and answer.curves is None and answer.pixels.tp > 0


def test_strata(comparison, scene, write_raster):
    probability, truth = scene
    cover = np.repeat([1, 2, 5, 7], 20)[:, None] * np.ones((1, 70))
    cover[:, 60:] = 99
    path = write_raster(cover[None].astype(np.uint8), "cover.tif", nodata=99)
    height = np.linspace(0, 1000, 70) * np.ones((80, 1))
    heights = write_raster(height[None].astype(np.float32), "height.tif")
    strata = (Stratum("cover", path), Stratum("height", heights, (300.0,), ("low", "high")), Stratum("h5", heights))
    answer = comparison(probability, truth, strata=strata)
    by_cover, by_height, by_fifth = answer.strata
    assert [group.label for group in by_cover.groups] == ["1", "2", "5", "7", "no value"]
    known, predicted = np.isfinite(probability), np.nan_to_num(probability) >= np.float32(0.5)
    assert by_cover.groups[2].scores.tp == int((truth & predicted & known & (cover == 5)).sum())
    assert by_height.groups[1].scores.fn == int((truth & ~predicted & known & (height >= 300)).sum())
    for stratum in answer.strata:
        assert sum(group.scores.fp for group in stratum.groups) == answer.pixels.fp
    assert len(by_fifth.groups) == 5


def test_directions_to_the_radar(comparison, scene, write_raster):
    probability, truth = scene
    aspect = np.repeat([80.0, 170.0, 260.0, -9999.0], 20)[:, None] * np.ones((1, 70))
    path = write_raster(aspect[None].astype(np.float32), "aspect.tif", nodata=-9999)
    (stratum,) = comparison(probability, truth, strata=(Stratum("radar", path, look_azimuth_deg=80.0),)).strata
    labels = [group.label for group in stratum.groups]
    assert labels == ["facing away from the radar", "sideways", "facing the radar", "no value"]


def test_areas_in_degrees_and_without_a_crs(comparison, scene):
    probability, truth = scene
    degrees = {"crs": "EPSG:4326", "transform": from_origin(10.0, 60.5, 0.0001, 0.0001)}
    answer = comparison(probability, truth, profile=degrees)
    assert answer.pixel_m2 == pytest.approx(5.498 * 11.141, rel=0.005)  # metres per 0.0001° at 60.5° N
    plain = comparison(probability, truth, profile={"crs": None})
    assert not plain.is_in_metres and plain.pixel_m2 == 1
    assert plain.areas.tp_m2 == plain.pixels.tp


def test_pictures_of_the_worst(comparison):
    truth, probability = np.zeros((2, 90, 90))
    truth[5:25, 5:25] = truth[60:65, 60:65] = truth[70:72, 10:12] = 1
    probability[40:50, 40:50] = probability[60:65, 60:65] = 0.9
    answer = comparison(probability, truth.astype(bool), pictures=2)
    assert [picture.number for picture in answer.misses] == [1, 3]
    assert [picture.number for picture in answer.false_alarms] == [1]
    assert all(picture.png.startswith("iVBOR") for picture in answer.misses)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda p: p * 100, "neither a probability nor a mask"),
        (lambda p: p - 1, "neither a probability nor a mask"),
        (lambda p: p * np.nan, "nothing to compare"),
    ],
)
def test_values_that_cannot_be_compared(comparison, scene, change, text):
    probability, truth = scene
    with pytest.raises(RasterError, match=text):
        comparison(change(probability), truth)
    assert not list(comparison._folder.iterdir())


def test_rasters_of_another_grid_are_refused(comparison, scene):
    probability, truth = scene
    with pytest.raises(RasterError, match="another grid"):
        comparison(probability, truth, member=probability[:-1])


def test_a_cancel_leaves_nothing(comparison, scene):
    with pytest.raises(Cancelled):
        comparison(*scene, is_cancelled=lambda: len(comparison.events) > 2)
    assert len([event for event in comparison.events if isinstance(event, Progress)]) == 3
    assert not list(comparison._folder.iterdir())


def test_the_prediction_is_never_replaced(comparison, scene, tmp_path):
    comparison(*scene)
    request = comparison.request
    outputs = ComparisonOutputs(request.outputs.report, request.prediction)
    before = Path(request.prediction).read_bytes()
    with pytest.raises(OutputError, match="cannot be its result"):
        compare(
            ComparisonRequest(request.prediction, request.landslides, request.candidates, 1, 1, outputs), print, bool
        )
    assert Path(request.prediction).read_bytes() == before


def test_an_outline_ends_at_the_edge_of_the_picture():
    ids = np.zeros((6, 8), int)
    ids[1:4, 0:3] = 1  # touches the left edge, and must not come out on the right one
    expected = np.zeros(ids.shape, bool)
    expected[1:4, 0:3] = True
    expected[2, 0:2] = False
    assert np.array_equal(outline(ids), expected)


def test_the_image_below_the_pictures_and_one_that_cannot_be(comparison, scene, write_raster):
    probability, truth = scene
    image = write_raster(np.random.default_rng(1).integers(0, 255, (3, 80, 70), dtype=np.uint8), "image.tif")
    plain, bright = comparison(probability, truth), comparison(probability, truth, image=image, image_bands=(3, 2, 1))
    assert [p.number for p in plain.misses] == [p.number for p in bright.misses]
    assert plain.misses[0].png != bright.misses[0].png
    comparison.events.clear()
    for settings in ({"image": "gone.tif"}, {"image": image, "image_bands": (1, 2, 9)}):
        assert comparison(probability, truth, **settings).misses == plain.misses
    assert len([event for event in comparison.events if isinstance(event, Warned)]) == 2
