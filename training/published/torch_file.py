"""Reads files written by ``torch.save``, also from before 2020, without executing anything in them.

Formats: a .zip with ``data.pkl`` and one uncompressed entry of little-endian numbers for each storage; before torch
1.6, four pickles, the list of storages, and their numbers one after another (torch/serialization.py).
"""

from __future__ import annotations

import math
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Protocol

import torch

from deepslide_qgis.core.errors import RequestError
from training.published.restricted_pickle import LARGEST_PICKLE_BYTES, Storage, StoredTensor, read_pickle

OLD_MAGIC = 0x1950A86A20F9469CFC6C
"""First value of files from before torch 1.6."""
DATA = "data.pkl"
UNREADABLE = (
    OSError,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class Numbers(Protocol):
    """Source of the storages' numbers; ``read`` returns the bytes of one storage."""

    def read(self, storage: Storage, size: int) -> bytes: ...


class TorchFile:
    """An open file; ``content`` has dictionaries, lists, scalars, tensor records and stand-ins."""

    def __init__(self, content: Any, numbers: Numbers):
        self.content, self._numbers = content, numbers

    def tensor(self, stored: StoredTensor) -> torch.Tensor:
        """Read one tensor; raise RequestError if its record does not fit the file."""
        storage = stored.storage
        dtype = getattr(torch, storage.dtype) if storage.dtype else None
        if dtype is None or not _is_shape(stored) or math.prod(stored.shape) > storage.count:
            raise RequestError("It holds a tensor of an unknown kind.", "Download the file again.")
        try:
            data = bytearray(self._numbers.read(storage, storage.count * dtype.itemsize))
            flat = torch.frombuffer(data, dtype=dtype) if data else torch.empty(0, dtype=dtype)
            return flat.as_strided(stored.shape, stored.stride, stored.offset).clone()
        except (*UNREADABLE, ValueError) as error:
            raise RequestError(
                f"It holds a tensor that cannot be read: {error}.", "Download the file again."
            ) from error


@contextmanager
def open_torch_file(path: Path) -> Iterator[TorchFile]:
    """Open a file written by ``torch.save``; raise RequestError if it is another kind of file or damaged."""
    try:
        with open(path, "rb") as file:
            is_zip = file.read(4) == b"PK\x03\x04"
            file.seek(0)
            yield _open_zip(file) if is_zip else _open_sequence(file)
    except RequestError as error:
        raise RequestError(f"'{path}': {error.message}", error.remedy) from error
    except UNREADABLE as error:
        raise RequestError(f"'{path}' cannot be read: {error}.", "Download it again.") from error


def _open_zip(file: IO[bytes]) -> TorchFile:
    archive = zipfile.ZipFile(file)
    names = set(archive.namelist())
    found = [name for name in names if name.split("/")[1:] == [DATA]]
    if len(found) != 1 or any(name.endswith("/constants.pkl") for name in names):
        raise RequestError("It is a .zip, but none with weights that torch.save wrote.", "Choose another file.")
    root = found[0][: -len(DATA)]
    if f"{root}byteorder" in names and archive.read(f"{root}byteorder") != b"little":
        raise RequestError("Its numbers are big-endian.", "Save it again on another computer.")
    structure = archive.getinfo(found[0])
    if structure.compress_type != zipfile.ZIP_STORED or structure.file_size > LARGEST_PICKLE_BYTES:
        raise RequestError("It is no file that torch.save writes.", "Download it again.")
    return TorchFile(read_pickle(BytesIO(archive.read(structure)))[0], _ZipNumbers(archive, f"{root}data/"))


class _ZipNumbers:
    def __init__(self, archive: zipfile.ZipFile, folder: str):
        self._archive, self._folder = archive, folder

    def read(self, storage: Storage, size: int) -> bytes:
        entry = self._archive.getinfo(f"{self._folder}{storage.key}")
        if entry.file_size != size or entry.compress_type != zipfile.ZIP_STORED:
            raise EOFError(f"storage {storage.key} has {entry.file_size} bytes, not {size}")
        return self._archive.read(entry)


def _open_sequence(file: IO[bytes]) -> TorchFile:
    if read_pickle(file)[0] != OLD_MAGIC:
        raise RequestError("It is no file that torch.save wrote.", "Choose another file.")
    _, (system, _), (content, storages), (keys, _) = (read_pickle(file) for _ in range(4))
    if not isinstance(keys, list) or (isinstance(system, dict) and system.get("little_endian") is False):
        raise RequestError("Its numbers are not in a known order.", "Download it again.")
    return TorchFile(content, _SequentialNumbers(file, [storages[str(key)] for key in keys]))


class _SequentialNumbers:
    """The storages at the end of a file, each with its count (8 bytes) before its numbers."""

    def __init__(self, file: IO[bytes], storages: list[Storage]):
        self._file = file
        self._places: dict[str, int] = {}
        for storage in storages:
            self._places[storage.key] = file.tell() + 8
            if struct.unpack("<q", file.read(8))[0] != storage.count or storage.dtype is None:
                raise EOFError(f"storage {storage.key} is not as long as it should be")
            file.seek(storage.count * getattr(torch, storage.dtype).itemsize, os.SEEK_CUR)

    def read(self, storage: Storage, size: int) -> bytes:
        self._file.seek(self._places[storage.key])
        data = self._file.read(size)
        if len(data) != size:
            raise EOFError(f"storage {storage.key} ends too early")
        return data


def _is_shape(stored: StoredTensor) -> bool:
    """Return whether the record describes a tensor; the pickle may have made it of anything."""
    sides = (*stored.shape, *stored.stride) if all(type(s) is tuple for s in stored[2:]) else (-1,)
    return all(type(number) is int and number >= 0 for number in (stored.offset, *sides))
