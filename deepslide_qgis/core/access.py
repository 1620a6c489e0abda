"""The login, proxy and certificates with which the engine reaches a network. They are passed through the pipe only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from deepslide_qgis.core.anonymous import PERSON_IN_ADDRESS

QUERY = re.compile(r"(https?://[^\s?'\"<>]+)\?[^\s'\"<>]*")
SHORTEST_SECRET = 4


@dataclass(frozen=True)
class Access:
    """Network credentials: ``headers``, ``username`` and ``password`` log in; ``variables`` set proxy and
    certificates."""

    headers: dict[str, str] = field(default_factory=dict, repr=False)
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    variables: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the values that no log or message may show: those of the login and of the proxy."""
        words = [word for value in self.headers.values() for word in (value, *value.split())]
        return (self.password, *words, *self.variables.values())


def redact_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """Return ``text`` without ``secrets``, user names in URLs, and URL query strings."""
    for secret in sorted((s for s in secrets if len(s) >= SHORTEST_SECRET), key=len, reverse=True):
        text = text.replace(secret, "…")
    return QUERY.sub(r"\1?…", PERSON_IN_ADDRESS.sub(r"\1", text))
