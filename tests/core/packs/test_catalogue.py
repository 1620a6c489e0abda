"""What a catalogue says, and what addresses packs are fetched from."""

import json

import pytest

from deepslide_qgis.core.errors import DownloadError, PackError
from deepslide_qgis.core.packs.catalogue import Catalogue, CatalogueEntry, check_address, is_address, resolve_url
from deepslide_qgis.core.packs.pack_choice import (
    BUNDLED_DEFAULT,
    catalogue_place,
    choose_catalogue,
    choose_default,
    default_pack,
)

DIGEST = "sha256:" + "1" * 64


def entry(**changes):
    said = {"id": "a", "title": "A", "url": "a.zip", "size_bytes": 10, "sha256": DIGEST, "licence": "MIT"}
    return CatalogueEntry(**{**said, **changes})


def test_addresses_in_a_catalogue_are_relative_to_it():
    text = Catalogue("Ours", (entry(),)).to_json()
    assert Catalogue.from_json(text, "https://example.org/packs/catalogue.json").entry("a").url == (
        "https://example.org/packs/a.zip"
    )
    assert Catalogue.from_json(text, "/srv/packs/catalogue.json").entry("a").url == "/srv/packs/a.zip"
    assert resolve_url("https://other.org/a.zip", "/srv/catalogue.json") == "https://other.org/a.zip"


@pytest.mark.parametrize(
    "url", ["file:///srv/a.zip", "C:/packs/a.zip", "file://example.org/share/a.zip", "file:/srv/a.zip"]
)
def test_a_catalogue_on_the_network_leads_to_no_file_of_this_computer(url):
    text = Catalogue("Theirs", (entry(url=url),)).to_json()
    with pytest.raises(DownloadError, match="no address that packs are fetched from"):
        Catalogue.from_json(text, "https://example.org/catalogue.json")
    assert Catalogue.from_json(text, "/srv/catalogue.json").packs


def test_the_shipped_catalogue_can_be_read():
    with open(catalogue_place(), encoding="utf-8") as file:
        assert Catalogue.from_json(file.read(), catalogue_place()).title == "DeepSlide"


@pytest.mark.parametrize(
    "changes", [{"id": "../a"}, {"size_bytes": 0}, {"sha256": "1" * 64}, {"url": ""}, {"licence": " "}]
)
def test_an_entry_that_cannot_be_is_refused(changes):
    with pytest.raises(PackError, match="catalogue"):
        entry(**changes)


@pytest.mark.parametrize("text", ["", "[]", "{}", "<html>", "[" * 100_000, json.dumps({"title": "x", "format": "y"})])
def test_what_is_no_catalogue(text):
    with pytest.raises(PackError, match="catalogue"):
        Catalogue.from_json(text, "x.json")


def test_a_catalogue_names_what_it_has():
    with pytest.raises(PackError, match="has no pack 'b'") as caught:
        Catalogue("Ours", (entry(),)).entry("b")
    assert "a" in caught.value.remedy
    with pytest.raises(PackError, match="twice"):
        Catalogue("Ours", (entry(), entry()))


@pytest.mark.parametrize("url", ["https://example.org/a.zip", "http://127.0.0.1:80/a.zip", "http://localhost/a.zip"])
def test_addresses_to_fetch_from(url):
    check_address(url)


@pytest.mark.parametrize(
    "url", ["http://example.org/a.zip", "ftp://example.org/a", "file:///etc/passwd", "https://", "http://[::1", "a.zip"]
)
def test_addresses_that_nothing_is_fetched_from(url):
    with pytest.raises(DownloadError):
        check_address(url)


def test_a_drive_is_no_scheme():
    assert not is_address(r"C:\packs\a.zip") and not is_address("l4s-rgb") and is_address("HTTPS://x.org")


def test_choices_are_kept_and_a_default_that_is_gone_falls_back(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    assert default_pack() == BUNDLED_DEFAULT
    choose_default("simulated-s1s2")
    choose_catalogue("https://example.org/c.json")
    assert default_pack() == "simulated-s1s2" and catalogue_place() == "https://example.org/c.json"
    with pytest.raises(PackError, match="no installed pack 'gone'"):
        choose_default("gone")
    (tmp_path / "packs.json").write_text('{"default": "gone"}')
    assert default_pack() == BUNDLED_DEFAULT
    (tmp_path / "packs.json").write_text("broken")
    assert default_pack() == BUNDLED_DEFAULT
