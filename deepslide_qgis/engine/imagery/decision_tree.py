"""Decision tree (CART) as in Earth Engine's smileCart: Gini impurity, unlimited leaves, leaves of one sample."""

from __future__ import annotations

from typing import Any

import numpy as np

from deepslide_qgis.core.errors import EngineEnvironmentError, RasterError
from deepslide_qgis.core.remedies import WITH_IMAGERY

FEWEST_SAMPLES = 2
FOLDS = 5
GAP = -9999.0
"""The value of a predictor without data."""


def train(samples: np.ndarray, covers: np.ndarray) -> Any:
    """Return a tree trained on ``samples`` (N, predictors) of known ``covers`` (N,)."""
    return _make_tree().fit(_fill_gaps(samples), covers)


def classify(tree: Any, predictors: np.ndarray) -> np.ndarray:
    """Return the classes (h, w) uint8 of ``predictors`` (C, h, w), 0 where all predictors are missing."""
    known = np.isfinite(predictors).any(axis=0)
    covers = np.zeros(known.shape, np.uint8)
    if known.any():
        covers[known] = tree.predict(_fill_gaps(predictors[:, known].T))
    return covers


def cross_validate(samples: np.ndarray, covers: np.ndarray) -> float | None:
    """Return the cross-validated accuracy, None for too few samples."""
    fewest = min(np.bincount(covers)[np.unique(covers)])
    if fewest < FEWEST_SAMPLES or len(np.unique(covers)) < 2:
        return None
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    folds = StratifiedKFold(int(min(FOLDS, fewest)), shuffle=True, random_state=0)
    return float(cross_val_score(_make_tree(), _fill_gaps(samples), covers, cv=folds).mean())


def check_trainable(covers: np.ndarray) -> None:
    """Raise RasterError if there are fewer than two classes."""
    if len(np.unique(covers)) < 2:
        raise RasterError(
            "The training samples inside the area are of fewer than two classes.",
            "Add points of other classes, check their CRS, or choose a land-cover raster that covers the area.",
        )


def _make_tree() -> Any:
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError as error:
        raise EngineEnvironmentError(
            "The engine lacks scikit-learn, which land cover is classified with.",
            WITH_IMAGERY,
        ) from error
    return DecisionTreeClassifier(criterion="gini", max_leaf_nodes=None, min_samples_leaf=1, random_state=0)


def _fill_gaps(predictors: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(predictors), predictors, np.float32(GAP))
