"""Archives of imagery: public ones known by name, and any STAC API by URL."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.errors import RequestError

OPTICAL = ("sentinel-2-c1-l2a", "sentinel-2-l2a")
"""Collections of Sentinel-2 at level 2A, in order of preference: collection 1 declares its offset reliably
(earth-search #41).
"""
RADAR = ("sentinel-1-rtc", "sentinel-1-grd")
"""Collections of Sentinel-1, terrain-corrected first."""
ELEVATION = ("cop-dem-glo-30",)
COVER = ("esa-worldcover",)


@dataclass(frozen=True)
class Archive:
    """A STAC API and its collections, in order of preference.

    ``token_url`` (with ``{collection}``) returns tokens that are appended to the URLs of images. ``s3_endpoint`` serves
    ``s3://`` URLs. The login is sent to the archive's own host and to ``hosts``.
    """

    name: str
    title: str
    url: str
    optical: tuple[str, ...] = OPTICAL
    radar: tuple[str, ...] = RADAR
    elevation: tuple[str, ...] = ELEVATION
    cover: tuple[str, ...] = COVER
    token_url: str = ""
    s3_endpoint: str = ""
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for address in (self.url, self.token_url):
            if address and (urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname):
                raise RequestError(f"'{address}' is no address on the web.", "Give one that begins with https://.")

    def has_key(self, access: Access) -> bool:
        """Return True if the login is a key of the S3 store, which is never sent with a web request."""
        return bool(self.s3_endpoint and access.username)

    def headers(self, access: Access, url: str) -> dict[str, str]:
        """Return the login headers for a request to ``url``: none for other hosts."""
        is_ours = urlsplit(url).hostname in (urlsplit(self.url).hostname, *self.hosts)
        return access.headers if is_ours and not self.has_key(access) else {}


PRESETS = {
    archive.name: archive
    for archive in (
        Archive("earth-search", "Earth Search", "https://earth-search.aws.element84.com/v1"),
        Archive(
            "planetary-computer",
            "Planetary Computer",
            "https://planetarycomputer.microsoft.com/api/stac/v1",
            token_url="https://planetarycomputer.microsoft.com/api/sas/v1/token/{collection}",  # nosec B106 (an address)
        ),
        Archive(
            "cdse",
            "Copernicus Data Space",
            "https://stac.dataspace.copernicus.eu/v1",
            s3_endpoint="eodata.dataspace.copernicus.eu",
            hosts=("eodata.dataspace.copernicus.eu", "download.dataspace.copernicus.eu"),
        ),
    )
}
"""The public archives by name."""


def archive_named(name: str) -> Archive:
    """Return the preset ``name``, or the archive at the URL ``name``; raise RequestError."""
    name = name.strip()
    if name in PRESETS:
        return PRESETS[name]
    if "://" not in name:
        raise RequestError(
            f"There is no archive '{name}'.", f"Known: {', '.join(PRESETS)}; or give an address (https://…)."
        )
    return Archive(name, urlsplit(name).hostname or name, name.rstrip("/"))
