"""Review states of a candidate, and the fields that candidates carry (domain terms of the inventory)."""

from __future__ import annotations

from enum import Enum


class ReviewStatus(str, Enum):
    """Where a candidate stands with the geologist."""

    CANDIDATE = "candidate"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
