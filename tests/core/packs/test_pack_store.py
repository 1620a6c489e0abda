"""Packs of the user's own: installed whole or not at all, replaced, removed; what a killed process left is tidied."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from deepslide_qgis.core.errors import OutputError, PackError
from deepslide_qgis.core.packs import pack_store
from deepslide_qgis.core.packs.pack import bundled_folder, file_sha256, installed_packs, open_folder, own_folder
from deepslide_qgis.core.packs.pack_files import SUMS_NAME
from deepslide_qgis.core.packs.pack_store import Origin, incoming, install, read_origin, remove
from deepslide_qgis.core.packs.zip_writing import write_zip

BUNDLED = "simulated-s1s2"
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def folder(tmp_path):
    """A pack 'mine' in a folder: the bundled small one under another name, with what does not belong to it."""
    target = tmp_path / "somewhere" / "mine"
    shutil.copytree(bundled_folder() / BUNDLED, target)
    rename(target, "mine")
    (target / "holiday.jpg").write_text("not the pack's")
    return target


def rename(folder, name, title=""):
    card = folder / "ensemble.json"
    text = card.read_text(encoding="utf-8").replace(f'"id": "{open_folder(folder).card.id}"', f'"id": "{name}"', 1)
    card.write_text(text.replace('"title": "', f'"title": "{title}', 1), encoding="utf-8")


@pytest.fixture
def archive(folder, tmp_path):
    path = tmp_path / "mine.zip"
    write_zip(open_folder(folder), path)
    return path


def put(source, replace=False):
    with incoming() as scratch:
        return install(source, Origin(str(source)), scratch, replace)


def left_behind():
    return [path.name for path in (own_folder() / ".incoming").iterdir() if path.name != "lock"]


def test_a_folder_and_its_zip_become_the_same_pack(folder, archive):
    assert put(archive).folder == own_folder() / "mine"
    from_zip = installed_packs()["mine"]
    assert read_origin(from_zip).source == str(archive) and read_origin(from_zip).installed_utc
    weights = {path.relative_to(from_zip): file_sha256(path) for path in from_zip.rglob("*.safetensors")}
    remove("mine")
    assert "mine" not in installed_packs() and not (own_folder() / "mine").exists()
    put(folder)
    home = installed_packs()["mine"]
    assert weights == {path.relative_to(home): file_sha256(path) for path in home.rglob("*.safetensors")}
    assert not (home / "holiday.jpg").exists() and (folder / "ensemble.json").is_file()
    assert left_behind() == []


def test_the_same_pack_gives_the_same_bytes_with_licence_item_and_hashes(folder, archive, tmp_path):
    os.utime(folder / "ensemble.json", (0, 0))
    write_zip(open_folder(folder), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
        packed.extractall(tmp_path / "unpacked")
    assert names[0] == "mine/ensemble.json" and "mine/LICENCE.txt" in names and "mine/stac-item.json" in names
    assert not any("holiday" in name for name in names)
    checked = subprocess.run(["sha256sum", "-c", SUMS_NAME], cwd=tmp_path / "unpacked" / "mine", capture_output=True)
    assert checked.returncode == 0 and len(checked.stdout.splitlines()) == len(names) - 1


def test_a_zip_in_the_way_is_not_written_over_and_a_pack_without_licence_not_passed_on(folder, archive):
    before = archive.read_bytes()
    with pytest.raises(OutputError, match="there already"):
        write_zip(open_folder(folder), archive)
    card = folder / "ensemble.json"
    bare = open_folder(folder).card.licence
    card.write_text(card.read_text(encoding="utf-8").replace(bare, " "), encoding="utf-8")
    with pytest.raises(PackError, match="nothing about its licence"):
        write_zip(open_folder(folder), archive, replace=True)
    assert archive.read_bytes() == before


def change(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)


def sums(folder, alter):
    lines = (folder / SUMS_NAME).read_text().splitlines(keepends=True)
    (folder / SUMS_NAME).write_text("".join(alter(lines)))


MEMBER = "unet-mobilenetv3-small"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda f: change(f, f"{MEMBER}/model.safetensors"), "sha256 differs"),
        (lambda f: change(f, f"{MEMBER}/config.json"), "config.json.*was altered"),
        (lambda f: change(f, "LICENCE.txt"), "LICENCE.txt.*was altered"),
        (lambda f: (f / MEMBER / "more.json").write_text("{}"), f"does not list '{MEMBER}/more.json'"),
        (lambda f: sums(f, lambda lines: [*lines, f"{'0' * 64}  ../elsewhere\n"]), "lists '../elsewhere'"),
        (lambda f: sums(f, lambda lines: lines[1:]), "does not list 'ensemble.json'"),
        (lambda f: sums(f, lambda _: ["what?"]), "is no list of hashes"),
        (lambda f: shutil.rmtree(f / MEMBER), "is missing"),
        (lambda f: (f / MEMBER / "model.safetensors").rename(f / MEMBER / "model.pth"), "pickle .model.pth."),
        (lambda f: (f / MEMBER / "config.json").unlink(), "config.json"),
        (lambda f: (f / "ensemble.json").write_text("{}"), "lacks the field"),
    ],
)
def test_what_is_damaged_is_refused_and_nothing_of_it_is_seen(archive, tmp_path, damage, words):
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "damaged")
    source = tmp_path / "damaged" / "mine"
    damage(source)
    with pytest.raises(PackError, match=words) as caught:
        put(source)
    assert caught.value.message and "mine" not in installed_packs() and left_behind() == []


def test_links_are_not_followed(folder, tmp_path):
    (tmp_path / "secret.json").write_text("{}")
    (folder / MEMBER / "secret.json").symlink_to(tmp_path / "secret.json")
    assert not (put(folder).folder / MEMBER / "secret.json").exists()


def test_another_pack_of_the_name_is_replaced_only_when_asked_and_the_same_is_mended(folder):
    put(folder)
    put(folder)
    change(own_folder() / "mine", f"{MEMBER}/model.safetensors")
    assert put(folder).card.id == "mine"
    open_folder(own_folder() / "mine").check_members(open_folder(folder).card.members)
    rename(folder, "mine", "Newer: ")
    with pytest.raises(PackError, match="is installed already"):
        put(folder)
    assert put(folder, replace=True).card.title.startswith("Newer: ")
    assert open_folder(own_folder() / "mine").card.title.startswith("Newer: ") and left_behind() == []


def test_a_bundled_pack_cannot_be_removed_but_covered(folder):
    with pytest.raises(PackError, match="comes with the plugin and cannot be removed"):
        remove(BUNDLED)
    rename(folder, BUNDLED, "Newer: ")
    with pytest.raises(PackError, match="comes with the plugin"):
        put(folder)
    put(folder, replace=True)
    assert installed_packs()[BUNDLED] == own_folder() / BUNDLED
    remove(BUNDLED)
    assert installed_packs()[BUNDLED] == bundled_folder() / BUNDLED


@pytest.mark.parametrize("name", ["nothing", "../simulated-s1s2", "", ".", ".incoming"])
def test_what_is_not_installed_cannot_be_removed(name):
    with pytest.raises(PackError, match="no installed pack"):
        remove(name)


def test_one_process_installs_at_a_time(folder):
    with incoming(), pytest.raises(PackError, match="already"):
        put(folder)


def test_a_folder_that_cannot_be_written_is_told(monkeypatch, tmp_path, folder):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "file" / "below"))
    with pytest.raises(PackError, match="cannot be installed") as caught:
        put(folder)
    assert "DEEPSLIDE_DATA" in caught.value.remedy


def test_a_full_disk_is_told_before_anything_is_unpacked(monkeypatch, archive):
    full = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("deepslide_qgis.core.packs.pack_zip.shutil.disk_usage", lambda _: full)
    with pytest.raises(PackError, match="where 0 MB are free"):
        put(archive)
    assert left_behind() == []


STOPS_IN = """
import os, signal, sys, time
from pathlib import Path
from deepslide_qgis.core.packs import pack_store
def stop(*_):
    print("there", flush=True)
    time.sleep(60)
if sys.argv[2] == "checking":
    pack_store.check_pack = stop
else:
    rename = os.replace
    def replace(source, target):
        if Path(target).name == "mine" and Path(target).parent.name == "models":
            stop()
        rename(source, target)
    pack_store.os.replace = replace
with pack_store.incoming() as scratch:
    pack_store.install(Path(sys.argv[1]), pack_store.Origin("x"), scratch, replace=True)
"""


@pytest.mark.parametrize("moment", ["checking", "renaming"])
def test_a_kill_leaves_the_old_pack_and_nothing_else(folder, moment):
    put(folder)
    rename(folder, "mine", "Newer: ")
    child = subprocess.Popen(
        [sys.executable, "-c", STOPS_IN, str(folder), moment], cwd=REPOSITORY, stdout=subprocess.PIPE
    )
    assert child.stdout.readline() == b"there\n"
    with pytest.raises(PackError, match="already"):
        remove("mine")
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    time.sleep(0.05)
    assert left_behind() != []
    with incoming():
        pass
    assert left_behind() == [] and not open_folder(installed_packs()["mine"]).card.title.startswith("Newer: ")
    assert pack_store.read_origin(own_folder() / "mine").source == str(folder)
