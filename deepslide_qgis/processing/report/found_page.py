"""Report on an imagery search: timeline of the images, chosen ones, reasons for the rest."""

from __future__ import annotations

from datetime import date

from deepslide_qgis.core.imagery.fetching import DATED, TITLES, FoundImage, SearchAnswer, SearchRequest
from deepslide_qgis.core.imagery.periods import AFTER, BEFORE, add_months
from deepslide_qgis.processing.report.page import Page
from deepslide_qgis.processing.report.svg import Plot
from deepslide_qgis.processing.translation import translate

WIDTH, HEIGHT = 1000, 260
COLOURS = {BEFORE: "#2166ac", AFTER: "#e678b4", "": "#666666"}
PALE = "#b5b5b5"
MAX_ROWS = 400


def found_page(answer: SearchAnswer, request: SearchRequest) -> Page:
    """Return the report."""
    page = Page(translate("{}: imagery around {}").format(request.archive.title, request.event_date[:10]))
    chosen = sum(image.is_chosen for image in answer.images)
    before, after = (request.periods[name] for name in (BEFORE, AFTER))
    page.lead(
        [
            translate("{} images found, {} chosen. Before: {} to {}. After: {} to {}.").format(
                len(answer.images), chosen, before.start, before.end, after.start, after.end
            ),
            *answer.warnings,
        ]
    )
    for sensor in DATED:
        images = [image for image in answer.images if image.sensor == sensor]
        if images:
            page.heading(TITLES[sensor])
            page.pictures([_draw_timeline(images, request, sensor).image()], across=1)
    page.note(translate("Blue: chosen, before. Pink: chosen, after. Grey: not chosen. A ascending, D descending."))
    page.heading(translate("Images"))
    _add_table(page, answer)
    return page


def _draw_timeline(images: list[FoundImage], request: SearchRequest, sensor: str) -> Plot:
    """Draw images by day: Sentinel-2 over cloud cover, Sentinel-1 in one lane per orbit."""
    first, last = (_ordinal(request.periods[BEFORE].start), _ordinal(request.periods[AFTER].end))
    is_optical = sensor == DATED[0]
    orbits = sorted({image.orbit for image in images})
    heights = {orbit: (i + 0.5) * 100 / len(orbits) for i, orbit in enumerate(orbits)}
    y_title = translate("cloud [%]") if is_optical else ""
    plot = Plot(TITLES[sensor], "", y_title, (first - 1, last + 1), (-4, 104), WIDTH, HEIGHT)
    lanes = [(heights[orbit], _short_orbit(orbit)) for orbit in orbits]
    plot.ticks(_month_ticks(first, last), [(y, str(y)) for y in range(0, 101, 25)] if is_optical else lanes)
    event = _ordinal(request.event_date)
    plot.line([(event, -4), (event, 104)], "#333333", 1.5, "5 3")
    plot.text_at(event, 105, translate("event"), anchor="middle")
    if is_optical:
        plot.line([(first, request.maximum_cloud_percent), (last, request.maximum_cloud_percent)], PALE, 1, "3 3")
    for image in sorted(images, key=lambda image: image.is_chosen):
        height = (image.cloud_percent or 0) if is_optical else heights[image.orbit]
        colour = COLOURS[image.period] if image.is_chosen else PALE
        plot.dot(_ordinal(image.day), height, colour, radius=6 if image.is_chosen else 4)
    return plot


def _add_table(page: Page, answer: SearchAnswer) -> None:
    header = (
        "", translate("kind"), translate("period"), translate("date"), translate("cloud %"), translate("area %"),
        translate("orbit"), translate("baseline"), translate("tile"), translate("why"), translate("image"),
    )  # fmt: skip
    images = sorted(answer.images, key=lambda image: (image.sensor, not image.is_chosen, image.day, image.id))
    page.table(header, [_row_values(image) for image in images[:MAX_ROWS]])
    if len(images) > MAX_ROWS:
        page.note(translate("{} more are in the layer of footprints.").format(len(images) - MAX_ROWS))


def _row_values(image: FoundImage) -> list:
    cloud = "" if image.cloud_percent is None else f"{image.cloud_percent:.0f}"
    tick = "✓" if image.is_chosen else ""
    facts = (image.orbit, image.baseline, image.tile, image.reason, image.id)
    return [tick, TITLES[image.sensor], image.period, image.day, cloud, f"{image.coverage:.0%}", *facts]


def _short_orbit(orbit: str) -> str:
    """Return a short orbit label: descending 95 → D 95."""
    name, _, number = orbit.partition(" ")
    return f"{name[:1].upper()} {number}" if number else name[:9]


def _ordinal(day: str) -> int:
    return date.fromisoformat(day[:10]).toordinal()


def _month_ticks(first: int, last: int) -> list[tuple[int, str]]:
    """Return the first days of months, thinned out for long periods."""
    begin, end = date.fromordinal(first), date.fromordinal(last)
    months = []
    month = begin.replace(day=1)
    while month <= end:
        if month >= begin:
            months.append(month)
        month = add_months(month, 1)
    return [(month.toordinal(), month.isoformat()[:7]) for month in months[:: max(1, len(months) // 12)]]
