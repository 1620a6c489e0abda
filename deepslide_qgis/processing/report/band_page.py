"""Report on band values: separability of landslides and surroundings, with a box plot per band."""

from __future__ import annotations

from deepslide_qgis.core.band_values import BandValues, BandValuesAnswer
from deepslide_qgis.processing.report.box_plot import box_plot
from deepslide_qgis.processing.report.page import Page
from deepslide_qgis.processing.translation import translate

MAX_NAMED = 3


def band_page(
    answer: BandValuesAnswer, names: dict[int, str], raster_name: str, inventory_name: str, distance_m: float
) -> Page:
    """Return the report; the table is sorted by separability, the plots by band."""
    page = Page(translate("{}: band values inside and around {}").format(raster_name, inventory_name))
    best = sorted(answer.bands, key=lambda values: -_nan_to_lowest(values.separability))
    page.lead([_lead_sentence(best, names)])
    page.note(
        translate(
            "Inside: pixels with their centre in a landslide. Around: up to {:.3g} m from one, and in none. Boxes: "
            "quartiles and median; whiskers: 5 % and 95 %. Of more than {:,} pixels, as many spread evenly are taken."
        ).format(distance_m, answer.sample_px)
    )
    page.pictures([box_plot(values, names[values.band]).image() for values in answer.bands], across=4)
    page.heading(translate("Separability"))
    header = (
        translate("band"), translate("name"), "AUC", "Jeffries-Matusita", translate("difference in deviations"),
        translate("median inside"), translate("median around"), translate("pixels inside"), translate("pixels around"),
    )  # fmt: skip
    page.table(header, [_row_values(values, names[values.band]) for values in best])
    page.note(
        translate(
            "AUC: the chance that a pixel inside is higher than one around; 0.5 tells nothing, near 0 or 1 tells them "
            "apart. Jeffries-Matusita: 0 to 2, for normally distributed values. A band of classes, such as land cover, "
            "has an order by accident: look at its box plot with care."
        )
    )
    return page


def _lead_sentence(best: list[BandValues], names: dict[int, str]) -> str:
    known = [values for values in best[:MAX_NAMED] if values.auc == values.auc]
    named = [f"{names[values.band]} ({_direction(values.auc)}, AUC {values.auc:.2f})" for values in known]
    if not named:
        return translate("No band has data both inside and around the landslides.")
    return translate("Landslides stand out most in: {}.").format("; ".join(named))


def _direction(auc: float) -> str:
    return translate("higher") if auc > 0.5 else translate("lower")


def _row_values(values: BandValues, name: str) -> list:
    inside, around = values.inside, values.around
    scores = (values.auc, values.jeffries_matusita, values.effect)
    return [str(values.band), name, *scores, inside.median, around.median, inside.pixels, around.pixels]


def _nan_to_lowest(value: float) -> float:
    return value if value == value else -1.0
