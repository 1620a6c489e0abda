"""Scores of a pack: on the halves of validation, or on test data where one case study has no halves."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepslide_qgis.core.errors import RequestError
from tests.training.ensembles.made_pixels import made_pixels
from tests.training.made_data import experiment_of
from training.ensembles.growth import grow
from training.ensembles.ranking import rank
from training.ensembles.thresholds import TUNED, f1_of
from training.packs.score import score, score_cross_fitted, tune
from training.planning.workspace import Workspace

MEAN = "mean_probability"


def test_one_case_study_for_validation_is_tuned_on_and_the_test_data_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    validation, test = made_pixels(3, groups=1), made_pixels(3, groups=2, seed=7)
    monkeypatch.setattr("training.packs.score.open_pixels", lambda *_: test)
    names = tuple((f'id = "{old}"', f'id = "m{new}"') for new, old in enumerate(("fpn", "unet")))
    plain = experiment_of(tmp_path, "case_studies", "s1", *names)
    tested = experiment_of(tmp_path, "case_studies", "s1", *names, data='test = "test"')
    pixels = made_pixels(2, groups=1)
    pack = tune(pixels, MEAN)
    found = score(Workspace(tested, tmp_path, tmp_path), pack, validation)
    expected = grow(test, pack.order, MEAN)[-1].at(pack.thresholds[-1])
    assert [item.name for item in found] == ["pixel F1, ensemble", "pixel F1, m0", "pixel F1, m1"]
    assert found[0].value == round(f1_of(expected), 4)
    assert {item.data for item in found} == {"2 test case studies of squares on noise, threshold tuned on validation"}
    with pytest.raises(RequestError, match="no test split"):
        score(Workspace(plain, tmp_path, tmp_path), pack, validation)


def test_a_pack_of_more_members_than_the_reference_study_s_largest_is_scored_whole() -> None:
    pixels = made_pixels(95, groups=4, per_group=50)
    order = rank(pixels, TUNED)
    whole = score_cross_fitted(pixels, pixels, order, MEAN)
    assert whole != score_cross_fitted(pixels, pixels, order[:90], MEAN)
