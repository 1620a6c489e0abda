"""What goes wrong in a search: odd items, passing and lasting faults, addresses that are no archive, logins."""

from __future__ import annotations

import builtins

import pytest

from deepslide_qgis.core.errors import EngineEnvironmentError, RequestError
from deepslide_qgis.core.events import Warned
from tests.archive import items
from tests.archive.event import AROUND
from tests.archive.server import Fault
from tests.engine.archive.conftest import S2, judged

PRE = "2023-08-10T10:16:01Z"


def test_odd_items_are_passed_over(engine, server, add):
    add(items.earth_search, "pre", "2023-08-10")
    odd = items.earth_search(server.url, "odd", PRE, AROUND)
    odd["geometry"] = {"type": "Point", "coordinates": [1, 2]}
    bare = items.earth_search(server.url, "bare", PRE, AROUND)
    bare["geometry"] = None
    timeless = items.earth_search(server.url, "timeless", PRE, AROUND)
    del timeless["assets"]
    server.add(odd, bare, timeless)
    found = judged(engine.search(**S2))
    assert set(found) == {"pre", "bare", "timeless"}
    assert "1 items of sentinel-2-c1-l2a are not written as STAC asks" in engine.said(Warned)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("/search", 2, status=429, headers={"Retry-After": "1"}),
        Fault("/search", 1, status=429, headers={"Retry-After": "3600"}),
        Fault("/search", 2, status=500),
        Fault("/search", 1, cut=True),
        Fault("/search", 1, stall_s=20),
    ],
    ids=["429", "429 for an hour", "500", "cut", "stalled"],
)
def test_passing_faults_of_the_search_are_waited_out(engine, server, add, fault):
    add(items.earth_search, "pre", "2023-08-10")
    server.faults = [fault]
    assert judged(engine.search(**S2)) == {"pre": "before"}
    assert fault.times == 0


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault("/search", 99, status=500), "refused the search .HTTP 500."),
        (Fault("/search", 99, status=403), "needs a login"),
        (Fault("/", 99, status=404), "There is nothing at"),
    ],
    ids=["500", "403", "404"],
)
def test_lasting_faults_are_told(engine, server, fault, message):
    server.faults = [fault]
    with pytest.raises(RequestError, match=message):
        engine.search(**S2)


def test_what_is_no_archive_is_told(engine, server, files):
    (files / "page.html").write_text("<html>Welcome</html>")
    with pytest.raises(RequestError, match="does not answer as a STAC API"):
        engine.search(archive={"url": f"{server.url}/files/page.html"}, **S2)


def test_nobody_at_home_is_told(engine):
    with pytest.raises(RequestError, match="gives no usable answer after 4 attempts"):
        engine.search(archive={"url": "http://127.0.0.1:9"}, **S2)


def test_a_proxy_is_used_and_its_password_not_told(engine, server, monkeypatch):
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    proxy = "http://me:my-proxy-password@127.0.0.1:9"
    with pytest.raises(RequestError) as refused:
        engine.search(archive={"url": "http://archive.test/v1"}, access={"variables": {"http_proxy": proxy}}, **S2)
    assert "proxy" in str(refused.value).lower() and "my-proxy-password" not in str(refused.value)


def test_a_redirection_does_not_take_the_login_to_another_host(engine, server, add):
    add(items.earth_search, "pre", "2023-08-10")
    elsewhere = f"http://localhost:{server.port}/search"
    server.faults = [Fault("/search", 1, status=307, headers={"Location": elsewhere})]
    engine.search(access={"headers": {"X-Archive-Key": "my-secret-key"}}, **S2)
    sent = {asked.headers["Host"].split(":")[0]: "X-Archive-Key" in asked.headers for asked in server.asked}
    assert sent == {"127.0.0.1": True, "localhost": False}


def test_without_the_extra_the_remedy_is_told(engine, monkeypatch):
    whole = builtins.__import__

    def missing(name, *arguments, **named):
        if name == "pystac_client":
            raise ImportError("No module named 'pystac_client'")
        return whole(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(EngineEnvironmentError, match="Set up engine"):
        engine.search(**S2)
