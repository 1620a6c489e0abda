"""Archives of imagery: the public ones that are known by name, and any other by its address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.errors import RequestError

OPTICAL = ("sentinel-2-c1-l2a", "sentinel-2-l2a")
"""Collections of Sentinel-2 at level 2A, the better first: collection 1 tells its offset truly (earth-search #41)."""
RADAR = ("sentinel-1-rtc", "sentinel-1-grd")
"""Collections of Sentinel-1, terrain-corrected first."""
ELEVATION = ("cop-dem-glo-30",)
COVER = ("esa-worldcover",)


@dataclass(frozen=True)
class Archive:
    """A STAC API, and in which of its collections to look, the better first.

    ``token_url`` (``{collection}`` in it) gives tokens that are appended to the addresses of images. ``s3_endpoint``
    is where ``s3://`` addresses lie. ``hosts`` may be sent the login too; the archive's own host always is.
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
        """Return whether the login is the key to the archive's store, and so goes with no request of the web."""
        return bool(self.s3_endpoint and access.username)

    def headers(self, access: Access, url: str) -> dict[str, str]:
        """Return what of the login goes with a request for ``url``: nothing where it lies elsewhere."""
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
    """Return the preset called ``name``, or the archive at the address ``name``; raise RequestError."""
    name = name.strip()
    if name in PRESETS:
        return PRESETS[name]
    if "://" not in name:
        raise RequestError(
            f"There is no archive '{name}'.", f"Known: {', '.join(PRESETS)}; or give an address (https://…)."
        )
    return Archive(name, urlsplit(name).hostname or name, name.rstrip("/"))
