"""One line of the table of benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Row:
    """``value`` should be at most ``target`` (at least, with ``more_is_better``); None is not measured.

    ``detail`` says what lies behind it, or why it was not measured.
    """

    what: str
    value: Optional[float]
    target: float
    unit: str
    detail: str
    more_is_better: bool = False

    @property
    def verdict(self) -> str:
        """How the value stands to the target, in a word or two."""
        if self.value is None:
            return "not measured"
        is_met = self.value >= self.target if self.more_is_better else self.value <= self.target
        return "met" if is_met else "missed"

    @property
    def share(self) -> Optional[float]:
        """The value as a share of its target, so that 1 or less is met."""
        if self.value is None:
            return None
        return self.target / self.value if self.more_is_better else self.value / self.target
