"""Results that are there already, and names that cannot be had: nothing old or new is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.run_files import partial_path
from deepslide_qgis.engine.rasters import publishing
from deepslide_qgis.engine.rasters.publishing import check_target, publish_together


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """Three results of yesterday, and unfinished ones that are to take their names."""
    paths = [str(tmp_path / name) for name in ("p.tif", "m.tif", "p.run.json")]
    for path in paths:
        Path(path).write_text("yesterday")
        Path(partial_path(path)).write_text("new")
    return paths


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def locked(monkeypatch) -> set[str]:
    """Names that Windows would give to nothing, since a program has the file open."""
    names: set[str] = set()

    def denying(call):
        def move(source, target, **how):
            if Path(target).name in names:
                raise PermissionError(13, "Access is denied", str(target))
            return call(source, target, **how)

        return move

    monkeypatch.setattr(os, "replace", denying(os.replace))
    monkeypatch.setattr(os, "rename", denying(os.rename))
    return names


def test_all_take_their_names_and_old_statistics_go(paths, tmp_path):
    (tmp_path / "p.tif.aux.xml").touch()
    publish_together(paths)
    assert contents(tmp_path) == {"p.tif": "new", "m.tif": "new", "p.run.json": "new"}


@pytest.mark.parametrize("name", ["p.tif", "m.tif", "p.run.json"])
def test_where_one_cannot_the_old_ones_stay_and_the_new_ones_lie_beside_them(paths, tmp_path, locked, name):
    locked.add(name)
    (tmp_path / "m_2.tif").write_text("other")
    with pytest.raises(OutputError, match=r"called 'p_3.tif', 'm_3.tif', 'p_3.run.json'") as refused:
        publish_together(paths)
    assert name in refused.value.message and refused.value.remedy
    old = {"p.tif": "yesterday", "m.tif": "yesterday", "p.run.json": "yesterday"}
    assert contents(tmp_path) == {
        **old, "m_2.tif": "other", "p_3.tif": "new", "m_3.tif": "new", "p_3.run.json": "new"
    }  # fmt: skip


def test_a_first_result_leaves_no_name_where_another_cannot_have_its(paths, tmp_path):
    for path in paths:
        Path(path).unlink()
    (tmp_path / "m.tif").mkdir()
    with pytest.raises(OutputError):
        publish_together(paths)
    assert contents(tmp_path) == {"p_2.tif": "new", "m_2.tif": "new", "p_2.run.json": "new"}


def test_on_a_disk_without_second_names_it_works_all_the_same(paths, tmp_path, monkeypatch):
    def no_links(*_):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(publishing.os, "link", no_links)
    publish_together(paths)
    assert set(contents(tmp_path).values()) == {"new"}


def test_a_result_that_is_open_elsewhere_is_told_before_anything_is_computed(paths, locked):
    check_target(paths[0], ())
    locked.add("p.tif")
    with pytest.raises(OutputError, match="cannot be replaced: Access is denied") as refused:
        check_target(paths[0], ())
    assert "layer" in refused.value.remedy


def test_a_folder_in_the_place_of_the_record_is_told_at_once(run, write_raster, noise, tiny_pack):
    (run.folder / "p.run.json").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        run(write_raster(noise(64, 64)), tiny_pack)
    assert run.left_over == ["p.run.json"]


def test_a_name_that_is_taken_during_the_run(run, write_raster, noise, tiny_pack):
    def take_it() -> bool:
        (run.folder / "p.run.json").mkdir(exist_ok=True)
        return False

    with pytest.raises(OutputError, match="The new results are whole"):
        run(write_raster(noise(64, 64)), tiny_pack, is_cancelled=take_it)
    assert run.left_over == ["a_2.tif", "m_2.tif", "p.run.json", "p_2.run.json", "p_2.tif", "s_2.tif"]
