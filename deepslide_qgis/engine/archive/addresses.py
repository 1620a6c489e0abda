"""GDAL paths and logins of an archive's files: signed URLs, or paths in the archive's S3 store."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.archives import Archive
from deepslide_qgis.engine.archive.client import ArchiveClient, login_session
from deepslide_qgis.engine.archive.network import CONNECT_S, STALL_S

TOKEN_S = 600.0
"""Lifetime of a cached token; tokens of the Planetary Computer are valid for 45 minutes."""
HEADERS_KEPT_BY_GDAL = {"Authorization"}
"""Headers that GDAL's curl drops when a redirect leads to another host."""
ONE_BYTE = {"Range": "bytes=0-0"}


@dataclass(frozen=True)
class Address:
    """The path that GDAL opens, and the login headers for it."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class Addresses:
    """Resolves the URLs of an archive. Thread-safe."""

    def __init__(self, archive: Archive, access: Access):
        self._archive = archive
        self._access = access
        self._client = ArchiveClient(archive, access) if archive.token_url else None
        self._tokens: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()

    @cached_property
    def _session(self) -> Any:
        return login_session(self._archive, self._access)

    def resolve(self, collection: str, url: str) -> Address:
        """Return the GDAL path of ``url``; raise RasterError if following its redirects fails."""
        if url.startswith("s3://"):
            return Address(f"/vsis3/{url[5:]}")
        headers = self._archive.headers(self._access, url)
        if set(headers) - HEADERS_KEPT_BY_GDAL:
            url = self._follow_redirects(url)
            headers = self._archive.headers(self._access, url)
        token = self._token(collection)
        return Address(f"/vsicurl/{url}{'&' if '?' in url else '?'}{token}" if token else f"/vsicurl/{url}", headers)

    def _follow_redirects(self, url: str) -> str:
        """Return the final URL after redirects from ``url``: GDAL would send the login to any host."""
        import requests

        try:
            with self._session.get(url, headers=ONE_BYTE, stream=True, timeout=(CONNECT_S, STALL_S)) as response:
                return response.url
        except requests.RequestException as error:
            raise RasterError(f"{urlsplit(url).hostname} gives no answer: {error}", "Run again later.") from error

    def _token(self, collection: str) -> str:
        if self._client is None:
            return ""
        with self._lock:
            expiry, token = self._tokens.get(collection, (0.0, ""))
            if time.monotonic() > expiry:
                token = self._client.token(collection).lstrip("?")
                self._tokens[collection] = time.monotonic() + TOKEN_S, token
            return token


def store_variables(archive: Archive, access: Access) -> dict[str, str]:
    """Return GDAL's environment variables for the S3 store: endpoint and key."""
    if not archive.has_key(access):
        return {}
    address = urlsplit(archive.s3_endpoint if "://" in archive.s3_endpoint else f"https://{archive.s3_endpoint}")
    return {
        "AWS_S3_ENDPOINT": address.netloc,
        "AWS_HTTPS": "YES" if address.scheme == "https" else "NO",
        "AWS_VIRTUAL_HOSTING": "FALSE",
        "AWS_ACCESS_KEY_ID": access.username,
        "AWS_SECRET_ACCESS_KEY": access.password,
        "AWS_REGION": "default",
    }
