"""Which packs of a catalogue are updates of those that are there."""

import json
from dataclasses import replace

import pytest

from deepslide_qgis.core.packs.catalogue import Catalogue, CatalogueEntry
from deepslide_qgis.core.packs.pack import bundled_folder, open_folder
from deepslide_qgis.core.packs.pack_listing import BUNDLED, UPDATABLE, has_update, list_packs

NAME = "l4s-rgb"
OLD, NEW = ("sha256:" + digit * 64 for digit in "01")


def entry(version):
    return CatalogueEntry(NAME, "t", "https://example.org/a.zip", 5, NEW, "MIT", version=version)


@pytest.mark.parametrize(
    ("version", "state"),
    [("0.9", BUNDLED), ("1", BUNDLED), ("1.0", BUNDLED), ("", BUNDLED), ("spring", BUNDLED), ("1.1", UPDATABLE)],
)
def test_only_a_newer_pack_is_an_update_of_a_bundled_one(monkeypatch, tmp_path, version, state):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    listed = {pack.id: pack for pack in list_packs(Catalogue("t", (entry(version),)))}
    assert open_folder(bundled_folder() / NAME).card.version == "1" and listed[NAME].state == state


@pytest.mark.parametrize(
    ("there", "offered", "sha256", "is_update"),
    [
        ("1.9", "1.10", OLD, True),
        ("1.10", "1.9", OLD, False),
        ("2", "1", "", False),
        ("1", "1", OLD, True),  # issued again
        ("1", "1", "", False),
        ("spring", "autumn", "", True),
        ("1", "2", NEW, False),  # the catalogue's version is wrong: it is the same .zip
    ],
)
def test_an_older_pack_is_no_update_of_an_installed_one(tmp_path, there, offered, sha256, is_update):
    (tmp_path / "origin.json").write_text(json.dumps({"source": "a.zip", "sha256": sha256}))
    card = replace(open_folder(bundled_folder() / NAME).card, version=there)
    assert has_update(tmp_path, card, entry(offered)) == is_update
