"""Fetching records from a server on this machine that breaks off, lies, is busy, and serves what does harm."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deepslide_qgis.core.errors import OutputError, RequestError
from tests.training.published.loopback import Loopback, Misbehaviour, loopback
from training.__main__ import app
from training.published.download import ARRIVAL_BYTES
from training.published.fetch import fetch
from training.published.fetch_note import NAME, PAGE, Fetched, licence_of
from training.published.web import ATTEMPTS, Web, retry_after_s

NOISE = os.urandom(300_000)


def zipped(files: dict[str, bytes], **kinds: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (kinds.get("kind", stat.S_IFREG) | 0o644) << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


DATASET = zipped({"global_dataset/test/input/5_a.tif": NOISE, "global_dataset/test/label/5_b.tif": b"label"})


@pytest.fixture
def waits() -> list[float]:
    return []


def fetched(server: Loopback, folder: Path, waits: list[float], name: str = "ganerod-data") -> Fetched:
    return fetch(name, folder, server.base, Web(sleep=waits.append))


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_record_is_fetched_unpacked_and_named_and_the_second_time_nothing_is_asked(
    tmp_path: Path, waits: list[float]
) -> None:
    with loopback({"global_dataset.zip": DATASET, "trained_models.zip": b"not wanted"}) as server:
        found = fetched(server, tmp_path / "a", waits)
        asked = len(server.asked)
        assert fetched(server, tmp_path / "a", waits) == found
        assert len(server.asked) == asked == 2
    names = ["global_dataset/test/input/5_a.tif", "global_dataset/test/label/5_b.tif"]
    assert files_in(tmp_path / "a") == sorted([NAME, PAGE, *names])
    assert (tmp_path / "a" / names[0]).read_bytes() == NOISE
    page = (tmp_path / "a" / PAGE).read_text()
    assert "cc-by-4.0" in page and "zenodo.13471162" in page and "arXiv:2310.05959" in page
    assert licence_of(tmp_path / "a") == "cc-by-4.0 (https://doi.org/10.5281/zenodo.13471162)"
    assert waits == []


def test_what_is_missing_later_is_fetched_again(tmp_path: Path, waits: list[float]) -> None:
    with loopback({"global_dataset.zip": DATASET}) as server:
        fetched(server, tmp_path, waits)
        lost = tmp_path / "global_dataset" / "test" / "label" / "5_b.tif"
        lost.unlink()
        mine = lost.with_name("mine.tif")
        mine.write_text("drawn by hand")
        fetched(server, tmp_path, waits)
        assert lost.read_bytes() == b"label"
        assert mine.read_text() == "drawn by hand"


def test_a_download_that_breaks_off_goes_on_where_it_was(tmp_path: Path, waits: list[float]) -> None:
    with loopback({"global_dataset.zip": DATASET}, Misbehaviour(break_after=40_000)) as server:
        fetched(server, tmp_path, waits)
        starts = server.downloads()
    assert starts == list(range(0, starts[-1] + 1, ARRIVAL_BYTES))  # more breaks than attempts: each brought something
    assert starts[-1] + 40_000 >= len(DATASET)
    assert len(starts) > ATTEMPTS
    assert (tmp_path / "global_dataset" / "test" / "input" / "5_a.tif").read_bytes() == NOISE


def test_another_process_goes_on_with_what_the_first_left(tmp_path: Path, waits: list[float]) -> None:
    (tmp_path / "global_dataset.part.zip").write_bytes(DATASET[:100_000])
    with loopback({"global_dataset.zip": DATASET}) as server:
        fetched(server, tmp_path, waits)
        assert server.downloads() == [100_000]


def test_a_server_without_ranges_begins_anew(tmp_path: Path, waits: list[float]) -> None:
    (tmp_path / "global_dataset.part.zip").write_bytes(b"x" * 100_000)
    with loopback({"global_dataset.zip": DATASET}, Misbehaviour(no_ranges=True)) as server:
        fetched(server, tmp_path, waits)
    assert (tmp_path / "global_dataset" / "test" / "input" / "5_a.tif").read_bytes() == NOISE


def test_what_was_left_of_another_version_is_noticed_and_fetched_anew(tmp_path: Path, waits: list[float]) -> None:
    for left in (b"x" * 100_000, b"x" * len(DATASET), b"x" * (len(DATASET) + 9)):
        folder = tmp_path / str(len(left))
        folder.mkdir()
        (folder / "global_dataset.part.zip").write_bytes(left)
        with loopback({"global_dataset.zip": DATASET}) as server:
            fetched(server, folder, waits)
        assert (folder / "global_dataset" / "test" / "input" / "5_a.tif").read_bytes() == NOISE


def test_a_busy_server_is_waited_for_as_long_as_it_asks(tmp_path: Path, waits: list[float]) -> None:
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=100), usegmt=True)
    answers = [(429, "7"), (503, ""), (503, date), (429, "99999")]
    with loopback({"global_dataset.zip": DATASET}, Misbehaviour(answers=answers)) as server:
        fetched(server, tmp_path, waits)
    assert waits[0] == 7
    assert waits[1] == 4
    assert 90 < waits[2] <= 100
    assert waits[3] == 300


def test_a_server_that_stays_busy_is_given_up_with_what_to_do(tmp_path: Path, waits: list[float]) -> None:
    with loopback({"global_dataset.zip": DATASET}, Misbehaviour(answers=[(503, "")] * 99)) as server:
        with pytest.raises(RequestError, match="answers 503") as caught:
            fetched(server, tmp_path, waits)
        assert len(server.asked) == ATTEMPTS
    assert "goes on where it was" in caught.value.remedy
    assert waits == [2, 4, 8, 16, 32]


@pytest.mark.parametrize(
    ("manners", "says"),
    [
        (Misbehaviour(announced=len(DATASET) + 5), rf"has {len(DATASET) + 5} bytes .* lists {len(DATASET)}"),
        (Misbehaviour(announced=10), "has 10 bytes"),
        (Misbehaviour(listed_size=len(DATASET) - 1), "the record lists"),
        (Misbehaviour(checksum="md5:" + "0" * 32), "arrived twice with another checksum"),
        (Misbehaviour(checksum="crc7:00"), "unknown kind 'crc7'"),
        (Misbehaviour(checksum="none"), "no checksum"),
        (Misbehaviour(answers=[(403, "")]), "answers 403"),
        (Misbehaviour(answers=[(404, "")]), "answers 404"),
    ],
)
def test_a_server_that_lies_is_refused_and_nothing_looks_finished(
    tmp_path: Path, waits: list[float], manners: Misbehaviour, says: str
) -> None:
    with loopback({"global_dataset.zip": DATASET}, manners) as server, pytest.raises(RequestError, match=says):
        fetched(server, tmp_path, waits)
    assert [name for name in files_in(tmp_path) if ".part" not in name] == []


def test_a_damaged_download_is_fetched_once_more(tmp_path: Path, waits: list[float]) -> None:
    with loopback({"global_dataset.zip": DATASET}, Misbehaviour(damaged_times=1)) as server:
        fetched(server, tmp_path, waits)
        assert server.downloads() == [0, 0]


@pytest.mark.parametrize(
    ("archive", "says"),
    [
        (zipped({"../outside.txt": b"x"}), "unsafe path"),
        (zipped({"/etc/passwd": b"x"}), "unsafe path"),
        (zipped({"a\\..\\..\\b": b"x"}), "unsafe path"),
        (zipped({"link": b"/etc/passwd"}, kind=stat.S_IFLNK), "link or device"),
        (zipped({"zeros": bytes(200 << 20)}), "would unpack from"),
        (b"PK\x03\x04 no archive at all", "not a readable .zip"),
        (DATASET[:-40], "not a readable .zip"),
    ],
)
def test_an_archive_that_does_harm_is_not_unpacked(
    tmp_path: Path, waits: list[float], archive: bytes, says: str
) -> None:
    folder = tmp_path / "in" / "side"
    with loopback({"global_dataset.zip": archive}) as server, pytest.raises(RequestError, match=says):
        fetched(server, folder, waits)
    assert files_in(tmp_path) == ["in/side/global_dataset.zip"]


def test_hugging_face_s_checksums_of_both_kinds_and_folders(tmp_path: Path, waits: list[float]) -> None:
    files = {"models/resnet34.pth": NOISE, "small.pth": b"few", "README.md": b"not wanted"}
    with loopback(files) as server:
        found = fetched(server, tmp_path, waits, "deepslide-models")
    assert (tmp_path / "models" / "resnet34.pth").read_bytes() == NOISE
    assert (tmp_path / "small.pth").read_bytes() == b"few"
    assert [file.checksum.split(":")[0] for file in found.files] == ["sha256", "git-sha1"]
    assert "not stated" in found.licence


def test_names_that_leave_the_folder_are_refused(tmp_path: Path, waits: list[float]) -> None:
    with loopback({"../../x.pth": b"x"}) as server, pytest.raises(RequestError, match="impossible file"):
        fetched(server, tmp_path / "a", waits, "deepslide-models")
    assert files_in(tmp_path) == []


def test_a_folder_holds_one_source_and_only_known_ones_can_be_fetched(tmp_path: Path, waits: list[float]) -> None:
    with loopback({"global_dataset.zip": DATASET, "trained_models.zip": DATASET}) as server:
        fetched(server, tmp_path, waits)
        with pytest.raises(OutputError, match="holds 'ganerod-data'"):
            fetched(server, tmp_path, waits, "ganerod-models")
        with pytest.raises(RequestError, match="nothing to fetch called 'all'"):
            fetched(server, tmp_path, waits, "all")


def test_an_interface_that_answers_something_else_is_said_so(tmp_path: Path, waits: list[float]) -> None:
    with loopback({"other.txt": b"x"}) as server, pytest.raises(RequestError, match="none of the files"):
        fetched(server, tmp_path, waits)
    with loopback({"a.pth": b"x"}) as server, pytest.raises(RequestError, match="answers 404"):
        fetch("ganerod-data", tmp_path, f"{server.base}/elsewhere", Web(sleep=waits.append))
    with pytest.raises(RequestError, match="is no address"):
        fetch("ganerod-data", tmp_path, "not an address", Web(sleep=waits.append))


def test_a_mirror_that_is_not_there_is_given_up(tmp_path: Path, waits: list[float]) -> None:
    with loopback({}) as server:
        gone = server.base
    with pytest.raises(RequestError, match="connection broke off"):
        fetch("ganerod-data", tmp_path, gone, Web(sleep=waits.append))
    assert len(waits) == ATTEMPTS - 1


@pytest.mark.parametrize(("text", "seconds"), [("", 0), ("soon", 0), ("12", 12), ("-5", 0), ("Thu, 99 Xxx", 0)])
def test_what_retry_after_may_hold(text: str, seconds: float) -> None:
    assert retry_after_s(text) == seconds


def test_the_command_says_licence_and_citation_and_writes_the_catalogue(tmp_path: Path) -> None:
    with loopback({"global_dataset.zip": zipped({"global_dataset/readme.txt": b"x"})}) as server:
        for _ in range(2):
            run = CliRunner().invoke(app, ["fetch", "ganerod-data", "--to", str(tmp_path), "--base-url", server.base])
            assert run.exit_code == 0, run.output
            assert "cc-by-4.0" in run.output and "arXiv:2310.05959" in run.output
        assert "there already" in run.output
    assert (tmp_path / "case_studies.gpkg").is_file()
