"""Networks compiled in int8 are read back by the next engine, and nothing else ever is."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import replace

import numpy as np
import openvino
import pytest

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.pack import bundled_folder, open_pack
from deepslide_qgis.core.precision import INT8
from deepslide_qgis.engine.members import compiled_networks, openvino_member
from deepslide_qgis.engine.members.compiled_networks import compiled_folder, keep_compiled, read_compiled
from deepslide_qgis.engine.members.openvino_member import load_member

OTHER = "sha256:" + 64 * "0"


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))


@pytest.fixture
def pack(tmp_path):
    """Return a copy of a real pack, one of whose members takes a second to compile."""
    return open_pack(str(shutil.copytree(bundled_folder() / "l4s-rgb", tmp_path / "pack")))


@pytest.fixture
def load(monkeypatch, pack):
    """Return a function that loads the first member in int8; ``load.compiled`` tells how many were compiled for it."""
    compiled = openvino_member.load_graph

    def counted(*arguments):
        load.compiled += 1
        return compiled(*arguments)

    def load(precision=INT8, **changes):
        return load_member(pack, replace(pack.card.members[0], **changes), precision)

    load.compiled = 0
    monkeypatch.setattr(openvino_member, "load_graph", counted)
    return load


def test_the_second_engine_reads_back_what_the_first_compiled_and_predicts_the_same(load):
    batch = np.random.default_rng(0).standard_normal((2, 3, 96, 128), np.float32)
    first = load().logits(batch)
    assert load.compiled == 1
    second = load().logits(batch)
    assert load.compiled == 1
    assert np.array_equal(first, second)


def test_float32_is_not_kept_for_its_weights_are_on_the_disk_already(load):
    load("float32")
    assert not compiled_folder().exists()


def test_a_network_is_known_by_all_that_it_follows_from(pack, monkeypatch):
    member = pack.card.members[0]
    known = {openvino_member._identity(member, 3), openvino_member._identity(member, 4)}
    known |= {openvino_member._identity(replace(member, **{name: OTHER}), 3) for name in ("sha256", "int8_graph")}
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    known.add(openvino_member._identity(member, 3))
    monkeypatch.setattr(openvino, "get_version", lambda: "another")
    known.add(openvino_member._identity(member, 3))
    assert len(known) == 6


def test_files_that_changed_while_they_were_compiled_are_not_kept(load):
    with pytest.raises(PackError, match="sha256 differs"):
        load(sha256=OTHER)
    assert not compiled_folder().exists()


def test_a_config_that_fits_no_more_is_refused_although_the_network_is_kept(load, pack):
    load()
    path = pack.member_folder(pack.card.members[0]) / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "activation": "sigmoid"}))
    with pytest.raises(PackError, match="does not answer logits"):
        load()


def test_a_network_that_cannot_be_exported_runs_all_the_same(load, monkeypatch):
    class Unwilling:
        def export_model(self, stream):
            raise RuntimeError("not implemented")

    assert openvino_member._exported(Unwilling()) is None
    monkeypatch.setattr(openvino_member, "_exported", lambda compiled: None)
    assert load().logits(np.zeros((1, 3, 64, 64), np.float32)).shape == (1, 64, 64)
    assert not compiled_folder().exists()


DAMAGES = (lambda c: c[:-1], lambda c: c[:10], lambda c: b"", lambda c: c[:-1] + bytes([c[-1] ^ 1]))


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_compiled_anew(load, damage):
    load()
    (path,) = compiled_folder().iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    load()
    assert load.compiled == 2
    assert len(path.read_bytes()) == len(whole)
    load()
    assert load.compiled == 2


def test_what_openvino_did_not_write_is_compiled_anew(load):
    load()
    (path,) = compiled_folder().iterdir()
    foreign = b"no network" * 100
    path.write_bytes(hashlib.sha256(foreign).digest() + foreign)
    load()
    assert load.compiled == 2


def test_a_folder_that_cannot_be_made_costs_no_run(load, tmp_path):
    (tmp_path / "data").write_text("a file lies where the folder should")
    load()
    load()
    assert load.compiled == 2


def test_those_that_were_not_used_for_longest_go(monkeypatch):
    monkeypatch.setattr(compiled_networks, "KEPT_BYTES", 3 * 1100)
    for age, name in enumerate(("c", "b", "a")):
        keep_compiled(name, bytes(1000))
        os.utime(compiled_networks._path(name), (age, age))
    assert read_compiled("c") == bytes(1000)  # and now it was used
    keep_compiled("d", bytes(1000))
    assert [read_compiled(name) is not None for name in "abcd"] == [True, False, True, True]
    assert len(list(compiled_folder().iterdir())) == 3


def test_a_network_too_large_to_be_worth_it_is_not_kept(monkeypatch):
    monkeypatch.setattr(compiled_networks, "LARGEST_BYTES", 999)
    keep_compiled("large", bytes(1000))
    assert read_compiled("large") is None


def test_a_network_in_a_folder_of_others_is_read(monkeypatch):
    keep_compiled("a", b"network")

    def refused(path):
        raise PermissionError(path)

    monkeypatch.setattr(os, "utime", refused)
    assert read_compiled("a") == b"network"
