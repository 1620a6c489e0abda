import zipfile

import pytest

from deepslide_qgis.core import pack as packs
from deepslide_qgis.core.errors import PackError

CARD = "ensemble.json"


def write_zip(path, entries):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return str(path)


@pytest.fixture
def bundled():
    folders = packs.installed_packs()
    if not folders:
        pytest.fail("no pack is bundled in resources/models")
    return next(iter(folders.values()))


def test_bundled_packs_are_whole_and_named_as_their_folders():
    for name, folder in packs.installed_packs().items():
        pack = packs.open_pack(name)
        assert pack.card.id == name and pack.folder == folder
        pack.check_members(pack.card.members)


def test_zip_is_read_without_unpacking_and_unpacked_once(bundled, tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    files = {f"outer/{p.relative_to(bundled)}": p.read_bytes() for p in bundled.rglob("*") if p.is_file()}
    archive = write_zip(tmp_path / "pack.zip", files)
    assert packs.read_card(archive).id == bundled.name and not (tmp_path / "data").exists()
    first, second = packs.open_pack(archive), packs.open_pack(archive)
    assert first.folder == second.folder
    first.check_members(first.card.members)
    assert [path.name for path in (tmp_path / "data" / "unpacked").iterdir()] == [first.folder.name]


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "a/../../evil", "C:evil", "a\\..\\evil"])
def test_zip_that_would_write_elsewhere_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    archive = write_zip(tmp_path / "evil.zip", {CARD: "{}", name: "x"})
    with pytest.raises(PackError, match="unsafe path"):
        packs.open_pack(archive)
    assert not list(tmp_path.rglob("evil*.txt")) and not list((tmp_path / "data").rglob("*.json"))


def test_zip_without_a_card_or_no_zip_at_all(tmp_path):
    with pytest.raises(PackError, match="holds 0 files"):
        packs.read_card(write_zip(tmp_path / "empty.zip", {"readme": "x"}))
    (tmp_path / "broken.zip").write_bytes(b"PK no")
    with pytest.raises(PackError, match="not a readable"):
        packs.read_card(str(tmp_path / "broken.zip"))


def test_folder_without_a_card(tmp_path):
    with pytest.raises(PackError, match="is no model pack"):
        packs.open_pack(str(tmp_path))
