"""Packs from catalogues: offered, updated, downloaded in parts, and what a catalogue may not do."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProcessingException

from deepslide_qgis.core.packs.pack import file_sha256, installed_packs, open_folder, own_folder
from deepslide_qgis.core.packs.pack_choice import choose_catalogue
from deepslide_qgis.core.packs.pack_files import check_pack
from deepslide_qgis.core.packs.pack_store import partial_download
from tests.processing.packs.conftest import leftovers, listed
from tests.travelling_packs import BUNDLED, catalogue_text


def test_a_catalogue_on_the_network_cannot_install_a_file_of_this_computer(run, server, pack_zip):
    archive = pack_zip()
    catalogue = server.serve("catalogue.json", catalogue_text((archive, archive.as_uri())).encode())
    with pytest.raises(QgsProcessingException, match="no address that packs are fetched from"):
        run("installmodelpack", PACK="mine", CATALOGUE=catalogue)
    assert "mine" not in installed_packs()


@pytest.mark.parametrize("source", ["file://example.org/share/a.zip", "file:////example.org/share/a.zip"])
def test_a_file_address_of_another_computer_is_not_followed(run, tmp_path, pack_zip, source):
    with pytest.raises(QgsProcessingException, match="lies on another computer"):
        run("installmodelpack", PACK=source)
    catalogue = tmp_path / "catalogue.json"
    catalogue.write_text(catalogue_text((pack_zip(), source)), encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="lies on another computer"):
        run("installmodelpack", PACK="mine", CATALOGUE=str(catalogue))


@pytest.mark.parametrize("place", ["network", "folder"])
def test_a_catalogue_on_the_network_or_beside_the_packs(run, server, pack_zip, tmp_path, place):
    archive = pack_zip()
    if place == "network":
        server.serve("packs/mine.zip", archive.read_bytes())
        catalogue = server.serve("packs/catalogue.json", catalogue_text((archive, "mine.zip")).encode())
    else:
        catalogue = str(tmp_path / "catalogue.json")
        Path(catalogue).write_text(catalogue_text((archive, archive.name)), encoding="utf-8")
    before = listed(run, CATALOGUE=catalogue)
    assert before["mine"]["state"] == "available" and before[BUNDLED]["state"] == "bundled"
    choose_catalogue(catalogue)
    run("installmodelpack", PACK="mine", MAKE_DEFAULT=True)
    after = listed(run)["mine"]
    assert after["state"] == "installed" and after["is_default"] and after["size_bytes"] > 1_000_000


def test_an_update_replaces_the_old_pack_once(run, heard, server, pack_zip):
    old, new = pack_zip(), pack_zip(title="Newer", version="2")
    catalogue = server.url("catalogue.json")
    for archive in (old, new):
        server.serve(archive.name, archive.read_bytes())
    server.serve("catalogue.json", catalogue_text((old, old.name)).encode())
    choose_catalogue(catalogue)
    run("installmodelpack", PACK="mine")
    assert run("updatemodelpacks")["UPDATED"] == "" and "Nothing to update" in heard.text
    server.serve("catalogue.json", catalogue_text((new, new.name)).encode())
    assert listed(run)["mine"]["state"] == "update available"
    with pytest.raises(QgsProcessingException, match="is installed already"):
        run("installmodelpack", PACK="mine")
    assert open_folder(installed_packs()["mine"]).card.title == "Mine"
    assert run("updatemodelpacks")["UPDATED"] == "mine"
    assert open_folder(installed_packs()["mine"]).card.title == "Newer"
    assert listed(run)["mine"]["state"] == "installed" and run("updatemodelpacks", PACK="mine")["UPDATED"] == ""
    with pytest.raises(QgsProcessingException, match="no installed pack 'other'"):
        run("updatemodelpacks", PACK="other")


def test_a_catalogue_that_offers_one_pack_under_the_name_of_another_is_refused(run, server, pack_zip):
    archive = pack_zip(name="theirs")
    url = server.serve("a.zip", archive.read_bytes())
    text = catalogue_text((archive, url)).replace('"id": "theirs"', '"id": "mine"')
    catalogue = server.serve("catalogue.json", text.encode())
    with pytest.raises(QgsProcessingException, match="is the pack 'theirs', not 'mine'"):
        run("installmodelpack", PACK="mine", CATALOGUE=catalogue)
    assert set(installed_packs()) == {"l4s-rgb", BUNDLED} and leftovers() == []


def test_a_name_that_is_taken_is_told_before_the_download(run, server, pack_zip):
    run("installmodelpack", PACK_FILE=str(pack_zip()))
    newer = pack_zip(title="Newer")
    server.serve("new.zip", newer.read_bytes())
    catalogue = server.serve("catalogue.json", catalogue_text((newer, "new.zip")).encode())
    with pytest.raises(QgsProcessingException, match="is installed already"):
        run("installmodelpack", PACK="mine", CATALOGUE=catalogue)
    assert [path for path, _ in server.asked] == ["/catalogue.json"]
    weights = next((own_folder() / "mine").rglob("*.safetensors"))
    weights.write_bytes(b"damaged")
    run("installmodelpack", PACK="mine", CATALOGUE=catalogue)  # what is damaged is in nobody's way
    assert open_folder(installed_packs()["mine"]).card.title == "Newer"


def test_an_update_that_fails_leaves_the_old_pack(run, server, pack_zip):
    old, new = pack_zip(), pack_zip(title="Newer")
    run("installmodelpack", PACK_FILE=str(old))
    server.serve("new.zip", new.read_bytes()[:-100] + bytes(100))
    catalogue = server.serve("catalogue.json", catalogue_text((new, "new.zip")).encode())
    with pytest.raises(QgsProcessingException, match="sha256 differs"):
        run("updatemodelpacks", CATALOGUE=catalogue)
    pack = open_folder(installed_packs()["mine"])
    check_pack(pack)
    assert pack.card.title == "Mine" and leftovers() == []


def test_a_download_that_broke_off_goes_on_at_the_next_run(run, server, pack_zip):
    archive = pack_zip()
    content = archive.read_bytes()
    server.serve("mine.zip", content, breaks_after=400_000, breaks=1, resumes=True)
    catalogue = server.serve("catalogue.json", catalogue_text((archive, "mine.zip")).encode())
    partial = partial_download(file_sha256(archive))
    partial.parent.mkdir(parents=True)
    partial.write_bytes(content[:300_000])
    run("installmodelpack", PACK="mine", CATALOGUE=catalogue)
    assert ("/mine.zip", "bytes=300000-") in server.asked and ("/mine.zip", "bytes=700000-") in server.asked
    assert leftovers() == []
