"""Who reviews: the name that judgements are signed with."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsSettings

REVIEWER = "deepslide/reviewer"


def reviewer_name() -> str:
    """Return the name that was given, or that of the account."""
    account = QgsApplication.userFullName() or QgsApplication.userLoginName()
    return QgsSettings().value(REVIEWER, "", type=str) or account


def set_reviewer_name(name: str) -> None:
    """Remember the name for all reviews to come."""
    QgsSettings().setValue(REVIEWER, name.strip())
