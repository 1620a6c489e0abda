"""Tokens, logins and keys on the way to files: sent where they belong, and written down nowhere."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepslide_qgis.core.errors import RequestError
from tests.archive import items
from tests.archive.event import AROUND
from tests.engine.archive.conftest import AFTER, BEFORE, S2, band, expected, raster


def test_tokens_are_asked_for_and_stay_out_of_all_that_is_written(engine, server, pair):
    server.token = "sv=2020&sig=very-secret"
    token_url = {"archive": {"token_url": f"{server.url}/token/{{collection}}"}}
    images = engine.search(**S2).images
    engine.fetch(images, **token_url)
    assert all("very-secret" in asked.query for asked in server.files_asked())
    assert [asked.path for asked in server.asked if "/token/" in asked.path] == ["/token/sentinel-2-c1-l2a"]
    assert _holders(engine.folder / "out", b"very-secret") == [] and "very-secret" not in repr(engine.events)


def test_a_wrong_token_is_told_without_it(engine, server, pair):
    images = engine.search(**S2).images
    server.token = "right-token"
    with pytest.raises(RequestError, match="needs a login") as refused:
        engine.fetch(images)
    assert "right-token" not in str(refused.value) and "403" in str(refused.value)


def test_the_login_goes_to_the_archive_and_to_no_other_host(engine, server, pair):
    server.login = {"Authorization": "Bearer my-secret-login"}
    access = {"access": {"headers": dict(server.login)}}
    images = engine.search(**S2, **access).images
    engine.fetch(images, **access)
    assert {asked.headers.get("Authorization") for asked in server.asked} == {"Bearer my-secret-login"}
    assert _holders(engine.folder, b"my-secret-login") == []
    images = engine.search(bands=["B2", "B8"], **S2, **access).images
    server.asked.clear()
    with pytest.raises(RequestError, match="needs a login"):
        engine.fetch(images, **access, archive={"url": "http://localhost:1"})
    assert {asked.headers.get("Authorization") for asked in server.files_asked()} == {None}


@pytest.mark.parametrize("name", ["Authorization", "X-Archive-Key"])
def test_a_redirection_of_a_file_does_not_take_the_login_to_another_host(engine, server, pair, name):
    login = {"access": {"headers": {name: "my-secret-login"}}}
    images = engine.search(**S2, **login).images
    server.asked.clear()
    server.moved = f"http://localhost:{server.port}/files/open/"
    engine.fetch(images, **login)
    asked = {(one.headers["Host"].split(":")[0], one.headers.get(name)) for one in server.files_asked()}
    assert asked == {("127.0.0.1", "my-secret-login"), ("localhost", None)}


def test_addresses_in_a_store_are_read_with_its_key(engine, server, scene):
    for name, when in (("pre", BEFORE), ("post", AFTER)):
        scene(name, offset=-1000)
        server.add(items.copernicus(server.url, name, when, AROUND))
    store = {
        "archive": {"s3_endpoint": server.url},
        "access": {"username": "my-access-key", "password": "my-secret-key", "headers": {"Authorization": "Basic abc"}},
    }
    images = engine.search(**S2, **store).images
    assert images[0].assets["B4"].startswith("s3://eodata/")
    engine.fetch(images, **store)
    signed = {asked.headers["Authorization"].split("/")[0] for asked in server.files_asked("/eodata/")}
    assert signed == {"AWS4-HMAC-SHA256 Credential=my-access-key"}
    assert {asked.headers.get("Authorization") for asked in server.files_asked("/search")} == {None}
    assert _holders(engine.folder / "out", b"my-secret-key") == []
    path = raster(engine, "sentinel-2", "before")
    assert np.abs(band(path, "B4") / 10_000 - expected(path, "B4")).max() < 0.003


def _holders(folder: Path, secret: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and secret in path.read_bytes()]
