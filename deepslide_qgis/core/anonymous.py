"""Texts that people paste into public places, without what they would not want to tell there."""

from __future__ import annotations

import getpass
import platform
import re
from pathlib import Path

HOMES = re.compile(r"(?i)((?:/home|/Users|[A-Z]:[\\/]+Users)[\\/]+)[^\\/\s\"'<>|:;,]+")
PERSON_IN_ADDRESS = re.compile(r"(://)[^/@\s]+@")
SHORTEST_NAME = 3


def without_personal_paths(text: str) -> str:
    """Return ``text`` without home folders, names of people and of this computer, and passwords in addresses."""
    home = str(Path.home())
    if len(home) > 1:
        text = re.sub(re.escape(home) + r"(?![\w.-])", "~", text)
    text = PERSON_IN_ADDRESS.sub(r"\1", HOMES.sub(r"\1…", text))
    for name in (_user(), platform.node()):
        if len(name) >= SHORTEST_NAME and name.lower() != "root":
            text = re.sub(rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])", "…", text)
    return text


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a process without a name, as in some containers
        return ""
