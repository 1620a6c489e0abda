"""Installation of a pack from a file, a folder, an address, or the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QUrl

from deepslide_qgis.core.access import redact_secrets
from deepslide_qgis.core.errors import Cancelled, PackError
from deepslide_qgis.core.packs.card import is_folder_name
from deepslide_qgis.core.packs.catalogue import MAXIMUM_BYTES, Catalogue, is_address
from deepslide_qgis.core.packs.pack import CARD_NAME, Pack, file_sha256
from deepslide_qgis.core.packs.pack_choice import catalogue_place
from deepslide_qgis.core.packs.pack_files import Step
from deepslide_qgis.core.packs.pack_store import (
    Origin,
    check_pack_id_is_free,
    find_pack_by_zip,
    incoming,
    install,
    partial_download,
)
from deepslide_qgis.processing.base_algorithm import scratch_folder
from deepslide_qgis.processing.packs.download import DownloadSpec, download
from deepslide_qgis.processing.translation import translate

MOST_BYTES = 20 * 1024**3
MB = 1_000_000


def install_pack(
    source: str, catalogue: str, sha256: str, replace: bool, feedback: QgsProcessingFeedback
) -> tuple[Pack, bool]:
    """Install ``source``; return the pack, and whether anything had to be done.

    ``source`` is the path of a .zip, a folder or a card, an address, or an id in ``catalogue`` (empty: the chosen one).
    Raises PackError, DownloadError, Cancelled; then nothing has changed.
    """
    path = local_path(source)
    if path is not None:
        return _install_file(path, sha256, replace, feedback), True
    if is_address(source):
        return _install_download(DownloadSpec(source, MOST_BYTES, sha256=sha256), replace, feedback)
    entry = read_catalogue(catalogue, feedback).entry(source)
    local = local_path(entry.url)
    if local is not None:
        return _install_file(local, entry.sha256, replace, feedback, entry.id), True
    spec = DownloadSpec(entry.url, MOST_BYTES, entry.size_bytes, entry.sha256)
    return _install_download(spec, replace, feedback, entry.id)


def local_path(source: str) -> Optional[Path]:
    """Return the .zip or folder that ``source`` names by path; None for addresses and ids.

    A name without a folder is an id, whatever is in the working folder. Raises PackError for a file: URL of another
    computer, because Windows would send it the user's login.
    """
    is_file = source.startswith("file:")
    text = QUrl(source).toLocalFile() if is_file else source
    if is_file and text.startswith("//"):
        message = translate("'{}' lies on another computer.").format(redact_secrets(source))
        raise PackError(message, translate("Give its path instead."))
    if is_address(text) or (is_folder_name(text) and not text.lower().endswith(".zip")):
        return None
    path = Path(text).expanduser()
    return path.parent if path.name == CARD_NAME else path


def read_catalogue(place: str, feedback: QgsProcessingFeedback) -> Catalogue:
    """Return the catalogue at ``place``, an address or path (empty: the chosen one); raise if it is invalid."""
    place = place.strip() or catalogue_place()
    if not is_address(place):
        try:
            return Catalogue.from_json(Path(place).expanduser().read_text(encoding="utf-8"), place)
        except (OSError, ValueError) as error:
            raise PackError(f"The catalogue '{place}' cannot be read: {error}.", "Check its path.") from error
    feedback.pushInfo(translate("Asking {} what packs there are ...").format(redact_secrets(place)))
    with scratch_folder() as scratch:
        download(DownloadSpec(place, MAXIMUM_BYTES), scratch / "catalogue.json", feedback)
        text = (scratch / "catalogue.json").read_text(encoding="utf-8", errors="replace")
    return Catalogue.from_json(text, place)


def _install_file(path: Path, sha256: str, replace: bool, feedback: QgsProcessingFeedback, pack_id: str = "") -> Pack:
    if not path.exists():
        raise PackError(translate("There is no pack '{}'.").format(path), translate("Check the path."))
    digest = file_sha256(path) if path.is_file() else ""
    if sha256 and digest != sha256:
        raise PackError(
            translate("'{}' is not what was promised: its sha256 differs.").format(path),
            translate("It was changed or damaged: get it again."),
        )
    with incoming() as scratch:
        return install(path, Origin(str(path), digest), scratch, replace, make_progress_step(feedback), pack_id)


def _install_download(
    spec: DownloadSpec, replace: bool, feedback: QgsProcessingFeedback, pack_id: str = ""
) -> tuple[Pack, bool]:
    installed = find_pack_by_zip(spec.sha256)
    if installed is not None:
        return installed, False
    if pack_id and not replace:
        check_pack_id_is_free(pack_id)
    with incoming() as scratch:
        target = partial_download(spec.sha256) if spec.sha256 else scratch / "pack.zip"
        size = f", {spec.size_bytes / MB:,.0f} MB" if spec.size_bytes else ""
        feedback.pushInfo(translate("Fetching {}{} ...").format(spec.public_url, size))
        download(spec, target, feedback)
        origin = Origin(spec.url, spec.sha256 or file_sha256(target))
        try:
            pack = install(target, origin, scratch, replace, make_progress_step(feedback), pack_id)
        except PackError:
            target.unlink()  # it is complete, and would be refused again
            raise
        target.unlink()
        return pack, True


def make_progress_step(feedback: QgsProcessingFeedback) -> Step:
    """Return a function that sets the progress, and raises Cancelled if the user cancelled."""

    def step(share: float) -> None:
        if feedback.isCanceled():
            raise Cancelled()
        feedback.setProgress(100 * share)

    return step
