"""Downloads from a server that breaks off, lies about sizes, changes its files, is busy, or leads elsewhere."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest
from qgis.core import QgsNetworkAccessManager, QgsSettings

from deepslide_qgis.core.errors import Cancelled, DownloadError, OutputError
from deepslide_qgis.processing.packs.download import DownloadSpec, download
from tests.processing.conftest import Heard, HearingFeedback
from tests.travelling_packs import Manners

CONTENT = os.urandom(300_000)
SHA256 = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
MOST = 1_000_000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "file.download"


@pytest.fixture
def fetch(target: Path, heard: Heard):
    def fetched(url: str, size_bytes: int = 0, sha256: str = "", most: int = MOST) -> bytes:
        download(DownloadSpec(url, most, size_bytes, sha256), target, HearingFeedback(heard))
        return target.read_bytes()

    return fetched


def test_a_file_comes_whole(server, fetch):
    assert fetch(server.serve("a.zip", CONTENT), len(CONTENT), SHA256) == CONTENT
    assert server.asked == [("/a.zip", "")]


@pytest.mark.parametrize("sha256", ["", SHA256], ids=["unknown", "known"])
def test_what_broke_off_is_resumed_where_it_stopped(server, fetch, heard, sha256):
    url = server.serve("a.zip", CONTENT, breaks_after=100_000, breaks=2)
    assert fetch(url, sha256=sha256) == CONTENT
    assert [part for _, part in server.asked] == ["", "bytes=100000-", "bytes=200000-"]
    assert "trying again" in heard.text


def test_a_server_that_cannot_resume_begins_anew(server, fetch):
    url = server.serve("a.zip", CONTENT, breaks_after=100_000, resumes=False)
    assert fetch(url, sha256=SHA256) == CONTENT and len(server.asked) == 2


def test_without_a_mark_or_hash_nothing_is_resumed(server, fetch):
    url = server.serve("a.zip", CONTENT, breaks_after=100_000, etag="")
    assert fetch(url) == CONTENT
    assert [part for _, part in server.asked] == ["", ""]


def test_it_goes_on_at_the_next_run_and_a_wrong_beginning_is_thrown_away(server, fetch, target):
    url = server.serve("a.zip", CONTENT)
    target.write_bytes(CONTENT[:50_000])
    assert fetch(url, len(CONTENT), SHA256) == CONTENT
    assert server.asked == [("/a.zip", "bytes=50000-")]
    target.write_bytes(b"something else")
    assert fetch(url, len(CONTENT), SHA256) == CONTENT
    target.write_bytes(CONTENT + b"too long")
    assert fetch(url, len(CONTENT), SHA256) == CONTENT


@pytest.mark.parametrize("manners", [{"breaks_after": 0}, {"breaks_after": 100_000, "resumes": False}])
def test_one_that_always_breaks_off_is_given_up(server, fetch, manners):
    url = server.serve("a.zip", CONTENT, breaks=99, **manners)
    with pytest.raises(DownloadError, match="cannot be fetched") as caught:
        fetch(url, len(CONTENT), SHA256)
    assert caught.value.remedy and len(server.asked) == 5


def test_one_that_always_breaks_off_and_cannot_resume_is_given_up(server, fetch):
    url = server.serve("a.zip", CONTENT, breaks_after=100_000, breaks=99, etag="")
    with pytest.raises(DownloadError, match="cannot be fetched"):
        fetch(url)
    assert len(server.asked) == 5


@pytest.mark.parametrize("announces", [301_000, 299_000, 10_000_000_000])
def test_a_server_that_announces_another_size_than_the_catalogue(server, fetch, announces):
    url = server.serve("a.zip", CONTENT, announces=announces)
    with pytest.raises(DownloadError, match="that were promised"):
        fetch(url, len(CONTENT), SHA256)
    assert len(server.asked) == 1


def test_a_catalogue_with_a_wrong_size(server, fetch):
    with pytest.raises(DownloadError, match=r"has 300,000 bytes, not the 299,999"):
        fetch(server.serve("a.zip", CONTENT), len(CONTENT) - 1, SHA256)


def test_more_than_the_limit_is_stopped(server, fetch, target):
    with pytest.raises(DownloadError, match="larger than 0 MB"):
        fetch(server.serve("a.zip", CONTENT), most=1000)
    assert not target.exists() or target.stat().st_size <= 1000


def test_a_wrong_checksum_leaves_nothing(server, fetch, target):
    with pytest.raises(DownloadError, match="sha256 differs"):
        fetch(server.serve("a.zip", CONTENT[:-1] + b"x"), len(CONTENT), SHA256)
    assert not target.exists()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_what_is_not_there_is_not_asked_for_again(server, fetch, status, target):
    with pytest.raises(DownloadError, match=f"HTTP {status}") as caught:
        fetch(server.serve("a.zip", status=status))
    assert caught.value.remedy and len(server.asked) == 1 and not target.exists()


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_when_it_says(server, fetch, status, heard):
    url = server.serve("a.zip", CONTENT, status=status, times=2, headers={"Retry-After": "1"})
    begun = time.monotonic()
    assert fetch(url, sha256=SHA256) == CONTENT
    assert time.monotonic() - begun >= 2 and heard.text.count(f"HTTP {status}") == 2


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_stays_busy_is_given_up(server, fetch, status):
    with pytest.raises(DownloadError, match=f"HTTP {status}") as caught:
        fetch(server.serve("a.zip", status=status))
    assert "later" in caught.value.remedy and len(server.asked) == 5


def test_redirects_are_followed_but_not_away_from_encryption_or_in_circles(server, fetch):
    server.serve("a.zip", CONTENT)
    moved = server.serve("moved", status=302, headers={"Location": "/a.zip"})
    assert fetch(moved, sha256=SHA256) == CONTENT
    for away in ("http://example.org/a.zip", "file:///etc/passwd", "ftp://127.0.0.1/a.zip"):
        with pytest.raises(DownloadError, match="no address that packs are fetched from"):
            fetch(server.serve("away", status=301, headers={"Location": away}))
    circle = server.serve("circle", status=307, headers={"Location": "/circle"})
    with pytest.raises(DownloadError, match="leads from one address to the next"):
        fetch(circle)


def test_a_page_that_says_that_something_is_wrong_is_not_the_file(server, fetch, target):
    url = server.serve("a.zip", b"", status=500)
    with pytest.raises(DownloadError, match="HTTP 500"):
        fetch(url)
    assert not target.exists()


def test_nobody_there(server, fetch):
    url = server.url("a.zip")
    server.server_close()
    with pytest.raises(DownloadError, match="cannot be fetched"):
        fetch(url)


def test_a_cancel_stops_at_once_and_keeps_what_is_there(server, target, heard):
    url = server.serve("a.zip", CONTENT, announces=len(CONTENT) + 100)  # it waits for bytes that never come
    feedback = HearingFeedback(heard)
    timer = threading.Timer(0.5, feedback.cancel)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        download(DownloadSpec(url, MOST, sha256=SHA256), target, feedback)
    timer.join()
    assert time.monotonic() - begun < 5 and target.stat().st_size == len(CONTENT)


def test_a_file_that_cannot_be_written(server, tmp_path, heard):
    url = server.serve("a.zip", CONTENT)
    with pytest.raises(OutputError, match="cannot be written"):
        download(DownloadSpec(url, MOST), tmp_path / "no" / "folder" / "a", HearingFeedback(heard))


@pytest.fixture
def proxy(server):
    """Let QGIS use ``server`` as its proxy."""
    settings = {"proxyEnabled": True, "proxyType": "HttpProxy", "proxyHost": "127.0.0.1"}
    for name, value in {**settings, "proxyPort": str(server.server_port)}.items():
        QgsSettings().setValue(f"proxy/{name}", value)
    manager = QgsNetworkAccessManager.instance()
    manager.setupDefaultProxyAndCache()
    yield server
    QgsSettings().remove("proxy")
    manager.setupDefaultProxyAndCache()


def test_the_proxy_of_qgis_is_used(proxy, fetch):
    proxy.manners["http://localhost:9/a.zip"] = Manners(CONTENT)
    assert fetch("http://localhost:9/a.zip", sha256=SHA256) == CONTENT
    assert proxy.asked == [("http://localhost:9/a.zip", "")]
