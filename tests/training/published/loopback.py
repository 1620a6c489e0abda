"""A server on this machine that serves a record as Zenodo and Hugging Face do, and misbehaves as it is told."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from training.published.record_sources import SOURCES


@dataclass
class Misbehaviour:
    """``break_after``: bytes per answer, then the connection ends. ``answers``: status and Retry-After given first."""

    break_after: int = 0
    answers: list[tuple[int, str]] = field(default_factory=list)
    announced: int | None = None
    listed_size: int | None = None
    checksum: str = ""
    no_ranges: bool = False
    damaged_times: int = 0


@dataclass
class Loopback:
    """What it serves, and what it was asked: paths with the first byte of each range."""

    base: str
    files: dict[str, bytes]
    manners: Misbehaviour
    asked: list[tuple[str, int]] = field(default_factory=list)

    def downloads(self) -> list[int]:
        """The first bytes that were asked of files."""
        return [start for path, start in self.asked if "/content" in path or "/resolve/" in path]


@contextmanager
def loopback(files: dict[str, bytes], manners: Misbehaviour | None = None) -> Iterator[Loopback]:
    served = Loopback("", files, manners or Misbehaviour())
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"served": served}))
    served.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    served: Loopback
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path, served = urlsplit(self.path).path, self.served
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        served.asked.append((self.path, start))
        if served.manners.answers:
            return self._refuse(*served.manners.answers.pop(0))
        for source in SOURCES.values():
            if path in (f"/api/records/{source.record}", f"/api/models/{source.record}"):
                return self._send(json.dumps(self._record(source.record)).encode())
        name = unquote(path.split("/files/")[-1].removesuffix("/content").split("/resolve/abc/")[-1])
        if name not in served.files:
            return self._refuse(404, "")
        return self._file(served.files[name], start)

    def _record(self, record: str) -> dict:
        manners, files = self.served.manners, self.served.files
        size = {name: manners.listed_size or len(data) for name, data in files.items()}
        if "/" in record:  # Hugging Face: large files by SHA-256, small ones by git's name of their content
            siblings = []
            for name, data in files.items():
                git = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
                lfs = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} if len(data) > 1000 else None
                siblings.append({"rfilename": name, "size": size[name], "blobId": git, **({"lfs": lfs} if lfs else {})})
            return {"id": record, "sha": "abc", "siblings": siblings, "cardData": {}}
        listed = []
        for name, data in files.items():
            checksum = manners.checksum or f"md5:{hashlib.md5(data, usedforsecurity=False).hexdigest()}"
            listed.append({"key": name, "size": size[name], "checksum": checksum, "links": {"self": "not followed"}})
        about = {"title": "A record", "publication_date": "2024-09-01", "license": {"id": "cc-by-4.0"}}
        return {"id": int(record), "doi": f"10.5281/zenodo.{record}", "metadata": about, "files": listed}

    def _file(self, data: bytes, start: int) -> None:
        manners = self.served.manners
        if start and not manners.no_ranges:
            if start >= len(data):
                return self._refuse(416, "")
            return self._send(data[start:], 206, {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"})
        if manners.damaged_times:
            manners.damaged_times -= 1
            data = bytes([data[0] ^ 1]) + data[1:]
        return self._send(data)

    def _send(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        manners = self.served.manners
        is_file = "/content" in self.path or "/resolve/" in self.path
        self.send_response(status)
        length = manners.announced if is_file and manners.announced is not None else len(body)
        for name, value in {**(headers or {}), "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()
        if is_file and manners.break_after and len(body) > manners.break_after:
            self.wfile.write(body[: manners.break_after])
            self.close_connection = True
            return
        self.wfile.write(body)

    def _refuse(self, status: int, retry_after: str) -> None:
        self.send_response(status)
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.send_header("Content-Length", "0")
        self.end_headers()
