"""Operations for numpy arrays and torch tensors alike; tensors hold values on a graphics card."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Union

import numpy as np

from deepslide_qgis.engine.process.reused_memory import ReusedMemory

if TYPE_CHECKING:
    import torch

Array = Union[np.ndarray, "torch.Tensor"]


def library_of(values: Array) -> ModuleType:
    """Return numpy or torch, whichever ``values`` belong to; callers use functions that both name alike."""
    return np if isinstance(values, (np.ndarray, np.generic)) else sys.modules["torch"]


def empty_beside(values: Array, shape: tuple[int, ...], memory: ReusedMemory) -> Array:
    """Return uninitialised float32 memory on the device of ``values``; numpy memory comes from ``memory``."""
    return memory.empty(shape) if library_of(values) is np else values.new_empty(shape)


def is_whole(bands: np.ndarray) -> bool:
    """Return True if ``bands`` are integers straight from the file, hence without missing values."""
    return bands.dtype.kind in "iu"


def numbers_beside(values: Array, numbers: np.ndarray) -> Array:
    """Return integer ``numbers`` on the device of ``values``; indexing by bools would synchronise with the GPU."""
    library = library_of(values)
    return numbers if library is np else library.as_tensor(numbers, device=values.device)


def brought_to(values: Array, numbers: np.ndarray) -> Array:
    """Return ``numbers`` with the type and device of ``values``."""
    return numbers if library_of(values) is np else values.new_tensor(numbers)
