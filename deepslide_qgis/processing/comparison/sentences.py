"""The outcome of a comparison in sentences, for the top of the report and the end of the log."""

from __future__ import annotations

from deepslide_qgis.core.comparison import ComparisonReport
from deepslide_qgis.processing.comparison.inventory import DUPLICATE, NO_POLYGON, OUTSIDE
from deepslide_qgis.processing.comparison.matched_layers import NO_DATA, NO_PIXEL, UNDER_MINIMUM, landslide_status
from deepslide_qgis.processing.comparison.run import Compared
from deepslide_qgis.processing.translation import translate

LARGE_M2 = 1000.0
NEARLY_RIGHT = 0.02
"""Relative area errors below this are called about right."""


def summary_sentences(answer: ComparisonReport) -> list[str]:
    """Return the main results as sentences."""
    return [
        sentence
        for sentence in (
            _recall_sentence(answer),
            _false_alarm_sentence(answer),
            _area_sentence(answer),
            _pixel_sentence(answer),
        )
        if sentence
    ]


def not_counted_sentences(compared: Compared) -> list[str]:
    """Return which features of the inventory are not counted, and why."""
    states = [landslide_status(landslide, compared.answer) for landslide in compared.mapped.landslides]
    answer = compared.answer
    texts = {
        UNDER_MINIMUM: translate("{} under the minimum mapping unit of {}").format("{}", _format_minimum(answer)),
        NO_PIXEL: translate("{} too small to cover the centre of a pixel, or hidden under smaller ones"),
        NO_DATA: translate("{} where the prediction has no data or outside the area of interest"),
        OUTSIDE: translate("{} outside the prediction"),
        DUPLICATE: translate("{} duplicates"),
        NO_POLYGON: translate("{} without a usable polygon"),
    }
    return [text.format(states.count(state)) for state, text in texts.items() if state in states]


def _recall_sentence(answer: ComparisonReport) -> str:
    objects = answer.objects
    total = objects.landslides
    if not total:
        return translate("No landslide of the inventory is large enough to count.")
    text = translate("Finds {} of {} landslides (at least half of each is covered) and touches {}.")
    sentence = text.format(objects.found, total, objects.touched)
    large = [size for size in objects.sizes if size.from_m2 >= LARGE_M2]
    count = sum(size.landslides for size in large)
    if answer.is_in_metres and 0 < count < total:
        more = translate("Of those over {:,.0f} m², it finds {} of {}.")
        sentence += " " + more.format(LARGE_M2, sum(size.found for size in large), count)
    return sentence


def _false_alarm_sentence(answer: ComparisonReport) -> str:
    total = answer.objects.candidates
    false = total - answer.objects.hits
    if not total:
        return translate("There is no candidate at this threshold.")
    if not false:
        return translate("None of the {} candidates is false: each touches a mapped landslide.").format(total)
    one_in = round(total / false)
    counts = translate("({} of {} touch no mapped landslide).").format(false, total)
    if false == total:
        return translate("Every candidate is false") + " " + counts
    ordinals = _ordinals()
    if one_in in ordinals and abs(false / total - 1 / one_in) < NEARLY_RIGHT:
        return translate("Every {} candidate is false").format(ordinals[one_in]) + " " + counts
    return translate("{:.0f} % of the candidates are false").format(100 * false / total) + " " + counts


def _ordinals() -> dict[int, str]:
    names = (
        translate("second"), translate("third"), translate("fourth"), translate("fifth"), translate("sixth"),
        translate("seventh"), translate("eighth"), translate("ninth"), translate("tenth"),
    )  # fmt: skip
    return dict(enumerate(names, 2))


def _area_sentence(answer: ComparisonReport) -> str:
    areas = answer.areas
    mapped = areas.tp_m2 + areas.fn_m2
    if not mapped:
        return ""
    relative_error = (areas.tp_m2 + areas.fp_m2) / mapped - 1
    if abs(relative_error) < NEARLY_RIGHT:
        return translate("The area predicted is about the area mapped.")
    if relative_error < 0:
        return translate("It under-predicts the area by {:.0f} %.").format(-100 * relative_error)
    if relative_error < 1:
        return translate("It over-predicts the area by {:.0f} %.").format(100 * relative_error)
    return translate("It predicts {:.1f} times the area that is mapped.").format(1 + relative_error)


def _pixel_sentence(answer: ComparisonReport) -> str:
    scores = answer.pixels
    if scores.f1 != scores.f1:
        return ""
    text = translate("Pixel by pixel: precision {}, recall {}, F1 {:.2f}, IoU {:.2f}.")
    return text.format(_format_ratio(scores.precision), _format_ratio(scores.recall), scores.f1, scores.iou)


def _format_ratio(value: float) -> str:
    return f"{value:.2f}" if value == value else translate("undefined")


def _format_minimum(answer: ComparisonReport) -> str:
    return f"{answer.minimum_m2:,.0f} " + ("m²" if answer.is_in_metres else translate("pixels"))
