"""Removal of personal data from texts that people paste into public places."""

from __future__ import annotations

import getpass
import platform
import re
from pathlib import Path

HOMES = re.compile(r"(?i)((?:/home|/Users|[A-Z]:[\\/]+Users)[\\/]+)[^\\/\s\"'<>|:;,]+")
PERSON_IN_ADDRESS = re.compile(r"(://)[^/@\s]+@")
SHORTEST_NAME = 3


def redact_personal_data(text: str) -> str:
    """Return ``text`` without home folders, user and computer names, and logins in URLs."""
    home = str(Path.home())
    if len(home) > 1:
        text = re.sub(re.escape(home) + r"(?![\w.-])", "~", text)
    text = PERSON_IN_ADDRESS.sub(r"\1", HOMES.sub(r"\1…", text))
    for name in (_read_user_name(), platform.node()):
        if len(name) >= SHORTEST_NAME and name.lower() != "root":
            text = re.sub(rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])", "…", text)
    return text


def _read_user_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a process without a name, as in some containers
        return ""
