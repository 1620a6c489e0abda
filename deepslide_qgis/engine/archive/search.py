"""Command ``search_imagery``: search an archive for images around an event, and select among them."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.comparison import write_answer
from deepslide_qgis.core.events import Finished, IsCancelled, Progress, Report, Warned
from deepslide_qgis.core.imagery.fetching import COVER, DATED, ELEVATION, OPTICAL, SearchAnswer, SearchRequest
from deepslide_qgis.core.imagery.periods import AFTER, BEFORE
from deepslide_qgis.engine.archive.choice import ImageOption, choose, is_complete
from deepslide_qgis.engine.archive.client import ArchiveClient
from deepslide_qgis.engine.archive.footprint import make_lattice
from deepslide_qgis.engine.archive.items import read_item
from deepslide_qgis.engine.archive.network import use_network
from deepslide_qgis.engine.archive.notes import make_notes


def search_imagery(request: SearchRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``; the answer (``SearchAnswer``) is written to its report. Raises a DeepSlideError."""
    with use_network(request.access):
        client = ArchiveClient(request.archive, request.access)
        images, warnings = [], []
        for done, sensor in enumerate(request.sensors):
            report(Progress(done, len(request.sensors)))
            judged = _search(client, request, sensor, is_cancelled, report)
            images += [option.image for option in judged]
            warnings += make_notes(judged, request, sensor)
    write_answer(SearchAnswer(tuple(images), tuple(warnings)), request.outputs.report)
    chosen = sum(image.is_chosen for image in images)
    return Finished(request.outputs.paths, {"found": len(images), "chosen": chosen})


def _search(
    client: ArchiveClient, request: SearchRequest, sensor: str, is_cancelled: IsCancelled, report: Report
) -> list[ImageOption]:
    """Return the judged images of ``sensor``; further collections are searched only if the first is not enough.

    Images of a better collection win over the same acquisition in a further one.
    """
    points, options, judged = make_lattice(request.bbox_deg), [], []
    for collection in _collections(request, sensor):
        options += _read_options(client, request, sensor, collection, points, is_cancelled, report)
        judged = choose(options, request, sensor)
        if is_complete(judged, sensor):
            break
    return judged


def _collections(request: SearchRequest, sensor: str) -> tuple[str, ...]:
    archive = request.archive
    if sensor == OPTICAL:
        return archive.optical
    return {ELEVATION: archive.elevation, COVER: archive.cover}.get(sensor, archive.radar)


def _read_options(
    client: ArchiveClient,
    request: SearchRequest,
    sensor: str,
    collection: str,
    points: np.ndarray,
    is_cancelled: IsCancelled,
    report: Report,
) -> list[ImageOption]:
    options, odd = {}, 0
    has_s3 = request.archive.has_key(request.access)
    for days in _intervals(request, sensor):
        for item in client.items((collection,), request.bbox_deg, days, is_cancelled):
            try:
                option = ImageOption(*read_item(item, sensor, request.bands_of(sensor), points, has_s3))
            except (KeyError, TypeError, ValueError, AttributeError, IndexError):
                odd += 1
                continue
            options[option.image.id] = option
    if odd:
        report(Warned(f"{odd} items of {collection} are not written as STAC asks, and were passed over."))
    return list(options.values())


def _intervals(request: SearchRequest, sensor: str) -> list[str]:
    """Return the time intervals to search: one across the event, two a year apart (same season), or any time."""
    if sensor not in DATED:
        return [""]
    before, after = request.periods[BEFORE], request.periods[AFTER]
    if request.is_same_season:
        return [_interval(before.start, before.end), _interval(after.start, after.end)]
    return [_interval(before.start, after.end)]


def _interval(start: str, end: str) -> str:
    return f"{start}T00:00:00Z/{end}T23:59:59Z"
