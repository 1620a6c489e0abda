"""Logins: where they go, and where they must not."""

from __future__ import annotations

from deepslide_qgis.core.access import Access, redact_secrets
from deepslide_qgis.core.imagery.archives import PRESETS, archive_named

ACCESS = Access({"Authorization": "Bearer abcdefgh"}, "me", "my-password", {"https_proxy": "http://u:pw123@proxy:1"})


def test_no_secret_is_shown():
    assert "abcdefgh" not in repr(ACCESS) and "my-password" not in repr(ACCESS) and "pw123" not in repr(ACCESS)
    text = "GET https://u:p@a.b/c?sig=abc&x=1 failed, Bearer abcdefgh, abcdefgh, my-password, http://u:pw123@proxy:1"
    assert redact_secrets(text, ACCESS.secrets) == "GET https://a.b/c?… failed, …, …, …, …"


def test_the_login_goes_to_the_archive_s_hosts_only():
    cdse = PRESETS["cdse"]
    header = Access({"Authorization": "Bearer abcdefgh"})
    assert cdse.headers(header, "https://stac.dataspace.copernicus.eu/v1/search") == header.headers
    assert cdse.headers(header, "https://download.dataspace.copernicus.eu/x") == header.headers
    assert cdse.headers(header, "https://example.com/x") == {}
    own = archive_named("https://stac.example.com/v1/")
    assert own.headers(header, "https://stac.example.com.evil.org/") == {}
    assert own.headers(header, "https://stac.example.com/files/a.tif") == header.headers


def test_a_key_to_the_store_goes_with_no_request_of_the_web():
    assert PRESETS["cdse"].headers(ACCESS, "https://stac.dataspace.copernicus.eu/v1/search") == {}
