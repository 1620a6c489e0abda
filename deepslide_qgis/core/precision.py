"""Number formats of network inference: float32, or a shorter format if the pack's card records an equal score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deepslide_qgis.core.errors import PackError

FLOAT32, BFLOAT16, FLOAT16, INT8 = "float32", "bfloat16", "float16", "int8"
SHORTER = (BFLOAT16, FLOAT16, INT8)
AUTO = "auto"
CHOICES = (AUTO, FLOAT32)
LARGEST_F1_CHANGE = 0.002
"""A shorter precision is used if the pack's validation F1 changed by less than this, up or down."""


@dataclass(frozen=True)
class PrecisionTrial:
    """The score of a pack in a shorter precision, and in float32 on the same ``tiles`` of ``data``.

    ``f1`` and ``float32_f1`` are pooled pixel F1 of the ensemble at the card's threshold; ``how`` names the runtime.
    """

    f1: float
    float32_f1: float
    data: str
    tiles: int
    how: str = ""

    def __post_init__(self) -> None:
        if not (0 <= self.f1 <= 1 and 0 <= self.float32_f1 <= 1 and self.tiles > 0):
            raise PackError("A precision of the card has an F1 outside 0 to 1, or was measured on no tile.")

    @property
    def f1_change(self) -> float:
        return round(self.f1 - self.float32_f1, 6)

    @property
    def is_good(self) -> bool:
        return abs(self.f1_change) < LARGEST_F1_CHANGE


def check_precisions(names: Iterable[str]) -> None:
    """Raise PackError for a name that is not in ``SHORTER``."""
    for name in names:
        if name not in SHORTER:
            raise PackError(
                f"The model card records the unknown precision '{str(name)[:100]}'.",
                f"Known: {', '.join(SHORTER)}. It may come from a newer version.",
            )
