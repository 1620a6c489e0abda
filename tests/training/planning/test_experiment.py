"""Experiments that do not fit are refused with the field that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.pack import read_card
from tests.training.tiny_experiment import EXPERIMENT
from training.planning.experiment import read_experiment


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('architecture = "FPN"', 'architecture = "SegNet"', "SegNet"),
        ("batch_size = 2", "batch_size = 1", "at least two"),
        ("epochs = 2", 'epochs = "two"', "epochs"),
        ("epochs = 2", "epochs = 2\nspeed = 9", "speed"),
        ('id = "unet"', 'id = "fpn"', "twice"),
        ('kind = "tiles"', 'kind = "clouds"', "no kind of data 'clouds'"),
        ('kind = "tiles"', 'kind = "tiles"\nlandslide_at = "corner"', "no place of the landslide pixel"),
        ('kind = "tiles"', 'kind = "tiles"\nvalidation_share = 1.0', "between 0 and 1"),
        ("name = ", "name ", "cannot be read"),
        ('name = "tiny"', 'name = "my landslides"', "'my landslides' is no name for an experiment"),
        ('id = "unet"', 'id = "U net"', "'U net' is no name for a member"),
        ("seed = 3", "seed = -3", "it must be 0 or above"),
        ("seed = 1", "seed = -1", "The seed of member 'unet' is -1"),
        ('kind = "tiles"', 'kind = "tiles"\ntile_px = 0', "no multiple of 32"),
        ('kind = "tiles"', 'kind = "tiles"\ntile_px = 100', "no multiple of 32"),
        ('kind = "tiles"', 'kind = "tiles"\nshare_on_landslides = 70', "from 0 to 1"),
        ("divide = [400.0", "divide = [0.0", "must be above 0"),
        ('gain = "raster_median"', 'gain = "median"', "no gain 'median'"),
        ("gain_factor = 2.0", "gain_factor = 0.5", "gain_factor is 0.5; it must be at least 1"),
        ("haze_share = 0.5", "haze_share = 50", "from 0 to 1"),
        ("epochs = 2", "epochs = 0", "epochs is 0"),
        ("epochs = 2", 'epochs = 2\nprecision = "bf16"', "no precision 'bf16'"),
        ("validate_every = 1", "validate_every = 0", "validate_every is 0"),
        ("learning_rate = 1e-3", "learning_rate = 0.0", "must be above 0"),
        ('setting = "rgb"', 'setting = "s2"', "'s2' has bands that are no reflectance: landCover, dNDVI"),
        ('setting = "rgb"', 'setting = "l4s14"', "no reflectance: slope, elevation"),
        ('gain = "raster_median"', 'gain = "none"', "known up to a factor"),
        ('nodata = "any"', 'nodata = "some"', "no no-data policy 'some'"),
        ("margin_px = 8", "margin_px = 32", "leaves nothing of a tile"),
        ("gsd_m = 10.0", "gsd_m = 0.0", "must be above 0"),
        ("tile_px = 64", "tile_px = 50", "card.tile_px is 50"),
    ],
)
def test_an_experiment_that_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(EXPERIMENT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RequestError, match=says):
        read_experiment(path)


def test_a_setting_that_no_member_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tiny.toml"
    path.write_text(EXPERIMENT, encoding="utf-8")
    experiment = read_experiment(path)
    assert len(experiment.with_setting("rgb").members) == 2
    with pytest.raises(RequestError, match=r"reads the bands 'typo'.*Settings: rgb\."):
        experiment.with_setting("typo")


def test_the_shipped_experiments_can_be_read() -> None:
    folder = Path(__file__).parents[3] / "training" / "experiments"
    names = {read_experiment(path).name for path in folder.glob("*.toml")}
    assert {"l4s-rgb", "simulated-s1s2"} <= names


def test_the_card_of_the_simulated_pack_says_what_its_experiment_says() -> None:
    root = Path(__file__).parents[3]
    plan = read_experiment(root / "training" / "experiments" / "simulated_s1s2.toml").card
    card = read_card(str(root / "resources" / "models" / "simulated-s1s2"))
    for said in ("title", "description", "training_data", "licence", "citation", "limits"):
        assert getattr(card, said) == getattr(plan, said)
    assert "arXiv:2310.05959" in card.citation
