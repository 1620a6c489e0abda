"""Foreign pickles: tensors come out, nothing else is imported or called, whatever the file asks for."""

from __future__ import annotations

import collections
import functools
import io
import os
import pickle
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

from deepslide_qgis.core.errors import RequestError
from training.published.restricted_pickle import StandIn, StoredTensor, read_pickle
from training.published.torch_file import open_torch_file

CALLED: list[Any] = []


def called(*arguments: Any) -> None:
    CALLED.append(arguments)


class Calls:
    """Has ``function`` called with ``arguments`` when it is unpickled."""

    def __init__(self, function: Any, *arguments: Any):
        self.reduced = function, arguments

    def __reduce__(self) -> tuple:
        return self.reduced


class SetsState(Calls):
    """Has its ``__setstate__`` called, which calls on."""

    def __reduce__(self) -> tuple:
        return SetsState, (called,), {"a": 1}

    def __setstate__(self, state: Any) -> None:
        called("setstate", state)


def hostile(tmp_path: Path) -> dict[str, Any]:
    mark = str(tmp_path / "mark")
    return {
        "os.system": Calls(os.system, f"touch {mark}"),
        "eval": Calls(eval, f"open({mark!r}, 'w')"),
        "exec": Calls(exec, f"open({mark!r}, 'w')"),
        "popen": Calls(subprocess.Popen, ["touch", mark]),
        "partial": Calls(functools.partial, os.system, f"touch {mark}"),
        "getattr": Calls(getattr, Calls(__import__, "os"), "system"),
        "our own": Calls(called, 1),
        "setstate": SetsState(called),
        "map": Calls(map, os.system, [f"touch {mark}"]),
        "in a list": [1, [2, Calls(os.system, f"touch {mark}")]],
        "as a key": {Calls(os.system, f"touch {mark}"): 1},
        "defaults": Calls(collections.defaultdict, Calls(os.system, f"touch {mark}")),
        "module": Calls(__import__, "antigravity"),
    }


@pytest.mark.parametrize("name", sorted(hostile(Path("."))))
@pytest.mark.parametrize("protocol", [0, 1, 2, 4, 5])
def test_nothing_that_a_pickle_asks_for_is_called_or_imported(tmp_path: Path, name: str, protocol: int) -> None:
    CALLED.clear()
    data = pickle.dumps({"x": hostile(tmp_path)[name], "after": 5}, protocol)
    sys.modules.pop("antigravity", None)
    content, _ = read_pickle(io.BytesIO(data))
    assert content["after"] == 5
    assert CALLED == []
    assert not (tmp_path / "mark").exists()
    assert "antigravity" not in sys.modules
    pickle.loads(data) if name == "our own" else None  # the same bytes do it where they may
    assert bool(CALLED) == (name == "our own")


@pytest.mark.parametrize("is_zip", [True, False])
def test_a_checkpoint_with_hostile_parts_gives_its_weights_and_runs_nothing(tmp_path: Path, is_zip: bool) -> None:
    weights = {
        "a": torch.randn(3, 4),
        "turned": torch.randn(4, 5).t(),
        "part": torch.randn(10)[3:7],
        "number": torch.tensor(7),
        "half": torch.randn(2).half(),
        "parameter": torch.nn.Parameter(torch.randn(2, 2)),
        "empty": torch.zeros(0, 3),
    }
    path = tmp_path / "some.ckpt"
    parts = hostile(tmp_path)
    torch.save(
        {"state_dict": weights, "net": torch.nn.Linear(2, 2), **parts}, path, _use_new_zipfile_serialization=is_zip
    )
    CALLED.clear()
    with open_torch_file(path) as file:
        assert isinstance(file.content["net"], StandIn)
        found = {name: file.tensor(stored) for name, stored in file.content["state_dict"].items()}
    assert not (tmp_path / "mark").exists()
    assert CALLED == []
    for name, value in weights.items():
        assert found[name].dtype == value.dtype
        torch.testing.assert_close(found[name], value.detach(), rtol=0, atol=0)


