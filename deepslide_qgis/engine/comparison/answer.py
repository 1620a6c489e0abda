"""Assembles the counts of a comparison into its answer."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.comparison import Areas, ComparisonReport, Curves, Objects
from deepslide_qgis.core.request import ComparisonRequest
from deepslide_qgis.engine.comparison.error_map import ENSEMBLE, SINGLE, scores_of_codes
from deepslide_qgis.engine.comparison.object_tally import ObjectTally
from deepslide_qgis.engine.comparison.objects import (
    count_splits_and_merges,
    panoptic_quality,
    score_all_rules,
    score_by_size,
)
from deepslide_qgis.engine.comparison.overlaps import Overlaps, OverlapTally
from deepslide_qgis.engine.comparison.pixel_counts import BINS, PixelCounts, count_pixels
from deepslide_qgis.engine.comparison.rasters import ComparisonRasters, Strip
from deepslide_qgis.engine.comparison.strata import count_codes

CURVE_STEP = 5
"""Every fifth of the thousand thresholds is stored."""


class Tallies:
    """All counts of a comparison, accumulated strip by strip."""

    def __init__(self, request: ComparisonRequest, rasters: ComparisonRasters):
        self._request, self._rasters = request, rasters
        self.counts = PixelCounts.none()
        self.codes, self.code_m2 = np.zeros(8, np.int64), np.zeros(8)
        self.landslides, self.candidates = ObjectTally(request.landslide_count), ObjectTally(request.candidate_count)
        self._overlaps = OverlapTally(request.landslide_count, request.candidate_count)
        self._strata = [np.zeros((len(stratum.labels), 8), np.int64) for stratum in rasters.strata]

    def add(self, strip: Strip, codes: np.ndarray) -> None:
        """Count one strip with its error ``codes`` (h, w)."""
        self.counts += count_pixels(strip.probability, strip.landslides > 0, strip.valid)
        compared = codes[strip.valid]
        self.codes += np.bincount(compared, minlength=8)
        self.code_m2 += np.bincount(compared, strip.area_m2[strip.valid], 8)
        for tally, ids in ((self.landslides, strip.landslides), (self.candidates, strip.candidates)):
            tally.add(ids, strip.probability, strip.top)
        has_object = strip.valid & ((strip.landslides > 0) | (strip.candidates > 0))
        self._overlaps.add(strip.landslides[has_object], strip.candidates[has_object], strip.area_m2[has_object])
        for sums, classes in zip(self._strata, strip.classes, strict=True):
            sums += count_codes(classes, codes, strip.valid, len(sums))

    def report(self) -> ComparisonReport:
        """Return the answer, without pictures."""
        request, areas = self._request, self._rasters.areas
        overlaps = self._overlaps.overlaps()
        counted = overlaps.at_least(request.minimum_m2)
        is_mask = not (self.counts.landslide[1 : BINS - 1].any() or self.counts.other[1 : BINS - 1].any())
        threshold = request.threshold
        return ComparisonReport(
            threshold=threshold,
            minimum_m2=request.minimum_m2,
            pixel_m2=areas.mean,
            is_in_metres=areas.is_in_metres,
            is_mask=is_mask,
            pixels=scores_of_codes(self.codes, threshold, ENSEMBLE),
            areas=_sum_areas(self.code_m2),
            objects=_score_objects(counted),
            landslides=self.landslides.columns(overlaps, counted, 0),
            candidates=self.candidates.columns(overlaps, counted, 1),
            curves=None if is_mask else compute_curves(self.counts),
            member=scores_of_codes(self.codes, threshold, SINGLE) if request.member_prediction else None,
            strata=tuple(
                stratum.scores(counts, threshold)
                for stratum, counts in zip(self._rasters.strata, self._strata, strict=True)
            ),
        )


def compute_curves(counts: PixelCounts) -> Curves:
    """Return the curves over all thresholds."""
    thresholds, hits, alarms = counts.curve()
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall = hits / (hits + alarms), hits / counts.landslide.sum()
    _, f1 = counts.f1_curve()
    mean, share, pixels = counts.reliability()
    stored = slice(None, None, CURVE_STEP)
    return Curves(
        thresholds=tuple(thresholds[stored].tolist()),
        precision=tuple(precision[stored].tolist()),
        recall=tuple(recall[stored].tolist()),
        f1=tuple(f1[stored].tolist()),
        best=counts.best(),
        average_precision=counts.average_precision(),
        brier=counts.brier(),
        calibration_error=counts.calibration_error(),
        mean=tuple(mean.tolist()),
        share=tuple(share.tolist()),
        pixels=tuple(pixels.tolist()),
    )


def _sum_areas(code_m2: np.ndarray) -> Areas:
    ensemble = {key: float(sum(code_m2[code] for code in codes)) for key, codes in _ENSEMBLE_CODES.items()}
    return Areas(**ensemble)


_ENSEMBLE_CODES = {"tp_m2": (6, 7), "fp_m2": (4, 5), "fn_m2": (2, 3), "tn_m2": (0, 1)}


def _score_objects(counted: Overlaps) -> Objects:
    splits, merges = count_splits_and_merges(counted)
    return Objects(
        rules=tuple(score_all_rules(counted)),
        sizes=tuple(score_by_size(counted)),
        panoptic_quality=panoptic_quality(counted),
        splits=splits,
        merges=merges,
        mapped_m2=float(counted.landslide_m2.sum()),
        predicted_m2=float(counted.candidate_m2.sum()),
        common_m2=float(counted.pair_m2.sum()),
    )
