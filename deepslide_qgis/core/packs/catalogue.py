"""A catalogue of model packs: a JSON file that lists the packs to install, beside them or elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from deepslide_qgis.core.access import redact_secrets
from deepslide_qgis.core.errors import DownloadError, PackError
from deepslide_qgis.core.packs.card import is_folder_name
from deepslide_qgis.core.records import from_plain, to_plain

FORMAT = "deepslide-catalogue-1"
MAXIMUM_BYTES = 4 << 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class CatalogueEntry:
    """A pack to install: ``url`` is the URL or path of its .zip with ``size_bytes`` and ``sha256``."""

    id: str
    title: str
    url: str
    size_bytes: int
    sha256: str
    licence: str
    version: str = ""
    setting: str = ""
    gsd_m: float = 0.0
    members: int = 0
    for_mapping: bool = True

    def __post_init__(self) -> None:
        if not is_folder_name(self.id):
            raise PackError(
                f"The catalogue lists '{self.id[:100]}', which cannot be the name of a pack.", "Correct the catalogue."
            )
        if self.size_bytes <= 0 or not re.fullmatch(r"sha256:[0-9a-f]{64}", self.sha256):
            raise PackError(f"The catalogue gives '{self.id}' no size or no sha256.", "Correct the catalogue.")
        if not self.url or not self.licence.strip():
            raise PackError(f"The catalogue gives '{self.id}' no address or no licence.", "Correct the catalogue.")


@dataclass(frozen=True)
class Catalogue:
    """The packs that an organisation, or the plugin, offers."""

    title: str
    packs: tuple[CatalogueEntry, ...] = ()
    format: str = FORMAT

    def __post_init__(self) -> None:
        if self.format != FORMAT:
            raise PackError(
                f"The catalogue has the format '{self.format}'; '{FORMAT}' is needed.", "Update the plugin."
            )
        if len({entry.id for entry in self.packs}) != len(self.packs):
            raise PackError("The catalogue lists a pack twice.", "Correct the catalogue.")

    def entry(self, pack_id: str) -> CatalogueEntry:
        """Return the entry of a pack; raise PackError if there is none."""
        for entry in self.packs:
            if entry.id == pack_id:
                return entry
        known = ", ".join(entry.id for entry in self.packs) or "none"
        raise PackError(f"The catalogue '{self.title}' has no pack '{pack_id}'.", f"It has: {known}.")

    def to_json(self) -> str:
        return json.dumps(to_plain(self), indent=2, ensure_ascii=False) + "\n"

    @staticmethod
    def from_json(text: str, place: str) -> Catalogue:
        """Parse the catalogue read from ``place``, to which its URLs may be relative.

        Raises PackError, and DownloadError if a catalogue on a network refers to files of this computer.
        """
        try:
            plain = json.loads(text)
        except (ValueError, RecursionError) as error:
            message = f"The catalogue '{redact_secrets(place)}' is not valid JSON: {error}."
            raise PackError(message, "Check its address.") from error
        catalogue = from_plain(Catalogue, plain, "The catalogue", PackError)
        packs = tuple(replace(entry, url=resolve_url(entry.url, place)) for entry in catalogue.packs)
        return replace(catalogue, packs=packs)


def resolve_url(url: str, place: str) -> str:
    """Return ``url`` resolved against ``place``, the URL or path of its file; a URL may only refer to URLs."""
    if not is_address(place):
        return url if is_address(url) else str(Path(place).parent / url)
    resolved = url if is_address(url) else urljoin(place, url)
    check_address(resolved)
    return resolved


def is_address(text: str) -> bool:
    """Return True if ``text`` is a URL, not a path or id (a drive letter is no scheme)."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text))


def check_address(url: str) -> None:
    """Raise DownloadError unless ``url`` is encrypted (https) or leads to this computer."""
    redacted_url = redact_secrets(url)
    try:
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme.lower()
    except ValueError as error:
        raise DownloadError(f"'{redacted_url}' is no address: {error}.", "Check it.") from error
    if not host or not (scheme == "https" or (scheme == "http" and host in LOOPBACK)):
        message = f"'{redacted_url}' is no address that packs are fetched from."
        raise DownloadError(message, "Use one that begins with https://.")
