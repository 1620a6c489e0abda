"""Fetches a file: encrypted, of the promised size and checksum, resumed where it broke off, given up where it is wrong.

Nobody but the person who runs an algorithm, or presses its button, starts one.
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
"""How long is waited before each new try, where the server does not say."""
LONGEST_PAUSE_S = 120.0
MOST_REDIRECTS = 5
MOVED = (301, 302, 303, 307, 308)
BUSY = (429, 500, 502, 503, 504)
NOTHING_LEFT = 416
ERRORS = QNetworkReply.NetworkError
PASSING = tuple(
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
"""What may be over at the next try."""


@dataclass(frozen=True)
class Wanted:
    """What is fetched: at most ``most_bytes``; exactly ``size_bytes`` with ``sha256`` where these are known."""

    url: str
    most_bytes: int
    size_bytes: int = 0
    sha256: str = ""

    @property
    def shown(self) -> str:
        """The address as other people may see it."""
        return redact_secrets(self.url)


def download(wanted: Wanted, target: Path, feedback: QgsProcessingFeedback) -> None:
    """Fetch ``wanted`` into the file ``target``, going on where an earlier run of the same sha256 stopped.

    Raises DownloadError, with ``target`` removed where its sha256 is wrong; Cancelled, with ``target`` kept.
    """
    is_resumed = target.is_file() and bool(wanted.sha256)
    if target.is_file() and not is_resumed:
        target.unlink()
    _fetch(wanted, target, feedback)
    if wanted.sha256 and file_sha256(target) != wanted.sha256:
        target.unlink()
        if is_resumed:  # what lay there was another file's beginning
            download(wanted, target, feedback)
            return
        raise DownloadError(
            translate("What '{}' sent is not what was promised: its sha256 differs.").format(wanted.shown),
            translate("The file was changed or damaged. Ask whoever offers it; nothing was installed."),
        )


def _fetch(wanted: Wanted, target: Path, feedback: QgsProcessingFeedback) -> None:
    """Fetch until the file is whole by the server's word; raise DownloadError, Cancelled."""

    def check(size: int, total: int) -> None:
        _check_size(size, total, wanted)
        if total or wanted.size_bytes:
            feedback.setProgress(100 * size / (total or wanted.size_bytes))

    tries, same, furthest = 0, "", _size(target)
    while True:
        if not (same or wanted.sha256):
            target.unlink(missing_ok=True)  # nobody could tell whether the rest belongs to it
        outcome = _follow(wanted.url, partial(_transfer, target, check, feedback, same))
        size = _size(target)
        if outcome.is_whole and (not wanted.size_bytes or size == wanted.size_bytes):
            return
        if outcome.status == NOTHING_LEFT:
            if size == wanted.size_bytes:
                return
            target.unlink(missing_ok=True)
        elif not (outcome.is_whole or outcome.status in BUSY or outcome.error in PASSING):
            raise _refusal(outcome, wanted)
        tries = 0 if size > furthest else tries  # it goes on
        furthest = max(furthest, size)
        if tries == len(PAUSES_S):
            raise _refusal(outcome, wanted)
        etag = outcome.header("etag")
        same = etag if etag and not etag.startswith("W/") else same
        _pause(_seconds(outcome, PAUSES_S[tries]), outcome, feedback)
        tries += 1


def _transfer(target: Path, check: Check, feedback: QgsProcessingFeedback, same: str, url: str) -> Outcome:
    return Transfer(url, target, check, feedback, same).run()


def _follow(url: str, run: Callable[[str], Outcome]) -> Outcome:
    """Run a transfer from ``url``, or from where that leads to; raise DownloadError for an address that is not safe."""
    for _ in range(MOST_REDIRECTS + 1):
        check_address(url)
        outcome = run(url)
        if outcome.status not in MOVED:
            return outcome
        url = urljoin(url, outcome.header("location"))
    message = translate("'{}' leads from one address to the next.").format(redact_secrets(url))
    raise DownloadError(message, translate("Check it."))


def _size(target: Path) -> int:
    return target.stat().st_size if target.is_file() else 0


def _check_size(size: int, total: int, wanted: Wanted) -> None:
    """Raise DownloadError where there is, or will be, more or less than was promised."""
    if wanted.size_bytes and (size > wanted.size_bytes or total not in (0, wanted.size_bytes)):
        message = translate("'{}' has {:,} bytes, not the {:,} that were promised.")
        raise DownloadError(
            message.format(wanted.shown, max(size, total), wanted.size_bytes),
            translate("The catalogue is out of date, or the server is wrong: nothing was installed."),
        )
    if max(size, total) > wanted.most_bytes:
        raise DownloadError(
            translate("'{}' is larger than {:,.0f} MB.").format(wanted.shown, wanted.most_bytes / 1e6),
            translate("No pack is as large: check the address."),
        )


def _refusal(outcome: Outcome, wanted: Wanted) -> DownloadError:
    remedies = {
        404: translate("There is no such file: check the address."),
        429: translate("The server has too many requests: try again later."),
        503: translate("The server is busy: try again later."),
    }
    usual = translate("Check the connection, and the proxy in Settings > Options > Network.")
    message = translate("'{}' cannot be fetched: {}.").format(wanted.shown, _reason(outcome))
    return DownloadError(message, remedies.get(outcome.status, usual))


def _reason(outcome: Outcome) -> str:
    if outcome.status >= 300:
        return f"HTTP {outcome.status}"
    return redact_secrets(outcome.error_text) or translate("it broke off")


def _seconds(outcome: Outcome, usual_s: float) -> float:
    """Return how long to wait: as the server asks (seconds or a date), within reason."""
    asked = outcome.header("retry-after").strip()
    if asked.isdigit():
        return min(float(asked), LONGEST_PAUSE_S)
    try:
        return min(max(0.0, parsedate_to_datetime(asked).timestamp() - time.time()), LONGEST_PAUSE_S)
    except (TypeError, ValueError, IndexError):
        return usual_s


def _pause(seconds: float, outcome: Outcome, feedback: QgsProcessingFeedback) -> None:
    feedback.pushInfo(translate("Interrupted ({}); trying again in {:.0f} s.").format(_reason(outcome), seconds))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if feedback.isCanceled():
            raise Cancelled()
        time.sleep(0.05)
