"""DeepSlide's table: F1 averaged over batches, as its code reports it, beside F1 of all pixels pooled.

Its numbers are means of the scores of validation batches at threshold 0.5, where a batch without landslides and
predictions counts 0. The mean of F1 is neither the F1 of the means nor F1 of all pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deepslide_qgis.core.packs.card import PLAIN_UNET, POINTWISE_UNET
from deepslide_qgis.core.scores import PixelScores
from training.ensembles.split_pixels import SplitPixels, count_by_group
from training.ensembles.thresholds import pool_scores
from training.figures.style import title_of
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.tables import Cell, ResultTable

BATCH = 16
PRINTED = {
    ("Unet", "resnet34"): 0.7470,
    ("Unet", "vgg16"): 0.7357,
    ("Unet", "efficientnet-b0"): 0.7341,
    ("Unet", "resnext50_32x4d"): 0.7330,
    ("Unet", "se_resnet50"): 0.7328,
    ("Unet", "densenet121"): 0.7290,
    ("Unet", "se_resnext50_32x4d"): 0.7279,
    ("Unet", "inceptionv4"): 0.7246,
    ("Unet", "inceptionresnetv2"): 0.7151,
    ("DeepLabV3Plus", "resnet50"): 0.7141,
    ("Unet", "mobilenet_v2"): 0.7119,
    (PLAIN_UNET, ""): 0.7012,
    (POINTWISE_UNET, "mit_b1"): 0.6989,
}
"""F1 in the table of DeepSlide by architecture and encoder, on its own validation split of Landslide4Sense."""

COLUMNS = ("Setting", "Architecture", "Encoder", "F1 (batch mean)", "Precision (batch mean)", "Recall (batch mean)")
COLUMNS += ("F1 (pooled)", "Precision (pooled)", "Recall (pooled)", "F1 printed by DeepSlide", "Member")


def deepslide_table(experiment: Experiment, validation: dict[str, SplitPixels]) -> ResultTable:
    """Return one row for each member of the settings in ``validation``, best batch-averaged F1 first."""
    rows: list[tuple[Cell, ...]] = []
    for setting, pixels in validation.items():
        rows += [_row(setting, experiment.member(member), pixels) for member in pixels.probabilities]
    rows.sort(key=lambda row: -float(row[3]))
    caption = (
        f"Data: {experiment.data.title}, validation, threshold 0.5. Batch mean: the mean of the scores of batches "
        f"of {BATCH} tiles (of single images where there are no more than {BATCH}), as DeepSlide reports them. Pooled: "
        "all pixels counted together, the number to compare by. Printed: DeepSlide's own, on its own split."
    )
    bold = frozenset({(0, 3), (max(range(len(rows)), key=lambda i: rows[i][6]), 6)}) if rows else frozenset()
    return ResultTable("DeepSlide's table: members by encoder", caption, COLUMNS, tuple(rows), bold)


def _row(setting: str, member_plan: MemberPlan, pixels: SplitPixels) -> tuple[Cell, ...]:
    images = image_scores(pixels, member_plan.id)
    mean, all_pixels = batch_mean(images, BATCH if len(images) > BATCH else 1), pool_scores(images)
    printed = PRINTED.get((member_plan.architecture, member_plan.encoder_name), float("nan"))
    network = title_of(setting), member_plan.architecture, member_plan.encoder_name
    return (*network, *mean, all_pixels.f1, all_pixels.precision, all_pixels.recall, printed, member_plan.id)


def image_scores(pixels: SplitPixels, member: str) -> list[PixelScores]:
    """Return the scores of each image (tile or case study) at threshold 0.5, in order."""
    counts: dict = {}
    for block in pixels.blocks():
        count_by_group(pixels.read(member, block), block, counts)
    return [counts[group].at(0.5) for group in sorted(counts)]


def batch_mean(images: Sequence[PixelScores], batch: int) -> tuple[float, float, float]:
    """Return mean F1, precision and recall over batches of ``batch`` images, weighted by their number of images."""
    batches = [list(images[start : start + batch]) for start in range(0, len(images), batch)]
    scores = [pool_scores(part) for part in batches]
    table = np.nan_to_num([[s.f1, s.precision, s.recall] for s in scores])
    return tuple(np.average(table, axis=0, weights=[len(part) for part in batches]).tolist())
