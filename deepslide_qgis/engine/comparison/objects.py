"""Scores of landslides and candidates as objects, under three matching rules.

Any overlap: one common pixel is enough. Coverage: candidates cover at least a share of the landslide, or landslides
that share of the candidate. One to one: each landslide matches at most one candidate and vice versa, in order of
falling intersection over union (IoU), from a minimum IoU; above 0.5 such pairs are unique (Kirillov et al. 2019).
"""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.scores import ObjectScores, SizeClass
from deepslide_qgis.engine.comparison.overlaps import Overlaps

COVERAGES = (0.1, 0.5)
IOUS = (0.1, 0.3, 0.5)
SIZE_CLASSES_M2 = (0.0, 1000.0, 5000.0, 10_000.0, float("inf"))
"""Bounds of the size classes of landslides; a landslide on a bound belongs to the larger class."""
NEARLY = 1 - 1e-9
"""Tolerance for the rounding of area sums."""


def any_overlap(overlaps: Overlaps) -> ObjectScores:
    """Return the scores if one common pixel is enough."""
    return _make_scores("any overlap", overlaps, overlaps.covered_m2 > 0, overlaps.mapped_m2 > 0)


def coverage(overlaps: Overlaps, share: float) -> ObjectScores:
    """Return the scores if ``share`` of an object must be covered by objects of the other side."""
    found = is_covered(overlaps.covered_m2, overlaps.landslide_m2, share)
    hit = is_covered(overlaps.mapped_m2, overlaps.candidate_m2, share)
    return _make_scores(f"coverage ≥ {share:g}", overlaps, found, hit)


def is_covered(common_m2: np.ndarray, whole_m2: np.ndarray, share: float) -> np.ndarray:
    """Return a bool per object: ``common_m2`` is at least ``share`` of ``whole_m2``."""
    return (whole_m2 > 0) & (common_m2 >= share * whole_m2 * NEARLY)


def one_to_one(overlaps: Overlaps, least_iou: float) -> ObjectScores:
    """Return the scores if each object has at most one partner, with at least ``least_iou``."""
    matches = len(match_pairs(overlaps, least_iou))
    return ObjectScores(f"one to one, IoU ≥ {least_iou:g}", overlaps.landslides, matches, overlaps.candidates, matches)


def match_pairs(overlaps: Overlaps, least_iou: float) -> np.ndarray:
    """Return the positions in ``overlaps.pairs`` of the pairs matched one to one, best IoU first."""
    iou = overlaps.iou
    landslides, candidates, matched = set(), set(), []
    for position in np.argsort(-iou, kind="stable"):
        landslide, candidate = overlaps.pairs[position].tolist()
        if iou[position] < least_iou * NEARLY:
            break
        if landslide not in landslides and candidate not in candidates:
            landslides.add(landslide)
            candidates.add(candidate)
            matched.append(position)
    return np.array(matched, np.int64)


def panoptic_quality(overlaps: Overlaps) -> float:
    """Return Σ IoU of the pairs above 0.5 / (their number + half of the unmatched objects) (Kirillov et al. 2019).

    A pair of exactly 0.5 does not count: two candidates could match the same landslide.
    """
    iou = overlaps.iou[overlaps.iou * NEARLY > 0.5]
    halves = (overlaps.landslides + overlaps.candidates) / 2
    return float(iou.sum() / halves) if halves else float("nan")


def count_splits_and_merges(overlaps: Overlaps) -> tuple[int, int]:
    """Return the number of landslides under several candidates, and of candidates on several landslides."""
    pairs = overlaps.pairs
    return int((np.bincount(pairs[:, 0]) > 1).sum()), int((np.bincount(pairs[:, 1]) > 1).sum())


def score_all_rules(overlaps: Overlaps) -> list[ObjectScores]:
    """Return the scores under every rule, the most lenient first."""
    return [
        any_overlap(overlaps),
        *(coverage(overlaps, share) for share in COVERAGES),
        *(one_to_one(overlaps, iou) for iou in IOUS),
    ]


def score_by_size(overlaps: Overlaps) -> list[SizeClass]:
    """Return the recall by size class: touched by any candidate, and at least half covered."""
    sizes, covered = overlaps.landslide_m2, overlaps.covered_m2
    half = is_covered(covered, sizes, 0.5)
    classes = []
    for low, high in zip(SIZE_CLASSES_M2[:-1], SIZE_CLASSES_M2[1:], strict=True):
        inside = (sizes > 0) & (sizes >= low) & (sizes < high)
        counts = (int((inside & chosen).sum()) for chosen in (inside, covered > 0, half))
        classes.append(SizeClass(low, high, *counts))
    return classes


def _make_scores(rule: str, overlaps: Overlaps, found: np.ndarray, hit: np.ndarray) -> ObjectScores:
    return ObjectScores(rule, overlaps.landslides, int(found.sum()), overlaps.candidates, int(hit.sum()))
