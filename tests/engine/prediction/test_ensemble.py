import numpy as np
import pytest

from deepslide_qgis.engine.prediction.ensemble import RunningEnsemble, sigmoid

LOGITS = np.random.default_rng(2).normal(0, 2, (5, 7, 9)).astype(np.float32)
PROBABILITY = 1 / (1 + np.exp(-LOGITS.astype(np.float64)))


def combined(combine: str) -> np.ndarray:
    ensemble = RunningEnsemble(combine, 0.3)
    for logits in LOGITS:
        ensemble.feed_logits(logits)
    return ensemble.layers()


@pytest.mark.parametrize(
    ("combine", "expected"),
    [
        ("mean_probability", PROBABILITY.mean(axis=0)),
        ("vote", (PROBABILITY >= 0.5).mean(axis=0)),
        ("mean_logit", 1 / (1 + np.exp(-LOGITS.mean(axis=0)))),
    ],
)
def test_combinations(combine, expected):
    probability, spread, agreement = combined(combine)
    np.testing.assert_allclose(probability, expected, atol=1e-6)
    np.testing.assert_allclose(spread, PROBABILITY.std(axis=0), atol=1e-6)
    np.testing.assert_allclose(agreement, (PROBABILITY >= 0.3).mean(axis=0), atol=1e-6)


def test_probabilities_fed_directly_give_the_same_as_logits():
    ensemble = RunningEnsemble("mean_logit", 0.3)
    for probability in PROBABILITY.astype(np.float32):
        ensemble.feed_probability(probability)
    np.testing.assert_allclose(ensemble.layers(), combined("mean_logit"), atol=1e-5)


def test_one_member_has_no_spread():
    ensemble = RunningEnsemble("mean_probability", 0.5)
    ensemble.feed_logits(LOGITS[0])
    probability, spread, _ = ensemble.layers()
    np.testing.assert_allclose(probability, PROBABILITY[0], atol=1e-6)
    assert not spread.any()


def test_sigmoid_does_not_overflow():
    assert sigmoid(np.float32([-1000, 0, 1000])).tolist() == [0, 0.5, 1]
