"""QGIS's proxy and certificates, as what installs and what fetches is told of them."""

from __future__ import annotations

import pytest

from deepslide_qgis.processing.network_settings import network_variables

from .conftest import SECRET, qgis_proxy

OFFICE = {"proxyHost": "proxy.example", "proxyPort": "3128"}


def test_the_proxy_has_its_login_from_the_settings():
    with qgis_proxy(**OFFICE, proxyUser="a b", proxyPassword="p@ss"):
        assert network_variables()["HTTPS_PROXY"] == "http://a%20b:p%40ss@proxy.example:3128"
    assert network_variables() == {}


@pytest.mark.parametrize("login", ["Basic"], indirect=True)
def test_the_proxy_has_its_login_from_qgis_s_store_of_passwords(login):
    with qgis_proxy(**OFFICE, authcfg=login[0]):
        assert network_variables()["https_proxy"] == f"http://geologist:{SECRET}@proxy.example:3128"


def test_the_proxy_may_be_of_another_kind():
    with qgis_proxy(**OFFICE, proxyType="Socks5Proxy"):
        assert network_variables()["HTTP_PROXY"] == "socks5://proxy.example:3128"
    with qgis_proxy(**OFFICE, proxyType="DefaultProxy"):
        assert network_variables() == {}


def test_hosts_and_not_addresses_go_without_the_proxy():
    addresses = ["https://inside.example/packs", "http://10.0.0.1:8080"]
    with qgis_proxy(**OFFICE, noProxyUrls=addresses, proxyExcludedUrls=["https://near.example"]):
        variables = network_variables()
    assert variables["NO_PROXY"] == variables["no_proxy"] == "inside.example,10.0.0.1,near.example"
