"""QGIS's proxy and certificates, as what installs and what fetches is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QByteArray
from qgis.PyQt.QtNetwork import QSslCertificate, QSslConfiguration

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.processing.engine.network_settings import network_variables
from tests.processing.conftest import SECRET, qgis_proxy

OFFICE = {"proxyHost": "proxy.example", "proxyPort": "3128"}
OFFICE_AUTHORITY = """\
-----BEGIN CERTIFICATE-----
MIIBgTCCASegAwIBAgIUPQANxFmWrhjKhT5qGeocfxXLkJ8wCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKT3VyIG9mZmljZTAgFw0yNjExMjcyMjI1MTZaGA8yMTI2MTEw
MzIyMjUxNlowFTETMBEGA1UEAwwKT3VyIG9mZmljZTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABFZtIAiCuFgnBDzTQ3nMSQRJqorJqdZeiUtTYxTBjuVEo3ir8JJf
iNvjd4yFopcOL2NK6PEOcZJrECAh5x151+qjUzBRMB0GA1UdDgQWBBTPiFOVK+i1
J3khTkszLlQxaZ/W5TAfBgNVHSMEGDAWgBTPiFOVK+i1J3khTkszLlQxaZ/W5TAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCYSLRhvFN0qERDo1QX
GD2K/lYSsxKkdJk1QBdkKxysKwIgQjM7Fc4jZGenS6INrlvJQvHFFzpCJQJUTF3f
G/zccIU=
-----END CERTIFICATE-----
"""


@pytest.fixture
def office_authority(qgis_app, monkeypatch, tmp_path) -> Iterator[QSslCertificate]:
    """An authority that was added to QGIS, and a data folder of the test's own."""
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    manager, certificate = QgsApplication.authManager(), QSslCertificate(QByteArray(OFFICE_AUTHORITY.encode()))
    assert manager.storeCertAuthority(certificate)
    yield certificate
    manager.removeCertAuthority(certificate)


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


@pytest.fixture
def no_roots(monkeypatch) -> None:
    """As on Windows: no file holds the system's authorities."""
    monkeypatch.setattr("deepslide_qgis.processing.engine.network_settings.ROOTS", ())


def written() -> list[QSslCertificate]:
    """Return the certificates in the file that the variables name."""
    variables = network_variables()
    assert variables["PIP_CERT"] == variables["SSL_CERT_FILE"]
    return QSslCertificate.fromData(QByteArray(Path(variables["PIP_CERT"]).read_bytes()))


def test_the_system_s_file_goes_along_with_qgis_s_authorities(office_authority, monkeypatch, tmp_path):
    system = tmp_path / "roots.pem"
    system.write_bytes("# Autorité\n".encode("latin-1") + OFFICE_AUTHORITY.encode())
    monkeypatch.setattr("deepslide_qgis.processing.engine.network_settings.ROOTS", (str(system),))
    assert written() == [office_authority, office_authority]


def test_without_such_a_file_the_authorities_that_qt_finds_go_along(office_authority, no_roots, monkeypatch):
    monkeypatch.setattr(QSslConfiguration, "systemCaCertificates", lambda: [office_authority] * 2)
    assert written() == [office_authority] * 3


def test_qgis_s_authorities_alone_never_replace_all_others(office_authority, no_roots, monkeypatch):
    monkeypatch.setattr(QSslConfiguration, "systemCaCertificates", list)
    assert network_variables() == {}


def test_a_data_folder_that_cannot_be_written_to_is_told(office_authority, monkeypatch, tmp_path):
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(OutputError, match="certificates cannot be written") as caught:
        network_variables()
    assert "DEEPSLIDE_DATA" in caught.value.remedy
