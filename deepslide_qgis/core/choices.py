"""Check that a request's text is one of the known choices."""

from __future__ import annotations

from collections.abc import Collection

from deepslide_qgis.core.errors import RequestError


def check_choice(what: str, value: str, known: Collection[str]) -> None:
    """Raise RequestError if ``value`` is not in ``known``; ``what`` names the parameter in the message."""
    if value not in known:
        raise RequestError(f"Unknown {what} '{value}'.", f"Known: {', '.join(known)}.")