def test_stand_ins_and_builders_cannot_be_changed_for_later_files() -> None:
    build = b"c__builtin__\ngetattr\n}\x8c\x01aK\x01sb."  # BUILD on a class with a dictionary
    slots = b"ctorch._utils\n_rebuild_tensor_v2\nN}\x8c\x0c__defaults__K\x01s\x86b."  # with slots on a builder
    for data in (build, slots):
        read_pickle(io.BytesIO(data))
    assert not hasattr(StandIn, "a")
    answer, _ = read_pickle(io.BytesIO(b"ctorch._utils\n_rebuild_tensor_v2\n."))
    assert not hasattr(answer, "__defaults__")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle",
        b"\x80\x02]q\x01.",  # whole, so read below
        b"r\xff\xff\xff\xff.",
        b"\x80\x02]r\xff\xff\xff\x7f.",  # a numbering that would take 32 GB
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",  # a text longer than anything
        b"\x80\x02(l" + b"(" * 10,
        b"\x80\x02\x8c\x02ab0.",
        b"\x82\x01.",  # an extension that nobody registered
        b"\x80\x05\x97.",  # a buffer that lies elsewhere
        b"\x80\x02U\x03abcQ.",
        b"\x80\x02K\x01K\x02\x81.",
        b"\x80\x02K\x01)R.",
        b"\x80\x63.",
    ],
)
def test_damaged_and_exotic_pickles_are_refused_in_words(data: bytes) -> None:
    if data == b"\x80\x02]q\x01.":
        assert read_pickle(io.BytesIO(data))[0] == []
        return
    with pytest.raises(RequestError, match="cannot be read"):
        read_pickle(io.BytesIO(data))


def pickled_tensor(shape: Any, stride: Any, offset: Any = 0, count: int = 4, kind: str = "FloatStorage") -> bytes:
    class Kind:
        def __reduce__(self) -> str:
            return kind

    class Pickler(pickle.Pickler):
        def persistent_id(self, value: Any) -> Any:
            return ("storage", getattr(torch, kind), "0", "cpu", count) if value == "numbers" else None

    buffer = io.BytesIO()
    arguments = ("numbers", offset, shape, stride, False, collections.OrderedDict())
    Pickler(buffer, 2).dump({"a": Calls(torch._utils._rebuild_tensor_v2, *arguments)})
    return buffer.getvalue()


def torch_zip(path: Path, structure: bytes, numbers: bytes = struct.pack("<4f", 1, 2, 3, 4), **more: Any) -> Path:
    with zipfile.ZipFile(path, "w", more.pop("compression", zipfile.ZIP_STORED)) as archive:
        archive.writestr("archive/data.pkl", structure)
        archive.writestr("archive/data/0", numbers)
        for name, data in more.items():
            archive.writestr(name, data)
    return path


def test_a_tensor_of_a_zip_made_by_hand(tmp_path: Path) -> None:
    with open_torch_file(torch_zip(tmp_path / "a", pickled_tensor((2, 2), (2, 1)))) as file:
        assert file.tensor(file.content["a"]).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("shape", "stride", "offset"),
    [
        ((2, 3), (3, 1), 0),  # beyond the end
        ((2, 2), (2, 1), 1),
        ((100_000, 100_000), (0, 0), 0),  # four numbers as many gigabytes
        ((2, 2), (-1, 1), 3),
        ((2, 2), (2, 1), -1),
        ((2.0, 2), (2, 1), 0),
        ("ab", (2, 1), 0),
        ([2, 2], [2, 1], 0),
        ((True, 2), (2, 1), 0),
        ((2, 2), (2,), 0),
    ],
)
def test_tensors_that_do_not_fit_their_numbers_are_refused(
    tmp_path: Path, shape: Any, stride: Any, offset: Any
) -> None:
    path = torch_zip(tmp_path / "a", pickled_tensor(shape, stride, offset))
    with pytest.raises(RequestError, match="tensor"), open_torch_file(path) as file:
        file.tensor(file.content["a"])


def test_files_that_are_no_checkpoints_are_refused_with_their_name(tmp_path: Path) -> None:
    good = pickled_tensor((2, 2), (2, 1))
    files = {
        "short": torch_zip(tmp_path / "short", good, b"123"),
        "big-endian": torch_zip(tmp_path / "big", good, **{"archive/byteorder": b"big"}),
        "script": torch_zip(tmp_path / "script", good, **{"archive/constants.pkl": b"x"}),
        "compressed": torch_zip(tmp_path / "compressed", good, compression=zipfile.ZIP_DEFLATED),
        "empty": tmp_path / "empty",
        "text": tmp_path / "text",
        "cut": tmp_path / "cut",
        "old and cut": tmp_path / "old",
        "missing": tmp_path / "missing",
    }
    files["empty"].write_bytes(b"")
    files["text"].write_text("<html>not found</html>")
    files["cut"].write_bytes(torch_zip(tmp_path / "whole", good).read_bytes()[:-30])
    torch.save({"a": torch.ones(100)}, files["old and cut"], _use_new_zipfile_serialization=False)
    files["old and cut"].write_bytes(files["old and cut"].read_bytes()[:-60])
    for path in files.values():
        with pytest.raises(RequestError) as caught, open_torch_file(path) as file:
            file.tensor(next(value for value in file.content.values() if isinstance(value, StoredTensor)))
        assert str(path) in caught.value.message
