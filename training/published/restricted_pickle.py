"""Reads a foreign pickle without executing it: tensors become records, all other classes inert stand-ins.

Checkpoints of Lightning 1.x contain pickled networks, losses and optimisers beside their weights. A pickle names
classes and functions to be called; this unpickler never imports any. The few names that make up a tensor are answered
by records of this module, all others by a class that accepts anything and does nothing.
"""

from __future__ import annotations

import pickle
import pickletools
from collections.abc import Callable
from typing import IO, Any, NamedTuple

from deepslide_qgis.core.errors import RequestError

DTYPES = {
    "DoubleStorage": "float64",
    "FloatStorage": "float32",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
}
"""Names of torch's data types by the class of the storage."""

LARGEST_PICKLE_BYTES = 128 << 20
"""Structure only, without the numbers: that of a Lightning checkpoint has about one megabyte."""

UNREADABLE = (
    pickle.UnpicklingError,
    ArithmeticError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""Exceptions that damaged and hostile pickles cause."""


class Storage(NamedTuple):
    """Numbers in a file: ``key`` identifies them, ``dtype`` is None for unknown kinds."""

    key: str
    dtype: str | None
    count: int


class StoredTensor(NamedTuple):
    """A tensor whose numbers are still in the file."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class StandIn:
    """Replaces any class or function of a pickle: accepts any arguments and stores nothing."""

    __slots__ = ()

    def __new__(cls, *_: Any, **__: Any) -> StandIn:
        return object.__new__(cls)

    def __init__(self, *_: Any, **__: Any):
        pass

    def ignore(self, *_: Any) -> None:
        """Do nothing, even if the pickle tries to change the class itself."""

    __setstate__ = __setitem__ = append = extend = add = ignore


class Ordered(dict):
    """Replaces an ``OrderedDict`` of the pickle; attributes set by the pickle are ignored."""

    __slots__ = ()

    def __setstate__(self, *_: Any) -> None:
        pass


class _Answer:
    """Replaces a function of the pickle by one of this module; the pickle cannot change it."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[..., Any]):
        self._make = make

    def __call__(self, *arguments: Any) -> Any:
        return self._make(*arguments)

    def __setstate__(self, *_: Any) -> None:
        pass


class _StorageKind(NamedTuple):
    dtype: str


def _make_stored_tensor(storage: Any, offset: Any, shape: Any, stride: Any, *_: Any) -> Any:
    """Return the record of a tensor; a stand-in if its numbers are of an unknown kind."""
    return StoredTensor(storage, offset, shape, stride) if isinstance(storage, Storage) else StandIn()


_ANSWERS: dict[tuple[str, str], Callable[[], Any]] = {
    ("collections", "OrderedDict"): lambda: Ordered,
    ("torch._utils", "_rebuild_tensor"): lambda: _Answer(_make_stored_tensor),
    ("torch._utils", "_rebuild_tensor_v2"): lambda: _Answer(_make_stored_tensor),
    ("torch._utils", "_rebuild_parameter"): lambda: _Answer(lambda tensor, *_: tensor),
    **{("torch", name): lambda dtype=dtype: _StorageKind(dtype) for name, dtype in DTYPES.items()},
}


class _Unpickler(pickle.Unpickler):
    """Unpickler that never imports: ``find_class`` answers from the table, or with a stand-in."""

    def __init__(self, file: IO[bytes]):
        super().__init__(file, encoding="utf-8")
        self.storages: dict[str, Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        answer = _ANSWERS.get((module, name))
        return answer() if answer else type("StandIn", (StandIn,), {"__slots__": ()})

    def persistent_load(self, pid: Any) -> Any:
        if pid[0] == "module":  # before torch 1.6: a network's class with its source code
            return pid[1]
        _, kind, key, _, count, *view = pid
        if view and view[0] is not None:
            raise pickle.UnpicklingError("it holds views of storages")
        storage = Storage(str(key), kind.dtype if isinstance(kind, _StorageKind) else None, int(count))
        return self.storages.setdefault(storage.key, storage)


def read_pickle(file: IO[bytes]) -> tuple[Any, dict[str, Storage]]:
    """Return the next pickle of ``file`` as plain values, tensor records and stand-ins; and its storages by key.

    Raises RequestError for a damaged pickle, or one that is made to exhaust the memory.
    """
    try:
        _check_memo(file)
        unpickler = _Unpickler(file)
        return unpickler.load(), unpickler.storages
    except UNREADABLE as error:
        raise RequestError(
            f"A pickle in it cannot be read: {str(error)[:150] or type(error).__name__}.", "Download the file again."
        ) from error


def _check_memo(file: IO[bytes]) -> None:
    """Refuse memo indices larger than the pickle, because the memory for them would be allocated at once."""
    start = file.tell()
    largest = 0
    for opcode, argument, position in pickletools.genops(file):
        if opcode.name in ("PUT", "BINPUT", "LONG_BINPUT"):
            largest = max(largest, int(argument))
        if (position or 0) - start > LARGEST_PICKLE_BYTES:
            raise pickle.UnpicklingError("it is too large")
    if largest > file.tell() - start:
        raise pickle.UnpicklingError("it numbers more objects than it holds")
    file.seek(start)
