"""The user's pip settings from files and variables, translated for uv, which reads neither."""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Mapping
from pathlib import Path

TRANSLATED = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "trusted-host": "UV_INSECURE_HOST",
}
COMMA_SEPARATED = ("UV_FIND_LINKS",)


def pip_settings(environment: Mapping[str, str], platform: str = sys.platform) -> dict[str, str]:
    """Return pip's settings by long option name; variables override files, the user's files override the system's."""
    found: dict[str, str] = {}
    for path in _config_files(environment, platform):
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue  # pip itself reports it
        for section in ("global", "install"):
            found.update(parser.items(section) if parser.has_section(section) else ())
    variables = {
        name[4:].lower().replace("_", "-"): value for name, value in environment.items() if name.startswith("PIP_")
    }
    return {**found, **variables}


def uv_environment(environment: Mapping[str, str], platform: str = sys.platform) -> dict[str, str]:
    """Return pip's settings as variables of uv; UV_ variables of the user have precedence."""
    translated = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    for name, value in pip_settings(environment, platform).items():
        variable = TRANSLATED.get(name)
        words = value.split()
        if variable and words:
            translated[variable] = ("," if variable in COMMA_SEPARATED else " ").join(words)
    return {name: environment.get(name, value) for name, value in translated.items()}


def _config_files(environment: Mapping[str, str], platform: str) -> list[Path]:
    named = environment.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    home = Path(environment.get("HOME") or Path.home())
    if platform == "win32":
        data = Path(environment.get("APPDATA", home)), Path(environment.get("PROGRAMDATA", home))
        files = [data[1] / "pip" / "pip.ini", home / "pip" / "pip.ini", data[0] / "pip" / "pip.ini"]
    else:
        mac = home / "Library" / "Application Support" / "pip" / "pip.conf"
        configuration = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        shared = Path("/Library/Application Support/pip/pip.conf" if platform == "darwin" else "/etc/pip.conf")
        of_user = mac if platform == "darwin" and mac.parent.is_dir() else configuration / "pip" / "pip.conf"
        files = [shared, home / ".pip" / "pip.conf", of_user]
    return [*files, *([Path(named)] if named else [])]
