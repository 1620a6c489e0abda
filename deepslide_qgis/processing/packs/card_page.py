"""A model card as an HTML page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from deepslide_qgis.core.packs.card import ModelCard, Normalisation
from deepslide_qgis.core.packs.pack_store import Origin
from deepslide_qgis.core.precision import LARGEST_F1_CHANGE, PrecisionTrial
from deepslide_qgis.processing.packs.place_map import place_map
from deepslide_qgis.processing.report.page import Page, number
from deepslide_qgis.processing.translation import translate


def card_page(card: ModelCard, folder: str, origin: Optional[Origin], is_bundled: bool) -> Page:
    """Return the page: purpose, limits, scores, bands, members, training data, origin of the copy."""
    page = Page(card.title)
    if not card.for_mapping:
        page.lead([translate("For trying the tool only: do not map with it.")])
    page.lead([card.description] if card.description else [])
    page.facts(_card_facts(card))
    page.heading(translate("Limits"))
    page.lead([card.limits or translate("The card states none. That does not mean that there are none.")])
    _add_scores(page, card)
    _add_precisions(page, card)
    _add_bands(page, card)
    _add_members(page, card)
    _add_origins(page, card)
    page.heading(translate("This copy"))
    page.facts(_copy_facts(card, folder, origin, is_bundled))
    return page


def _card_facts(card: ModelCard) -> Iterator[tuple[str, str]]:
    yield translate("Id"), f"{card.id} {card.version}".strip()
    names = ", ".join(card.setting.band_names)
    yield translate("Reads"), f"{card.setting.title or card.setting.name}: {names}"
    yield translate("Resolution"), translate("{:g} m").format(card.gsd_m)
    yield (
        translate("Tiles"),
        translate("{} px, of which a margin of {} px is not kept").format(card.tile_px, card.margin_px),
    )
    yield translate("Members"), str(len(card.members))
    yield translate("Combined by"), card.combine
    yield translate("Threshold"), f"{card.threshold():.3f}"
    partly = translate("a pixel needs every band") if card.nodata == "any" else translate("a pixel needs one band")
    yield translate("No data"), partly


def _add_scores(page: Page, card: ModelCard) -> None:
    page.heading(translate("Scores"))
    if not card.scores:
        page.note(translate("The card states none: nobody knows how good this pack is."))
        return
    header = (translate("score"), translate("value"), translate("measured on"))
    page.table(header, [(score.name, score.value, score.data) for score in card.scores])


def _add_precisions(page: Page, card: ModelCard) -> None:
    """Add the scores of the trials in lower precision than float32."""
    page.heading(translate("Faster, in lower precision"))
    if not card.precisions:
        page.note(translate("The card records no trial: networks compute in ordinary numbers (float32) only."))
        return
    header = (
        translate("numbers"), translate("F1 in them"), translate("F1 in float32"), translate("measured on"),
        translate("tiles"), translate("how"), translate("used"),
    )  # fmt: skip
    page.table(header, [_trial_row(name, trial) for name, trial in card.precisions.items()])
    page.note(
        translate(
            "Networks compute faster in shorter, more coarsely rounded numbers. Detect landslides uses them where the "
            "processor gains by them and F1 on the same tiles moved by less than {}; choose float32 there to forbid it."
        ).format(f"{LARGEST_F1_CHANGE:g}")
    )


def _trial_row(name: str, trial: PrecisionTrial) -> tuple:
    used = translate("where it is faster") if trial.is_good else translate("never: F1 moved too much")
    f1 = (f"{value:.4f}" for value in (trial.f1, trial.float32_f1))
    return name, *f1, trial.data, trial.tiles, trial.how, used


def _add_bands(page: Page, card: ModelCard) -> None:
    page.heading(translate("Bands, in their order"))
    normalisation = card.normalisation
    header = (
        translate("band"), translate("name"), translate("unit"), translate("also found as"),
        translate("divided by"), translate("mean"), translate("deviation"),
    )  # fmt: skip
    columns = zip(card.setting.bands, normalisation.divide, normalisation.mean, normalisation.std)
    page.table(
        header,
        [
            (band.name, band.title, band.unit, ", ".join(band.aliases), number(d, 3), number(m, 4), number(s, 4))
            for band, d, m, s in columns
        ],
    )
    page.note(formula(normalisation))


def formula(normalisation: Normalisation) -> str:
    """Return the normalisation as a sentence."""
    value = translate("value / divided by")
    if normalisation.gain == "raster_median":
        value += translate(" / brightness of the whole raster (the median over its pixels)")
    if normalisation.transform == "log":
        value = translate("natural logarithm of ({}), not below {:g}").format(value, normalisation.log_floor)
    text = translate("Network input: (({}) − mean) / deviation; 0 where there is no data.").format(value)
    if any(normalisation.classes):
        text += " " + translate("Bands of classes go in as one input for each class (one-hot).")
    return text


def _add_members(page: Page, card: ModelCard) -> None:
    page.heading(translate("Members, best first"))
    header = (
        translate("member"), translate("architecture"), translate("encoder"), translate("F1 on validation"),
        translate("threshold of the best so far"), translate("notes"),
    )  # fmt: skip
    rows = zip(card.members, card.thresholds)
    page.table(header, [(m.id, m.architecture, m.encoder_name, m.validation_f1, t, m.notes) for m, t in rows])


def _add_origins(page: Page, card: ModelCard) -> None:
    page.heading(translate("Training data"))
    page.lead([card.training_data] if card.training_data else [])
    if card.training_places:
        page.pictures([place_map(card.training_places).image()], across=1)
        header = ("", translate("place"), translate("longitude"), translate("latitude"))
        page.table(
            header,
            [
                (str(i), place.name, f"{place.lon_deg:.2f}°", f"{place.lat_deg:.2f}°")
                for i, place in enumerate(card.training_places, 1)
            ],
        )
    else:
        page.note(translate("The card names no places on earth."))
    page.heading(translate("Licence and citation"))
    page.facts(
        [
            (translate("Licence"), card.licence or translate("not stated: ask before you use or pass it on")),
            (translate("Cite"), card.citation),
        ]
    )


def _copy_facts(card: ModelCard, folder: str, origin: Optional[Origin], is_bundled: bool) -> Iterator[tuple[str, str]]:
    if is_bundled:
        yield translate("Came from"), translate("the plugin")
    elif origin is not None:
        yield translate("Came from"), origin.source
        yield translate("Hash of the .zip"), origin.sha256
        yield translate("Installed"), origin.installed_utc
    else:
        yield translate("Came from"), translate("not known: it was laid here by hand")
    yield translate("Folder"), folder
    yield translate("Hashes of the weights"), "\n".join(f"{member.id}: {member.sha256}" for member in card.members)
    graphs = "\n".join(f"{member.id}: {member.graph}" for member in card.members if member.graph)
    yield translate("Hashes of the graphs"), graphs or translate("none: it runs with PyTorch only")
    yield translate("Made with"), ", ".join(f"{name} {version}" for name, version in card.versions.items())
