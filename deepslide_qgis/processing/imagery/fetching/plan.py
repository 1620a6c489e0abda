"""Plan of the folders for chosen images, and checks before fetching."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from deepslide_qgis.core.errors import OutputError, RequestError
from deepslide_qgis.core.imagery.fetching import DATED, FetchedDate, FoundImage, SearchAnswer, SearchRequest
from deepslide_qgis.core.imagery.periods import AFTER, BEFORE
from deepslide_qgis.core.imagery.scene import SCENE_FILE
from deepslide_qgis.processing.translation import translate


def plan_dates(answer: SearchAnswer, request: SearchRequest, folder: Path) -> tuple[FetchedDate, ...]:
    """Return the folders to write: ``sentinel-2_before/2023-08-10``, ``dem`` …; images of one day share one."""
    days: dict[tuple[str, str, str], list[FoundImage]] = {}
    for image in answer.images:
        if image.is_chosen:
            days.setdefault((image.sensor, image.period, image.day), []).append(image)
    return tuple(
        FetchedDate(str(date_folder(folder, *key)), *key, request.bands_of(key[0]), tuple(images))
        for key, images in sorted(days.items())
    )


def date_folder(folder: Path, sensor: str, period: str, day: str = "") -> Path:
    """Return the folder of a date, or, without ``day``, of a period."""
    kind = folder / (f"{sensor}_{period}" if period else sensor)
    return kind / day if day else kind


def check_something_to_fetch(answer: SearchAnswer, request: SearchRequest) -> None:
    """Raise RequestError if no dated sensor has chosen images both before and after the event."""
    dated = [sensor for sensor in request.sensors if sensor in DATED]
    periods = {(image.sensor, image.period) for image in answer.images if image.is_chosen}
    if dated and not any({(sensor, BEFORE), (sensor, AFTER)} <= periods for sensor in dated):
        raise RequestError(
            translate("There are no images both before and after the event. {}").format(" ".join(answer.warnings)),
            translate("Allow more cloud, choose longer periods, or another archive."),
        )
    if not any(image.is_chosen for image in answer.images):
        raise RequestError(
            translate("Nothing was found. {}").format(" ".join(answer.warnings)), translate("Choose another archive.")
        )


def mark_unreadable(answer: SearchAnswer, dates: tuple[FetchedDate, ...], left_out: dict[str, str]) -> SearchAnswer:
    """Return ``answer`` with images of dates ``left_out`` (name → reason) not chosen, and the reason stated."""
    reasons = {
        (image.collection, image.id): translate("could not be read: {}").format(left_out[made.name])
        for made in dates
        if made.name in left_out
        for image in made.images
    }
    images = (
        replace(image, is_chosen=False, reason=reasons[image.collection, image.id])
        if (image.collection, image.id) in reasons
        else image
        for image in answer.images
    )
    return replace(answer, images=tuple(images))


def check_folder(folder: Path, dates: tuple[FetchedDate, ...]) -> None:
    """Raise OutputError if ``folder`` has dates outside this plan, which composites would include."""
    planned = {Path(made.path).resolve() for made in dates}
    existing = (file.parent.resolve() for sensor in DATED for file in folder.glob(f"{sensor}_*/*/{SCENE_FILE}"))
    foreign = sorted(str(path) for path in existing if path not in planned)
    if foreign:
        raise OutputError(
            translate("The folder holds dates that this search does not choose: {}.").format(", ".join(foreign[:5])),
            translate("Choose an empty folder, or remove them."),
        )
