"""For tests of packs that travel: a server that behaves as badly as it is told, and a small real pack as .zip."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Optional

from deepslide_qgis.core.packs.catalogue import Catalogue, CatalogueEntry
from deepslide_qgis.core.packs.pack import bundled_folder, file_sha256, open_folder, read_card
from deepslide_qgis.core.packs.zip_writing import write_zip

BUNDLED = "simulated-s1s2"


@dataclass
class Manners:
    """How one path is answered: ``content``, or an error ``status`` for the first ``times`` requests.

    ``breaks_after`` bytes the connection is closed, the first ``breaks`` times; ``announces`` is a false length.
    """

    content: bytes = b""
    status: int = 200
    times: int = 10**9
    headers: dict[str, str] = field(default_factory=dict)
    breaks_after: Optional[int] = None
    breaks: int = 1
    announces: Optional[int] = None
    resumes: bool = True
    etag: str = '"one"'


class Server(ThreadingHTTPServer):
    """Answers by the manners of each path, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.manners: dict[str, Manners] = {}
        self.asked: list[tuple[str, str]] = []

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{path}"

    def serve(self, path: str, content: bytes = b"", **manners: Any) -> str:
        """Answer ``path`` so from now on; return its address."""
        self.manners[f"/{path}"] = Manners(content, **manners)
        return self.url(path)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        asked_from = self.headers.get("Range", "")
        self.server.asked.append((self.path, asked_from))
        manners = self.server.manners.get(self.path, Manners(status=404))
        if manners.status != 200 and manners.times > 0:
            manners.times -= 1
            self._begin(manners.status, 0, manners)
            return
        part = re.match(r"bytes=(\d+)-", asked_from)
        may_resume = manners.resumes and self.headers.get("If-Range", manners.etag) == manners.etag
        start = int(part[1]) if part and may_resume else 0
        if start and start >= len(manners.content):
            self._begin(416, 0, manners)
            return
        content = manners.content[start:]
        length = len(content) if manners.announces is None else manners.announces
        self._begin(206 if start else 200, length, manners, f"bytes {start}-{length - 1}/{length}" if start else "")
        if manners.breaks_after is not None and manners.breaks > 0:
            manners.breaks -= 1
            content = content[: manners.breaks_after]
            self.close_connection = True
        self.wfile.write(content)

    def _begin(self, status: int, length: int, manners: Manners, part: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        if manners.etag:
            self.send_header("ETag", manners.etag)
        if part:
            self.send_header("Content-Range", part)
        for name, value in manners.headers.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a server until the test is over."""
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def make_zip(folder: Path, name: str = "mine", title: str = "Mine", version: str = "1") -> Path:
    """Write a whole pack into ``folder``: the bundled small one under another name."""
    unpacked = folder / "made" / f"{name}-{title}"
    shutil.copytree(bundled_folder() / BUNDLED, unpacked)
    text = (unpacked / "ensemble.json").read_text(encoding="utf-8")
    text = text.replace(f'"id": "{BUNDLED}"', f'"id": "{name}"', 1)
    text = re.sub('"title": "[^"]*"', f'"title": "{title}"', text, count=1)
    text = text.replace('"version": "1"', f'"version": "{version}"', 1)
    (unpacked / "ensemble.json").write_text(text, encoding="utf-8")
    target = folder / f"{name}-{title}.zip"
    write_zip(open_folder(unpacked), target)
    return target


def catalogue_text(*packs: tuple[Path, str], **changes: Any) -> str:
    """Return a catalogue of packs: the .zip and the address of each."""
    entries = []
    for path, url in packs:
        card = read_card(str(path))
        said = {"size_bytes": path.stat().st_size, "sha256": file_sha256(path), "version": card.version}
        entries.append(CatalogueEntry(card.id, card.title, url, licence=card.licence, **{**said, **changes}))
    return Catalogue("Tests", tuple(entries)).to_json()
