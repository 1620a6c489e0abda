"""HTML report of a comparison with an inventory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from deepslide_qgis.core.comparison import ComparisonReport, Picture
from deepslide_qgis.processing.comparison.run import Compared, Comparison
from deepslide_qgis.processing.comparison.score_table import area_unit, field_outcomes, in_area_unit
from deepslide_qgis.processing.comparison.sentences import not_counted_sentences, summary_sentences
from deepslide_qgis.processing.report.page import Page, png_image
from deepslide_qgis.processing.report.performance_diagram import Marked, performance_diagram
from deepslide_qgis.processing.report.reliability_diagram import reliability_diagram
from deepslide_qgis.processing.report.size_diagram import size_diagram
from deepslide_qgis.processing.report.threshold_diagrams import f1_diagram, precision_recall_diagram
from deepslide_qgis.processing.translation import translate


def comparison_page(
    comparison: Comparison, compared: Compared, inventory_name: str, field: Optional[str] = None
) -> Page:
    """Return the report of ``compared``, with outcomes by the inventory's ``field`` if given."""
    answer = compared.answer
    title = translate("{} compared with {}").format(comparison.prediction.name, inventory_name)
    page = Page(title)
    page.lead(summary_sentences(answer))
    page.note(_method_text(comparison, answer))
    missing = not_counted_sentences(compared)
    if missing:
        page.note(translate("Of the inventory, these do not count:") + " " + "; ".join(missing) + ".")
    _add_scores(page, answer)
    _add_diagrams(page, comparison, answer)
    _add_objects(page, answer)
    _add_strata(page, answer)
    if field:
        _add_field(page, compared, field)
    _add_worst(page, translate("Worst misses"), translate("landslide"), answer.misses, answer)
    _add_worst(page, translate("Worst false alarms"), translate("candidate"), answer.false_alarms, answer)
    return page


def _method_text(comparison: Comparison, answer: ComparisonReport) -> str:
    rule = translate("is touched by a polygon") if comparison.all_touched else translate("has its centre in a polygon")
    unit = "m²" if answer.is_in_metres else translate("pixels")
    compared = sum(getattr(answer.pixels, name) for name in ("tp", "fp", "fn", "tn"))
    return translate(
        "Threshold {:g}. A pixel is mapped when it {}. {:,} pixels of {:,.1f} {} were compared; those without data in "
        "the prediction, or outside the area of interest, count nowhere. Objects under {:,.0f} {} are left out on both "
        "sides; pixel scores count every pixel."
    ).format(answer.threshold, rule, compared, answer.pixel_m2, unit, answer.minimum_m2, unit)


def _add_scores(page: Page, answer: ComparisonReport) -> None:
    page.heading(translate("Scores, pixel by pixel"))
    scores, areas, unit = answer.pixels, answer.areas, area_unit(answer)
    columns = [(translate("threshold {:g}").format(answer.threshold), scores)]
    if answer.member is not None:
        columns.append((translate("single member"), answer.member))
    if answer.curves is not None:
        best = translate("best threshold {:g}, seen with hindsight").format(answer.curves.best.threshold)
        columns.append((best, answer.curves.best))
    names = ("precision", "recall", "f1", "iou", "mcc", "frequency_bias")
    titles = ("precision", "recall", "F1", "IoU", "MCC", translate("frequency bias"))
    rows = [[title, *(getattr(column, name) for _, column in columns)] for title, name in zip(titles, names)]
    page.table(["", *(title for title, _ in columns)], rows)
    counts = (("TP", translate("found")), ("FP", translate("false alarm")), ("FN", translate("missed")), ("TN", ""))
    page.table(
        ["", translate("meaning"), translate("pixels"), unit],
        [
            [n, text, getattr(scores, n.lower()), in_area_unit(answer, getattr(areas, f"{n.lower()}_m2"))]
            for n, text in counts
        ],
    )
    if answer.curves is not None:
        curves = answer.curves
        page.table(
            [translate("average precision"), "Brier", translate("calibration error")],
            [[curves.average_precision, curves.brier, curves.calibration_error]],
        )


