"""Review states of a candidate, and the fields that a review writes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SHORTEST_NAME_LIMIT = 10
"""Longest field name of a shapefile."""


class ReviewStatus(str, Enum):
    """The judgement on a candidate."""

    CANDIDATE = "candidate"
    ACCEPTED = "accepted"
    EDITED = "edited"
    UNSURE = "unsure"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"

    @classmethod
    def of(cls, text: object) -> ReviewStatus:
        """Return the status in a field's value; empty or unknown values count as not judged."""
        try:
            return cls(str(text))
        except ValueError:
            return cls.CANDIDATE


LANDSLIDES = frozenset({ReviewStatus.ACCEPTED, ReviewStatus.EDITED})
"""Statuses that enter the inventory."""

JUDGED = frozenset(ReviewStatus) - {ReviewStatus.CANDIDATE}


class FieldKind(Enum):
    """The data type of a review field."""

    TEXT = "text"
    WHOLE_NUMBER = "whole number"
    DATE = "date"


@dataclass(frozen=True)
class ReviewField:
    """A field that a review writes: name, also shortened for shapefiles, and data type."""

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
"""Fields whose last values are suggested for the next candidate."""

DRAWN = "drawn"
"""The source of a landslide that the user drew."""
