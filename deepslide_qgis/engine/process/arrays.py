"""numpy's arrays and, where a graphics card has the values, torch's tensors there: what both can, under one name."""

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
    """Return numpy or torch, whichever ``values`` belong to: the functions used on them have one name in both."""
    return np if isinstance(values, (np.ndarray, np.generic)) else sys.modules["torch"]


def empty_beside(values: Array, shape: tuple[int, ...], memory: ReusedMemory) -> Array:
    """Return float32 memory that holds anything, where ``values`` are: numpy's comes from ``memory``."""
    return memory.empty(shape) if library_of(values) is np else values.new_empty(shape)


def is_whole(bands: np.ndarray) -> bool:
    """Tell whether ``bands`` are a file's integers, which are read as such where none of them is missing."""
    return bands.dtype.kind in "iu"


def numbers_beside(values: Array, numbers: np.ndarray) -> Array:
    """Return whole ``numbers`` where ``values`` are: to choose by bools would wait for a graphics card each time."""
    library = library_of(values)
    return numbers if library is np else library.as_tensor(numbers, device=values.device)


def brought_to(values: Array, numbers: np.ndarray) -> Array:
    """Return ``numbers`` where ``values`` are."""
    return numbers if library_of(values) is np else values.new_tensor(numbers)
