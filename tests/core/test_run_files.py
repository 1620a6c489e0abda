"""A file has its final name only when what is in it has reached the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deepslide_qgis.core import run_files
from deepslide_qgis.core.run_files import publish, write_atomically


@pytest.fixture
def calls(monkeypatch) -> list[str]:
    """What is flushed and renamed, in order, by the names of files."""
    seen: list[str] = []
    flush, rename = os.fsync, os.replace

    def fsync(handle: int) -> None:
        seen.append(f"flush {_name(handle)}")
        flush(handle)

    def replace(source, target) -> None:
        seen.append(f"rename {Path(target).name}")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    return seen


def _name(handle: int) -> str:
    return Path(os.readlink(f"/proc/self/fd/{handle}")).name


def test_a_text_is_flushed_before_and_its_name_after_the_renaming(tmp_path, calls):
    write_atomically(tmp_path / "a.json", "{}")
    assert calls == ["flush a.part.json", "rename a.json", f"flush {tmp_path.name}"]
    assert (tmp_path / "a.json").read_text() == "{}" and [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_half_a_character_keeps_no_text_from_being_written(tmp_path):
    write_atomically(tmp_path / "a.html", "a\ud800b")
    assert (tmp_path / "a.html").read_text() == "a?b" and [path.name for path in tmp_path.iterdir()] == ["a.html"]


def test_all_that_is_in_a_folder_is_flushed_before_it_has_its_name(tmp_path, calls):
    (tmp_path / "half" / "member").mkdir(parents=True)
    for name in ("ensemble.json", "member/model.safetensors"):
        (tmp_path / "half" / name).write_text("x")
    publish(tmp_path / "half", tmp_path / "whole")
    before = calls[: calls.index("rename whole")]
    assert sorted(before) == ["flush ensemble.json", "flush half", "flush member", "flush model.safetensors"]
    assert calls[-1] == f"flush {tmp_path.name}" and (tmp_path / "whole" / "ensemble.json").is_file()


def test_a_disk_that_cannot_flush_names_is_written_to_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(run_files.os, "fsync", _refuse_folders)
    write_atomically(tmp_path / "a.json", "{}")
    assert (tmp_path / "a.json").read_text() == "{}"


def _refuse_folders(handle: int) -> None:
    if Path(os.readlink(f"/proc/self/fd/{handle}")).is_dir():
        raise OSError(22, "Invalid argument")


def test_a_text_that_did_not_reach_the_disk_leaves_the_old_one(tmp_path, monkeypatch):
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "a.json").write_text("old")
    monkeypatch.setattr(run_files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(tmp_path / "a.json", "new")
    assert (tmp_path / "a.json").read_text() == "old" and len(list(tmp_path.iterdir())) == 1
