"""Networks compiled in int8 are read back by the next engine, and nothing else ever is."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace

import numpy as np
import pytest

from deepslide_qgis.core.pack import bundled_folder, open_pack
from deepslide_qgis.core.precision import INT8
from deepslide_qgis.engine import compiled_networks, openvino_member
from deepslide_qgis.engine.compiled_networks import compiled_folder, keep_compiled, read_compiled
from deepslide_qgis.engine.openvino_member import load_member

OTHER = "sha256:" + 64 * "0"


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))


@pytest.fixture
def load(monkeypatch):
    """Return a function that loads a real member in int8; ``load.compiled`` tells how many were compiled for it."""
    pack = open_pack(str(bundled_folder() / "l4s-rgb"))
    first = pack.card.members[0]
    compiled = openvino_member.load_graph

    def counted(*arguments):
        load.compiled += 1
        return compiled(*arguments)

    def load(precision=INT8, **changes):
        member = replace(first, **changes)
        return load_member(pack.member_folder(first), member, pack.card.normalisation.channels, precision)

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


def test_other_weights_or_another_graph_are_another_network(load):
    load()
    load(sha256=OTHER)
    load(int8_graph=OTHER)
    assert load.compiled == 3


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
