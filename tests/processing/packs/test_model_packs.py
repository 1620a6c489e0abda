"""Packs installed, listed, updated, removed, chosen and passed on by algorithms, in the toolbox and headless."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsVectorLayer,
)

from deepslide_qgis.core.packs.pack import file_sha256, installed_packs, open_folder, own_folder
from deepslide_qgis.core.packs.pack_choice import choose_catalogue, default_pack
from deepslide_qgis.core.packs.pack_files import check_pack
from tests.processing.conftest import refusal
from tests.processing.packs.conftest import leftovers, listed
from tests.travelling_packs import BUNDLED, catalogue_text

DIGEST = "sha256:" + "0" * 64


def test_a_pack_from_a_file_a_folder_and_its_card(run, pack_zip, tmp_path):
    archive = pack_zip()
    results = run("installmodelpack", PACK_FILE=str(archive))
    assert results == {"INSTALLED": "mine", "FOLDER": str(own_folder() / "mine")}
    check_pack(open_folder(installed_packs()["mine"]))
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "folder")
    folder = tmp_path / "folder" / "mine"
    for source in ({"PACK": str(folder)}, {"PACK_FILE": str(folder / "ensemble.json")}, {"PACK": folder.as_uri()}):
        run("removemodelpack", PACK="mine")
        assert run("installmodelpack", **source)["INSTALLED"] == "mine"
    assert leftovers() == []


def test_a_pack_from_an_address_says_its_licence_and_where_it_came_from(run, heard, server, pack_zip):
    archive = pack_zip()
    url = server.serve("packs/mine.zip", archive.read_bytes(), breaks_after=500_000)
    run("installmodelpack", PACK=url, SHA256=file_sha256(archive)[7:].upper())
    assert "Licence: GPL-3.0-or-later" in heard.text and "Limits:" in heard.text
    assert listed(run)["mine"]["origin"] == url and leftovers() == []
    asked = len(server.asked)
    run("installmodelpack", PACK=url, SHA256=file_sha256(archive))
    assert "Is installed already: mine" in heard.text and len(server.asked) == asked


def test_a_login_in_an_address_is_used_and_told_nowhere(run, heard, server, pack_zip, tmp_path):
    archive = pack_zip()
    for path, content in (("mine.zip", archive.read_bytes()), ("page.zip", b"<html>")):
        server.serve(f"{path}?sig=SIGNED", content)
    host = server.url("").replace("://", "://anna:geheim@")
    catalogue = tmp_path / "catalogue.json"
    catalogue.write_text(catalogue_text((archive, f"{host}mine.zip?sig=SIGNED")), encoding="utf-8")
    offered = listed(run, CATALOGUE=str(catalogue))["mine"]["origin"]
    run("installmodelpack", PACK=f"{host}mine.zip?sig=SIGNED")
    card = run("showmodelpack", PACK="mine", REPORT=str(tmp_path / "card.html"))["REPORT"]
    home = installed_packs()["mine"]
    told = [offered, listed(run)["mine"]["origin"], Path(card).read_text(encoding="utf-8"), heard.text]
    told.append((home / "origin.json").read_text(encoding="utf-8"))
    for path in ("page.zip?sig=SIGNED", "none.zip?sig=SIGNED"):
        with pytest.raises(QgsProcessingException) as caught:
            run("installmodelpack", PACK=host + path, SHA256=DIGEST)
        told.append(str(caught.value))
    assert not [text for text in told if "geheim" in text or "SIGNED" in text]
    assert offered == server.url("mine.zip?…") and run("updatemodelpacks", CATALOGUE=str(catalogue))["UPDATED"] == ""


def test_a_pack_without_bands_is_listed_as_damaged_and_in_nobody_s_way(run, pack_zip):
    archive = pack_zip()
    run("installmodelpack", PACK_FILE=str(archive))
    card = installed_packs()["mine"] / "ensemble.json"
    plain = json.loads(card.read_text(encoding="utf-8"))
    plain["setting"]["bands"] = []
    card.write_text(json.dumps(plain), encoding="utf-8")
    mine = listed(run)["mine"]
    assert mine["state"] == "damaged" and "lists no bands" in mine["complaint"]
    assert run("updatemodelpacks")["UPDATED"] == ""
    run("installmodelpack", PACK_FILE=str(archive))
    assert listed(run)["mine"]["state"] == "installed"


def test_the_bundled_packs_stay_and_a_default_that_is_removed_falls_back(run, heard, pack_zip):
    with pytest.raises(QgsProcessingException, match="comes with the plugin and cannot be removed"):
        run("removemodelpack", PACK=BUNDLED)
    run("installmodelpack", PACK_FILE=str(pack_zip()))
    run("setdefaultmodelpack", PACK="mine")
    assert default_pack() == "mine"
    detect = QgsApplication.processingRegistry().createAlgorithmById("deepslide:detectlandslides")
    assert detect.parameterDefinition("MODEL_PACK").defaultValue() == "mine"
    assert run("removemodelpack", PACK="mine")["REMOVED"] == "mine" and "'l4s-rgb' predicts now" in heard.text
    with pytest.raises(QgsProcessingException, match="no installed pack 'mine'"):
        run("setdefaultmodelpack", PACK="mine")


def test_a_damaged_pack_is_listed_with_its_complaint(run, pack_zip):
    run("installmodelpack", PACK_FILE=str(pack_zip()))
    weights = next((own_folder() / "mine").rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    assert listed(run)["mine"]["state"] == "installed"
    found = listed(run, CHECK_FILES=True)["mine"]
    assert found["state"] == "damaged" and "sha256 differs" in found["complaint"]
    (own_folder() / "mine" / "ensemble.json").write_text("{}")
    assert listed(run)["mine"]["state"] == "damaged"
    run("removemodelpack", PACK="mine")


def test_a_catalogue_out_of_reach_leaves_the_installed_packs(run, heard, server):
    choose_catalogue(server.url("nothing.json"))
    assert set(listed(run)) == {"l4s-rgb", BUNDLED} and "HTTP 404" in heard.text
    with pytest.raises(QgsProcessingException, match="HTTP 404"):
        run("listmodelpacks", CATALOGUE=server.url("nothing.json"))
    with pytest.raises(QgsProcessingException, match="cannot be read"):
        run("listmodelpacks", CATALOGUE="/no/such/catalogue.json")


def test_the_list_as_a_table(run):
    table = QgsVectorLayer(run("listmodelpacks", TABLE="TEMPORARY_OUTPUT")["TABLE"].source(), "packs", "memory")
    assert "complaint" in table.fields().names()


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({}, "Name one model pack"),
        ({"PACK": "a", "PACK_FILE": "/b.zip"}, "Name one model pack"),
        ({"PACK": "a", "SHA256": "abc"}, "is no sha256"),
    ],
)
def test_what_cannot_be_is_told_in_the_form(parameters, words):
    assert words in refusal("installmodelpack", **parameters)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("http://example.org/a.zip", "no address that packs are fetched from"),
        ("/no/such/pack.zip", "There is no pack"),
        ("nothing", "has no pack 'nothing'"),
        ("C:\\packs\\a.zip", "There is no pack"),
    ],
)
def test_what_is_not_there_is_refused(run, source, words):
    with pytest.raises(QgsProcessingException, match=words):
        run("installmodelpack", PACK=source)


def test_a_zip_is_passed_on_and_a_pack_without_a_licence_is_not(run, heard, tmp_path, pack_zip):
    target = str(tmp_path / "out.zip")
    assert run("savemodelpack", PACK=BUNDLED, OUTPUT=target)["OUTPUT"] == target
    assert file_sha256(Path(target)) in heard.text
    first = Path(target).read_bytes()
    run("savemodelpack", PACK_FILE=target, OUTPUT=str(tmp_path / "again.zip"))
    assert (tmp_path / "again.zip").read_bytes() == first
    assert "does not end in .zip" in refusal("savemodelpack", PACK=BUNDLED, OUTPUT=str(tmp_path / "a.txt"))
    folder = Path(run("installmodelpack", PACK_FILE=str(pack_zip()))["FOLDER"])
    (folder / "LICENCE.txt").unlink()
    card = (folder / "ensemble.json").read_text(encoding="utf-8")
    (folder / "ensemble.json").write_text(card.replace('"licence": "GPL', '"licence": "", "citation": "GPL', 1))
    with pytest.raises(QgsProcessingException):
        run("savemodelpack", PACK="mine", OUTPUT=str(tmp_path / "c.zip"))
    assert not (tmp_path / "c.zip").exists() and not list(tmp_path.glob("*.part*"))


def test_a_download_in_the_background_of_the_desktop(server, pack_zip):
    archive = pack_zip()
    url = server.serve("mine.zip", archive.read_bytes(), breaks_after=100_000)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("deepslide:installmodelpack")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
    task = QgsProcessingAlgRunnerTask(algorithm, {"PACK": url}, context, feedback)
    ended: list[bool] = []
    task.executed.connect(lambda is_fine, _: ended.append(is_fine))
    QgsApplication.taskManager().addTask(task)
    while not ended:
        QgsApplication.processEvents()
    assert ended == [True] and "mine" in installed_packs()


def test_no_room_is_left_half_used(run, server, pack_zip, monkeypatch):
    archive = pack_zip()
    full = type("Usage", (), {"free": 10})
    monkeypatch.setattr("deepslide_qgis.core.packs.pack_zip.shutil.disk_usage", lambda _: full)
    with pytest.raises(QgsProcessingException, match="are free"):
        run("installmodelpack", PACK=server.serve("mine.zip", archive.read_bytes()))
    assert "mine" not in installed_packs() and leftovers() == []
