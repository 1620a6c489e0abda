"""The engine around ``MEMBERS`` networks that do nothing: what surrounds the networks."""

from __future__ import annotations

import sys

import numpy as np

from deepslide_qgis.engine.members.ensemble_members import ResidentMembers
from deepslide_qgis.engine.members.member_cache import MEMBER_CACHE
from tests.benchmarks.contenders import engine


class IdleMember:
    """Answers with the first band, at once."""

    id = "idle"

    def logits(self, batch: np.ndarray, check_cancelled: object = None) -> np.ndarray:
        """Return (N, H, W) of ``batch`` (N, C, H, W)."""
        return batch[:, 0]

    def release_buffers(self) -> None:
        """Do nothing: it has no buffers."""


if __name__ == "__main__":
    MEMBER_CACHE.load = lambda pack, members, *_: ResidentMembers([IdleMember() for _ in members])
    engine.main(*sys.argv[1:])
