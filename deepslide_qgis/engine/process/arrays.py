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


def array_module(values: Array) -> ModuleType:
    """Return the library, numpy or torch, that ``values`` belong to; callers use functions that both name alike."""
    return np if isinstance(values, (np.ndarray, np.generic)) else sys.modules["torch"]


def empty_on_same_device(values: Array, shape: tuple[int, ...], memory: ReusedMemory) -> Array:
    """Return uninitialised float32 memory on the device of ``values``; numpy memory comes from ``memory``."""
    return memory.empty(shape) if array_module(values) is np else values.new_empty(shape)


def has_integer_dtype(bands: np.ndarray) -> bool:
    """Return True if ``bands`` are integers straight from the file, hence without missing values."""
    return bands.dtype.kind in "iu"


def move_indices_to_device(values: Array, numbers: np.ndarray) -> Array:
    """Return integer ``numbers`` on the device of ``values``; indexing by bools would synchronise with the GPU."""
    library = array_module(values)
    return numbers if library is np else library.as_tensor(numbers, device=values.device)


def convert_like(values: Array, numbers: np.ndarray) -> Array:
    """Return ``numbers`` with the type and device of ``values``."""
    return numbers if array_module(values) is np else values.new_tensor(numbers)
