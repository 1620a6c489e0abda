"""A STAC API and a file server on loopback, with the faults of real ones; the standard library only.

It answers as the public archives do: landing page, collections, search by POST and GET in pages with ``next`` links,
tokens, files in ranges. Faults wait for a path and are used up one by one.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Optional
from urllib.parse import parse_qs, urlsplit

CONFORMS = [
    "https://api.stacspec.org/v1.0.0/core",
    "https://api.stacspec.org/v1.0.0/collections",
    "https://api.stacspec.org/v1.0.0/item-search",
    "https://api.stacspec.org/v1.0.0/ogcapi-features",
]


@dataclass
class Fault:
    """What goes wrong with the next ``times`` requests whose path holds ``where``.

    ``status`` answers so, with ``headers``; ``stall_s`` sends half and then nothing for so long; ``cut`` closes the
    line in the middle of the answer.
    """

    where: str
    times: int = 1
    method: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    stall_s: float = 0.0
    cut: bool = False


@dataclass(frozen=True)
class Asked:
    """One request that came: what for, with which headers, and how many bytes of a file went out."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    sent_bytes: int = 0


class ArchiveServer:
    """Serves ``items`` by collection and the files of ``folder``; ``asked`` is what came in.

    With a ``name`` (http://…) it answers as a proxy for that host. Files are ``moved``, where that is set, to another
    address: those below ``/files/open/`` stay.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self.collections: dict[str, list[dict[str, Any]]] = {}
        self.name = ""
        self.page = 100
        self.pages_by_get = False
        self.ignores_filters = False
        self.login: dict[str, str] = {}
        self.token = ""
        self.moved = ""
        self.faults: list[Fault] = []
        self.asked: list[Asked] = []
        self.delay_s = 0.0
        self.ended = threading.Event()
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.archive = self
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        return self._http.server_address[1]

    @property
    def url(self) -> str:
        return self.name or f"http://127.0.0.1:{self.port}"

    def add(self, *items: dict[str, Any]) -> None:
        for item in items:
            self.collections.setdefault(item["collection"], []).append(item)

    def fault_for(self, method: str, path: str) -> Optional[Fault]:
        with self._lock:
            waiting = (fault for fault in self.faults if fault.where in path and fault.times)
            fault = next((fault for fault in waiting if fault.method in ("", method)), None)
            if fault:
                fault.times -= 1
            return fault

    def note(self, asked: Asked) -> None:
        with self._lock:
            self.asked.append(asked)

    def files_asked(self, part: str = "/files/") -> list[Asked]:
        return [asked for asked in self.asked if part in asked.path]

    def close(self) -> None:
        self.ended.set()
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def serving(folder: Path) -> Iterator[ArchiveServer]:
    """Run a server for the files of ``folder``."""
    server = ArchiveServer(folder)
    try:
        yield server
    finally:
        server.close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # of 5, as it is set, clients on a busy machine wait seconds for their turn to connect
    archive: ArchiveServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def archive(self) -> ArchiveServer:
        return self.server.archive

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer({})

    def do_HEAD(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(json.loads(self.rfile.read(length) or b"{}"))

    def _answer(self, body: dict[str, Any]) -> None:
        address = urlsplit(self.path)
        fault = self.archive.fault_for(self.command, address.path)
        self._fault, self._address = fault, address
        time.sleep(self.archive.delay_s)
        missing = [name for name, value in self.archive.login.items() if self.headers.get(name) != value]
        if fault and fault.status:
            self._send(fault.status, b"{}", fault.headers)
        elif missing and not address.path.startswith("/files/open/"):
            self._send(401, b'{"detail": "login"}')
        else:
            self._route(address.path)(body)

    def _route(self, path: str) -> Callable[[dict[str, Any]], None]:
        for start, answer in (
            ("/search", self._search),
            ("/collections", self._collections),
            ("/token/", self._token),
            ("/files/", self._file),
            ("/eodata/", self._file),
        ):
            if path.startswith(start):
                return answer
        return self._landing

    def _landing(self, _body: dict[str, Any]) -> None:
        if self._address.path not in ("", "/"):
            return self._send(404, b"{}")
        url = self.archive.url
        links = [
            {"rel": "self", "href": url},
            {"rel": "root", "href": url},
            {"rel": "data", "href": f"{url}/collections"},
            {"rel": "search", "href": f"{url}/search", "type": "application/geo+json", "method": "GET"},
            {"rel": "search", "href": f"{url}/search", "type": "application/geo+json", "method": "POST"},
        ]
        kind = {"type": "Catalog", "stac_version": "1.0.0", "id": "loopback", "description": "loopback"}
        return self._json({**kind, "conformsTo": CONFORMS, "links": links})

    def _collections(self, _body: dict[str, Any]) -> None:
        self._json({"collections": [{"id": name, "type": "Collection"} for name in self.archive.collections]})

    def _token(self, _body: dict[str, Any]) -> None:
        expiry = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2700))
        self._json({"msft:expiry": expiry, "token": self.archive.token})

    def _search(self, body: dict[str, Any]) -> None:
        query = {name: values[0] for name, values in parse_qs(self._address.query).items()}
        if query:
            body = {**query, "collections": query.get("collections", "").split(",")}
            body["bbox"] = [float(number) for number in query["bbox"].split(",")]
        found = [item for item in self._items(body) if self.archive.ignores_filters or _matches(item, body)]
        begin = int(body.get("token") or 0)
        size = min(self.archive.page, int(body.get("limit") or 10))
        page = {"type": "FeatureCollection", "features": found[begin : begin + size], "links": []}
        if begin + size < len(found):
            page["links"] = [self._next(body, begin + size)]
        self._json(page)

    def _items(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        return [item for name in body.get("collections", []) for item in self.archive.collections.get(name, [])]

    def _next(self, body: dict[str, Any], begin: int) -> dict[str, Any]:
        url = f"{self.archive.url}/search"
        if not self.archive.pages_by_get:
            return {"rel": "next", "method": "POST", "href": url, "merge": True, "body": {"token": str(begin)}}
        box = ",".join(map(str, body["bbox"]))
        names = ",".join(body["collections"])
        query = f"collections={names}&bbox={box}&datetime={body['datetime']}&limit={body['limit']}&token={begin}"
        return {"rel": "next", "method": "GET", "href": f"{url}?{query}"}

    def _file(self, _body: dict[str, Any]) -> None:
        if self.archive.token and self.archive.token not in self._address.query:
            return self._send(403, b"sign")
        name = self._address.path.rsplit("/", 1)[-1]
        if self.archive.moved and not self._address.path.startswith("/files/open/"):
            return self._send(302, b"", {"Location": self.archive.moved + name})
        path = self.archive.folder / name
        if not path.is_file():
            return self._send(404, b"")
        size = path.stat().st_size
        first, last = _range(self.headers.get("Range"), size)
        if first >= size:
            return self._send(416, b"", {"Content-Range": f"bytes */{size}"})
        with path.open("rb") as file:
            file.seek(first)
            content = file.read(last - first + 1)
        headers = {"Accept-Ranges": "bytes", "Content-Type": "image/tiff", "ETag": f'"{size}"'}
        if not self.headers.get("Range"):
            return self._send(200, content, headers)
        return self._send(206, content, {**headers, "Content-Range": f"bytes {first}-{last}/{size}"})

    def _json(self, plain: dict[str, Any]) -> None:
        self._send(200, json.dumps(plain).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, content: bytes, headers: Optional[dict[str, str]] = None) -> None:
        fault = self._fault
        spoilt = bool(fault and (fault.cut or fault.stall_s))
        body = b"" if self.command == "HEAD" else content[: len(content) // 2] if spoilt else content
        asked = dict(self.headers.items())
        self.archive.note(Asked(self.command, self._address.path, self._address.query, asked, len(body)))
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(body)
        if fault and fault.stall_s:
            self.wfile.flush()
            self.archive.ended.wait(fault.stall_s)
        if spoilt:
            self.close_connection = True


def _matches(item: dict[str, Any], body: dict[str, Any]) -> bool:
    west, south, east, north = item["bbox"]
    box = body.get("bbox") or [-180, -90, 180, 90]
    first, last = (body.get("datetime") or "0/9").split("/")
    is_there = west <= box[2] and box[0] <= east and south <= box[3] and box[1] <= north
    return is_there and first <= item["properties"]["datetime"] <= last


def _range(header: Optional[str], size: int) -> tuple[int, int]:
    if not header:
        return 0, size - 1
    first, _, last = header.removeprefix("bytes=").partition("-")
    return int(first or 0), min(int(last or size - 1), size - 1)
