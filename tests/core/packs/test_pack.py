import re
import stat
import struct
import zipfile

import pytest

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs import pack as packs
from deepslide_qgis.core.packs.card import ModelCard

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


@pytest.fixture
def data_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    yield
    assert not list((tmp_path / "data").rglob("*.*")), "what is refused leaves nothing unpacked"


@pytest.mark.usefixtures("data_of_its_own")
def test_zip_with_a_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("member/model.safetensors")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(CARD, "{}")
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(PackError, match="link or device"):
        packs.open_pack(str(tmp_path / "link.zip"))


@pytest.mark.usefixtures("data_of_its_own")
def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(CARD, "{}")
        with archive.open("member/model.safetensors", "w") as file:
            for _ in range(120):
                file.write(bytes(1 << 20))
    assert (tmp_path / "bomb.zip").stat().st_size < 1 << 20
    with pytest.raises(PackError, match="would unpack from"):
        packs.open_pack(str(tmp_path / "bomb.zip"))


@pytest.mark.usefixtures("data_of_its_own")
@pytest.mark.parametrize("count", [1001, 70_000])
def test_zip_of_too_many_files_is_refused_before_they_are_listed(tmp_path, monkeypatch, count):
    archive = write_zip(tmp_path / "many.zip", {str(i): "" for i in range(count)})
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda _: pytest.fail("it was listed"))
    for read in (packs.open_pack, packs.read_card):
        with pytest.raises(PackError, match="more than 1000 files"):
            read(archive)


@pytest.mark.usefixtures("data_of_its_own")
def test_zip_whose_plain_record_hides_how_much_it_lists(tmp_path):
    archive = tmp_path / "many.zip"
    write_zip(archive, {str(i): "" for i in range(70_000)})
    content = bytearray(archive.read_bytes())
    content[-14:-6] = struct.pack("<HHI", 2, 2, 100)  # zipfile goes by the record of ZIP64 before it
    archive.write_bytes(content)
    with pytest.raises(PackError, match="more than 1000 files"):
        packs.read_card(str(archive))


@pytest.mark.usefixtures("data_of_its_own")
def test_zip_with_a_card_that_is_too_large_or_encrypted_or_damaged(tmp_path):
    large = write_zip(tmp_path / "large.zip", {CARD: " " * (2 << 20)})
    with pytest.raises(PackError, match="too large"):
        packs.read_card(large)
    content = (tmp_path / "large.zip").read_bytes()
    encrypted = bytearray(write_atomically(tmp_path).read_bytes())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(sign) + offset] |= 1
    renamed = bytearray(write_atomically(tmp_path).read_bytes())
    renamed[renamed.index(CARD.encode())] ^= 1
    renamed[26:28] = (60).to_bytes(2, "little")
    for broken in (renamed, encrypted, content[:-30], content[:100] + content[-60:], b""):
        (tmp_path / "broken.zip").write_bytes(broken)
        for read in (packs.read_card, packs.open_pack):
            with pytest.raises(PackError, match="not a readable") as caught:
                read(str(tmp_path / "broken.zip"))
            assert caught.value.remedy and len(caught.value.message) < 200 + len(str(tmp_path))


def write_atomically(folder):
    with zipfile.ZipFile(folder / "whole.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(CARD, "{}" * 100)
    return folder / "whole.zip"


@pytest.mark.parametrize("name", ["a\0b", "~nobody-of-this-name/pack", "x" * 5000, "", "."])
def test_source_that_no_pack_can_have(name):
    with pytest.raises(PackError):
        packs.open_pack(name)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("gsd_m", "NaN"),
        ("gsd_m", "1e999"),
        ("gsd_m", "1" + "0" * 400),
        ("tile_px", "32000000"),
        ("tile_px", "0"),
        ("combine", "[" * 100_000),
        ("encoder_name", '"tu-hf-hub:someone/network"'),
        ("id", '"../elsewhere"'),
    ],
)
def test_card_with_what_no_card_means(bundled, field, value):
    text = packs.read_card(str(bundled)).to_json()
    changed = re.sub(rf'("{field}": )(?!"{bundled.name}")[^,\n]+', lambda found: found[1] + value, text, count=1)
    assert changed != text
    with pytest.raises(PackError):
        ModelCard.from_json(changed)
