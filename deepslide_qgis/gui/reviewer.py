"""The reviewer's name, with which judgements are signed."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsSettings

REVIEWER = "deepslide/reviewer"


def reviewer_name() -> str:
    """Return the name from the settings, or else that of the user account."""
    account = QgsApplication.userFullName() or QgsApplication.userLoginName()
    return QgsSettings().value(REVIEWER, "", type=str) or account


def set_reviewer_name(name: str) -> None:
    """Store the name for future reviews."""
    QgsSettings().setValue(REVIEWER, name.strip())
