"""Download of a file over HTTPS: size and checksum verified, resumed after interruptions, with retries.

Only an algorithm or button of the user starts a download.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Callable
from urllib.parse import urljoin

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtNetwork import QNetworkReply

from deepslide_qgis.core.access import redact_secrets
from deepslide_qgis.core.errors import Cancelled, DownloadError
from deepslide_qgis.core.packs.catalogue import check_address
from deepslide_qgis.core.packs.pack import file_sha256
from deepslide_qgis.processing.compatibility import enum_number
from deepslide_qgis.processing.packs.transfer import Check, Outcome, Transfer
from deepslide_qgis.processing.translation import translate

PAUSES_S = (1.0, 3.0, 10.0, 30.0)
"""Delays before each retry, unless the server specifies one."""
LONGEST_PAUSE_S = 120.0
MAX_REDIRECTS = 5
MOVED = (301, 302, 303, 307, 308)
BUSY = (429, 500, 502, 503, 504)
RANGE_NOT_SATISFIABLE = 416
ERRORS = QNetworkReply.NetworkError
TRANSIENT_ERRORS = tuple(
    enum_number(error)
    for error in (
        ERRORS.RemoteHostClosedError,
        ERRORS.TimeoutError,
        ERRORS.OperationCanceledError,  # the time limit of QGIS
        ERRORS.TemporaryNetworkFailureError,
        ERRORS.NetworkSessionFailedError,
        ERRORS.UnknownNetworkError,
        ERRORS.ProtocolFailure,
    )
)
"""Errors that may be gone at the next try."""


@dataclass(frozen=True)
class DownloadSpec:
    """URL and limits of a download: at most ``most_bytes``; exactly ``size_bytes`` and ``sha256`` if known."""

    url: str
    most_bytes: int
    size_bytes: int = 0
    sha256: str = ""

    @property
    def public_url(self) -> str:
        """The URL without secrets, for messages."""
        return redact_secrets(self.url)


def download(spec: DownloadSpec, target: Path, feedback: QgsProcessingFeedback) -> None:
    """Download ``spec`` into the file ``target``, resuming an earlier download with the same sha256.

    Raises DownloadError, with ``target`` removed if its sha256 is wrong; Cancelled, with ``target`` kept.
    """
    is_resumed = target.is_file() and bool(spec.sha256)
    if target.is_file() and not is_resumed:
        target.unlink()
    _fetch(spec, target, feedback)
    if spec.sha256 and file_sha256(target) != spec.sha256:
        target.unlink()
        if is_resumed:  # the partial file belonged to another download
            download(spec, target, feedback)
            return
        raise DownloadError(
            translate("What '{}' sent is not what was promised: its sha256 differs.").format(spec.public_url),
            translate("The file was changed or damaged. Ask whoever offers it; nothing was installed."),
        )


def _fetch(spec: DownloadSpec, target: Path, feedback: QgsProcessingFeedback) -> None:
    """Fetch until the server says that the file is complete; raise DownloadError, Cancelled."""

    def check(size: int, total: int) -> None:
        _check_size(size, total, spec)
        if total or spec.size_bytes:
            feedback.setProgress(100 * size / (total or spec.size_bytes))

    tries, resume_etag, furthest = 0, "", _partial_size(target)
    while True:
        if not (resume_etag or spec.sha256):
            target.unlink(missing_ok=True)  # without an ETag or hash the rest may be of another version
        outcome = _follow_redirects(spec.url, partial(_transfer, target, check, feedback, resume_etag))
        size = _partial_size(target)
        if outcome.is_whole and (not spec.size_bytes or size == spec.size_bytes):
            return
        if outcome.status == RANGE_NOT_SATISFIABLE:
            if size == spec.size_bytes:
                return
            target.unlink(missing_ok=True)
        elif not (outcome.is_whole or outcome.status in BUSY or outcome.error in TRANSIENT_ERRORS):
            raise _download_error(outcome, spec)
        tries = 0 if size > furthest else tries  # there was progress
        furthest = max(furthest, size)
        if tries == len(PAUSES_S):
            raise _download_error(outcome, spec)
        etag = outcome.header("etag")
        resume_etag = etag if etag and not etag.startswith("W/") else resume_etag
        _wait(_retry_delay_s(outcome, PAUSES_S[tries]), outcome, feedback)
        tries += 1


def _transfer(target: Path, check: Check, feedback: QgsProcessingFeedback, resume_etag: str, url: str) -> Outcome:
    return Transfer(url, target, check, feedback, resume_etag).run()


def _follow_redirects(url: str, run: Callable[[str], Outcome]) -> Outcome:
    """Run a transfer from ``url``, following redirects; raise DownloadError for an unsafe address."""
    for _ in range(MAX_REDIRECTS + 1):
        check_address(url)
        outcome = run(url)
        if outcome.status not in MOVED:
            return outcome
        url = urljoin(url, outcome.header("location"))
    message = translate("'{}' leads from one address to the next.").format(redact_secrets(url))
    raise DownloadError(message, translate("Check it."))


def _partial_size(target: Path) -> int:
    return target.stat().st_size if target.is_file() else 0


def _check_size(size: int, total: int, spec: DownloadSpec) -> None:
    """Raise DownloadError if the size is, or will be, other than promised."""
    if spec.size_bytes and (size > spec.size_bytes or total not in (0, spec.size_bytes)):
        message = translate("'{}' has {:,} bytes, not the {:,} that were promised.")
        raise DownloadError(
            message.format(spec.public_url, max(size, total), spec.size_bytes),
            translate("The catalogue is out of date, or the server is wrong: nothing was installed."),
        )
    if max(size, total) > spec.most_bytes:
        raise DownloadError(
            translate("'{}' is larger than {:,.0f} MB.").format(spec.public_url, spec.most_bytes / 1e6),
            translate("No pack is as large: check the address."),
        )


def _download_error(outcome: Outcome, spec: DownloadSpec) -> DownloadError:
    remedies = {
        404: translate("There is no such file: check the address."),
        429: translate("The server has too many requests: try again later."),
        503: translate("The server is busy: try again later."),
    }
    default = translate("Check the connection, and the proxy in Settings > Options > Network.")
    message = translate("'{}' cannot be fetched: {}.").format(spec.public_url, _reason(outcome))
    return DownloadError(message, remedies.get(outcome.status, default))


def _reason(outcome: Outcome) -> str:
    if outcome.status >= 300:
        return f"HTTP {outcome.status}"
    return redact_secrets(outcome.error_text) or translate("it broke off")


def _retry_delay_s(outcome: Outcome, default_s: float) -> float:
    """Return the delay: as the server asks (seconds or a date), up to a limit."""
    asked = outcome.header("retry-after").strip()
    if asked.isdigit():
        return min(float(asked), LONGEST_PAUSE_S)
    try:
        return min(max(0.0, parsedate_to_datetime(asked).timestamp() - time.time()), LONGEST_PAUSE_S)
    except (TypeError, ValueError, IndexError):
        return default_s


def _wait(seconds: float, outcome: Outcome, feedback: QgsProcessingFeedback) -> None:
    feedback.pushInfo(translate("Interrupted ({}); trying again in {:.0f} s.").format(_reason(outcome), seconds))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if feedback.isCanceled():
            raise Cancelled()
        time.sleep(0.05)
