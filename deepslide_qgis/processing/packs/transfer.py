"""One HTTP request with QGIS's proxy, certificates and time limit, written to a file as it arrives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Callable, Optional

from qgis.core import QgsFeedback, QgsNetworkAccessManager
from qgis.PyQt.QtCore import QEventLoop, QTimer, QUrl
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from deepslide_qgis.core.errors import Cancelled, DeepSlideError, DownloadError, OutputError
from deepslide_qgis.processing.compatibility import enum_number

POLL_MS = 100
BUFFER_BYTES = 4 << 20
WHOLE, PART = 200, 206
Check = Callable[[int, int], None]
"""Receives the bytes present and the expected total (0: unknown); may raise a DeepSlideError."""


@dataclass(frozen=True)
class Outcome:
    """How a request ended: HTTP ``status`` (0 without an answer), and Qt's error."""

    status: int
    headers: dict[str, str]
    error: int
    error_text: str

    @property
    def is_whole(self) -> bool:
        return self.error == enum_number(QNetworkReply.NetworkError.NoError) and self.status in (WHOLE, PART)

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")


class Transfer:
    """Downloads ``url``, appending to ``target``; starts again if the server does not resume at its end.

    An exception of ``check`` ends the transfer. ``etag`` is the server's ETag of the partial file.
    """

    def __init__(self, url: str, target: Path, check: Check, feedback: QgsFeedback, etag: str = ""):
        self._url, self._target, self._check = url, target, check
        self._feedback, self._etag = feedback, etag
        self._file: Optional[IO[bytes]] = None
        self._error: Optional[DeepSlideError] = None
        self._reply: Any = None
        self._total_bytes = 0

    def run(self) -> Outcome:
        """Run the request; return its outcome."""
        loop, timer = QEventLoop(), QTimer()
        self._reply = QgsNetworkAccessManager.instance().get(self._request())
        self._reply.setReadBufferSize(BUFFER_BYTES)
        self._reply.readyRead.connect(self._read)
        self._reply.finished.connect(loop.quit)
        timer.timeout.connect(self._check_cancelled)
        timer.start(POLL_MS)
        try:
            if not self._reply.isFinished():
                loop.exec()
            timer.stop()
            self._read()
        finally:
            self._close_file()
        outcome = self._outcome()
        self._reply.deleteLater()
        if self._error is not None:
            raise self._error
        return outcome

    def _request(self) -> QNetworkRequest:
        request = QNetworkRequest(QUrl(self._url))
        attribute, policy = QNetworkRequest.Attribute, QNetworkRequest.RedirectPolicy
        request.setAttribute(attribute.RedirectPolicyAttribute, enum_number(policy.ManualRedirectPolicy))
        request.setAttribute(attribute.CacheSaveControlAttribute, False)
        request.setAttribute(
            attribute.CacheLoadControlAttribute, enum_number(QNetworkRequest.CacheLoadControl.AlwaysNetwork)
        )
        request.setRawHeader(b"Accept-Encoding", b"identity")
        offset = self._resume_offset()
        if offset:
            request.setRawHeader(b"Range", f"bytes={offset}-".encode())
            if self._etag:
                request.setRawHeader(b"If-Range", self._etag.encode())
        return request

    def _resume_offset(self) -> int:
        return self._target.stat().st_size if self._target.is_file() else 0

    def _check_cancelled(self) -> None:
        if self._feedback.isCanceled():
            self._abort(Cancelled())

    def _abort(self, error: DeepSlideError) -> None:
        if self._error is None:
            self._error = error
            self._reply.abort()

    def _read(self) -> None:
        """Write the received bytes; ignore error and redirect answers."""
        if self._error is not None or self._status() not in (WHOLE, PART):
            return
        try:
            if self._file is None:
                self._file = self._open_target()
            content = bytes(self._reply.readAll())
            self._check(self._file.tell() + len(content), self._total_bytes)
            self._file.write(content)
        except DeepSlideError as error:
            self._abort(error)
        except OSError as error:
            self._abort(OutputError(f"'{self._target}' cannot be written: {error}.", "Check the space left there."))

    def _open_target(self) -> IO[bytes]:
        """Open the file at the position where the answer continues: its end or its beginning."""
        range_start = re.match(r"bytes (\d+)-", self._header("content-range"))
        offset = self._resume_offset()
        is_continued = self._status() == PART and range_start is not None and int(range_start[1]) == offset
        if self._status() == PART and not is_continued:
            raise DownloadError("The server sent another part than it was asked for.", "Try again later.")
        length = self._header("content-length")
        self._total_bytes = int(length) + (offset if is_continued else 0) if length.isdigit() else 0
        self._check(offset if is_continued else 0, self._total_bytes)
        return open(self._target, "ab" if is_continued else "wb")

    def _status(self) -> int:
        return int(self._reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) or 0)

    def _header(self, name: str) -> str:
        return bytes(self._reply.rawHeader(name.encode())).decode("latin-1")

    def _outcome(self) -> Outcome:
        pairs = ((bytes(name), bytes(value)) for name, value in self._reply.rawHeaderPairs())
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
        return Outcome(self._status(), headers, enum_number(self._reply.error()), self._reply.errorString())

    def _close_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