def _add_diagrams(page: Page, comparison: Comparison, answer: ComparisonReport) -> None:
    page.heading(translate("Diagrams"))
    scores, curves = answer.pixels, answer.curves
    dots = [Marked(translate("prediction"), f"{answer.threshold:g}", scores.precision, scores.recall)]
    if answer.member is not None:
        dots.append(Marked("member", translate("single member"), answer.member.precision, answer.member.recall))
    curve = list(zip(curves.precision, curves.recall)) if curves else []
    plots = [performance_diagram(dots, curve)]
    if curves is not None:
        plots += [precision_recall_diagram(answer, curves), f1_diagram(answer, curves), reliability_diagram(curves)]
    unit = "m²" if answer.is_in_metres else "px"
    plots.append(size_diagram(answer.objects.sizes, unit))
    page.pictures([plot.image() for plot in plots])
    page.note(
        translate(
            "Performance diagram after Roebber (2009): upper right is best; curved lines are equal F1, dashed lines "
            "equal frequency bias (above the diagonal too much is predicted, below too little). The curve runs through "
            "all thresholds; a threshold chosen on this inventory flatters the prediction."
        )
    )


def _add_objects(page: Page, answer: ComparisonReport) -> None:
    page.heading(translate("Landslides and candidates"))
    objects, unit = answer.objects, area_unit(answer)
    page.table(
        [
            translate("rule"), translate("landslides found"), translate("of"), translate("candidates that hit"),
            translate("of"), translate("recall"), translate("precision"), "F1",
        ],
        [
            [rule.rule, rule.found, rule.landslides, rule.hits, rule.candidates, rule.recall, rule.precision, rule.f1]
            for rule in objects.rules
        ],
    )  # fmt: skip
    page.table(
        [
            translate("area mapped [{}]").format(unit), translate("area predicted"), translate("common"),
            translate("splits"), translate("merges"), translate("panoptic quality"),
        ],
        [[
            *(in_area_unit(answer, area) for area in (objects.mapped_m2, objects.predicted_m2, objects.common_m2)),
            objects.splits, objects.merges, objects.panoptic_quality,
        ]],
    )  # fmt: skip
    page.note(
        translate(
            "A split is a landslide under two or more candidates; a merge a candidate on two or more landslides. "
            "One to one: each has at most one partner, best intersection over union (IoU) first."
        )
    )


def _add_strata(page: Page, answer: ComparisonReport) -> None:
    for stratum in answer.strata:
        page.heading(translate("By {}").format(stratum.name))
        page.table(
            [
                stratum.name, translate("pixels mapped"), translate("pixels predicted"), translate("precision"),
                translate("recall"), "F1", translate("frequency bias"),
            ],
            [
                [
                    group.label, group.scores.tp + group.scores.fn, group.scores.tp + group.scores.fp,
                    group.scores.precision, group.scores.recall, group.scores.f1, group.scores.frequency_bias,
                ]
                for group in stratum.groups
            ],
        )  # fmt: skip


def _add_field(page: Page, compared: Compared, field: str) -> None:
    page.heading(translate("By {}").format(field))
    page.table(
        [field, translate("found"), translate("partly found"), translate("missed"), translate("recall")],
        [[value, *numbers, numbers[0] / sum(numbers)] for value, numbers in field_outcomes(compared, field).items()],
    )


def _add_worst(page: Page, title: str, what: str, pictures: Sequence[Picture], answer: ComparisonReport) -> None:
    if not pictures:
        return
    page.heading(title)
    unit = "m²" if answer.is_in_metres else "px"
    captions = [f"{what} {picture.number}: {picture.area_m2:,.0f} {unit}" for picture in pictures]
    page.pictures([png_image(picture.png) for picture in pictures], captions, across=3)
    page.note(
        translate(
            "Green: mapped. Pink: predicted. Behind them: the image, or the probability from black (0) to white (1)."
        )
    )
