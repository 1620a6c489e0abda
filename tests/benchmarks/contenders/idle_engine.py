"""The engine around ``MEMBERS`` networks that do nothing: what surrounds the networks."""

from __future__ import annotations

import sys

import numpy as np

from deepslide_qgis.engine.members import loaded_members
from tests.benchmarks.contenders import engine


class IdleMember:
    """Answers with the first band, at once."""

    id = "idle"

    def logits(self, batch: np.ndarray, pause: object = None) -> np.ndarray:
        """Return (N, H, W) of ``batch`` (N, C, H, W)."""
        return batch[:, 0]

    def rest(self) -> None:
        """Do nothing: it works in no memory."""


if __name__ == "__main__":
    loaded_members.LOADED.of = lambda pack, members, *_: [IdleMember() for _ in members]
    engine.main(*sys.argv[1:])
