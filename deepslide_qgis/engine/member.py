"""A member is something that takes a batch and gives logits; each runtime for the weights is one file."""

from __future__ import annotations

from typing import Protocol

from deepslide_qgis.engine.arrays import Array


class RunningMember(Protocol):
    """One trained network, loaded and ready."""

    id: str

    def logits(self, batch: Array) -> Array:
        """Return float32 logits (N, H, W) for the normalised float32 ``batch`` (N, C, H, W), where the batch is."""
        ...

    def rest(self) -> None:
        """Give back the memory that it works in; the next logits take it again."""
        ...
