"""Review states of a candidate, and the fields that a review writes (domain terms of the inventory)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SHORTEST_NAME_LIMIT = 10
"""What a shapefile allows for the name of a field."""


class ReviewStatus(str, Enum):
    """Where a candidate stands with the geologist."""

    CANDIDATE = "candidate"
    ACCEPTED = "accepted"
    EDITED = "edited"
    UNSURE = "unsure"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"

    @classmethod
    def of(cls, text: object) -> ReviewStatus:
        """Return the status that a field's value names; what is empty or unknown was not judged."""
        try:
            return cls(str(text))
        except ValueError:
            return cls.CANDIDATE


LANDSLIDES = frozenset({ReviewStatus.ACCEPTED, ReviewStatus.EDITED})
"""What goes into the inventory."""

JUDGED = frozenset(ReviewStatus) - {ReviewStatus.CANDIDATE}


class FieldKind(Enum):
    """What a field of the review holds."""

    TEXT = "text"
    WHOLE_NUMBER = "whole number"
    DATE = "date"


@dataclass(frozen=True)
class ReviewField:
    """A field that a review writes: its name, also as a shapefile can hold it, and what it holds."""

    name: str
    kind: FieldKind

    @property
    def short_name(self) -> str:
        return self.name[:SHORTEST_NAME_LIMIT]


REVIEW_STATUS = ReviewField("review_status", FieldKind.TEXT)
REVIEW_FIELDS = (
    REVIEW_STATUS,
    ReviewField("type_code", FieldKind.WHOLE_NUMBER),
    ReviewField("type_code2", FieldKind.WHOLE_NUMBER),
    ReviewField("type_name", FieldKind.TEXT),
    ReviewField("trigger", FieldKind.TEXT),
    ReviewField("date_min", FieldKind.DATE),
    ReviewField("date_max", FieldKind.DATE),
    ReviewField("confidence", FieldKind.WHOLE_NUMBER),
    ReviewField("comment", FieldKind.TEXT),
    ReviewField("source", FieldKind.TEXT),
    ReviewField("reviewer", FieldKind.TEXT),
    ReviewField("review_date", FieldKind.TEXT),
)

OFFERED = ("type_code", "type_code2", "trigger", "date_min", "date_max", "confidence")
"""The fields whose last values are offered for the next candidate."""

DRAWN = "drawn"
"""The source of a landslide that no member saw."""
