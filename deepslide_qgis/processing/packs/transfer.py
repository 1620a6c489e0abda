"""One request over the network of QGIS, written to a file while it comes in: its proxy, certificates and time limit."""

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

LOOK_MS = 100
BUFFER_BYTES = 4 << 20
WHOLE, PART = 200, 206
Check = Callable[[int, int], None]
"""Hears the bytes that there are and those that there will be (0: unknown); may raise a DeepSlideError."""


@dataclass(frozen=True)
class Outcome:
    """How a request ended: its ``status`` (0 without an answer), and what Qt says was wrong, if anything."""

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
    """Fetches ``url`` and appends it to ``target``; begins anew where the server does not go on at its end.

    What ``check`` raises ends the transfer. ``same`` is the server's mark (ETag) of what is there already.
    """

    def __init__(self, url: str, target: Path, check: Check, feedback: QgsFeedback, same: str = ""):
        self._url, self._target, self._check = url, target, check
        self._feedback, self._same = feedback, same
        self._file: Optional[IO[bytes]] = None
        self._trouble: Optional[DeepSlideError] = None
        self._reply: Any = None
        self._total_bytes = 0

    def run(self) -> Outcome:
        """Return how it ended."""
        loop, looking = QEventLoop(), QTimer()
        self._reply = QgsNetworkAccessManager.instance().get(self._request())
        self._reply.setReadBufferSize(BUFFER_BYTES)
        self._reply.readyRead.connect(self._read)
        self._reply.finished.connect(loop.quit)
        looking.timeout.connect(self._look)
        looking.start(LOOK_MS)
        try:
            if not self._reply.isFinished():
                loop.exec()
            looking.stop()
            self._read()
        finally:
            self._close()
        outcome = self._outcome()
        self._reply.deleteLater()
        if self._trouble is not None:
            raise self._trouble
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
        there = self._there()
        if there:
            request.setRawHeader(b"Range", f"bytes={there}-".encode())
            if self._same:
                request.setRawHeader(b"If-Range", self._same.encode())
        return request

    def _there(self) -> int:
        return self._target.stat().st_size if self._target.is_file() else 0

    def _look(self) -> None:
        if self._feedback.isCanceled():
            self._stop(Cancelled())

    def _stop(self, trouble: DeepSlideError) -> None:
        if self._trouble is None:
            self._trouble = trouble
            self._reply.abort()

    def _read(self) -> None:
        """Write down what has come in; nothing of an answer that is an error or leads elsewhere."""
        if self._trouble is not None or self._status() not in (WHOLE, PART):
            return
        try:
            if self._file is None:
                self._file = self._opened()
            content = bytes(self._reply.readAll())
            self._check(self._file.tell() + len(content), self._total_bytes)
            self._file.write(content)
        except DeepSlideError as error:
            self._stop(error)
        except OSError as error:
            self._stop(OutputError(f"'{self._target}' cannot be written: {error}.", "Check the space left there."))

    def _opened(self) -> IO[bytes]:
        """Open the file where the answer goes on: at its end, or at its beginning."""
        begins = re.match(r"bytes (\d+)-", self._header("content-range"))
        there = self._there()
        goes_on = self._status() == PART and begins is not None and int(begins[1]) == there
        if self._status() == PART and not goes_on:
            raise DownloadError("The server sent another part than it was asked for.", "Try again later.")
        length = self._header("content-length")
        self._total_bytes = int(length) + (there if goes_on else 0) if length.isdigit() else 0
        self._check(there if goes_on else 0, self._total_bytes)
        return open(self._target, "ab" if goes_on else "wb")

    def _status(self) -> int:
        return int(self._reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) or 0)

    def _header(self, name: str) -> str:
        return bytes(self._reply.rawHeader(name.encode())).decode("latin-1")

    def _outcome(self) -> Outcome:
        pairs = ((bytes(name), bytes(value)) for name, value in self._reply.rawHeaderPairs())
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}
        return Outcome(self._status(), headers, enum_number(self._reply.error()), self._reply.errorString())

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
