"""Where GDAL finds an image's files: signed where the archive gives tokens, in its store where it has one."""

from __future__ import annotations

import threading
import time
from urllib.parse import urlsplit

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.archives import Archive
from deepslide_qgis.engine.archive.client import ArchiveClient

TOKEN_S = 600.0
"""A token is asked for anew after that; those of the Planetary Computer hold for 45 minutes."""


class Addresses:
    """Turns addresses of an archive into paths for GDAL; threads may share it."""

    def __init__(self, archive: Archive, access: Access):
        self._archive = archive
        self._access = access
        self._client = ArchiveClient(archive, access) if archive.token_url else None
        self._tokens: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def path(self, collection: str, url: str) -> str:
        """Return what GDAL opens for ``url``."""
        if url.startswith("s3://"):
            return f"/vsis3/{url[5:]}"
        token = self._token(collection)
        if not token:
            return f"/vsicurl/{url}"
        return f"/vsicurl/{url}{'&' if '?' in url else '?'}{token}"

    def headers(self, urls: list[str]) -> dict[str, str]:
        """Return the login to send along with requests for ``urls``: only where all of them may have it."""
        web = [url for url in urls if not url.startswith("s3://")]
        return self._access.headers if web and all(self._archive.headers(self._access, url) for url in web) else {}

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
    """Return the variables that tell GDAL where ``s3://`` addresses lie, and the key to them."""
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
