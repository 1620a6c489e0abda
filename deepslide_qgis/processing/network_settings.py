"""QGIS's own proxy and certificates, as the variables that installers read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtNetwork import QSslCertificate

from deepslide_qgis.core.paths import data_folder

SCHEMES = {"HttpProxy": "http", "HttpCachingProxy": "http", "Socks5Proxy": "socks5"}
ROOTS = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


def network_variables() -> dict[str, str]:
    """Return proxy and certificates of Settings > Options; empty where QGIS has none of its own."""
    return {**_proxy(), **_certificates()}


def _proxy() -> dict[str, str]:
    settings = QgsSettings()
    host, port = settings.value("proxy/proxyHost", "", str), settings.value("proxy/proxyPort", "", str)
    scheme = SCHEMES.get(settings.value("proxy/proxyType", "", str))
    if not (settings.value("proxy/proxyEnabled", False, bool) and host and scheme):
        return {}
    user, password = settings.value("proxy/proxyUser", "", str), settings.value("proxy/proxyPassword", "", str)
    person = f"{quote(user, '')}:{quote(password, '')}@" if user else ""
    address = f"{scheme}://{person}{host}{f':{port}' if port else ''}"
    left_out = ",".join(settings.value("proxy/noProxyUrls", [], list) or [])
    variables = {"HTTP_PROXY": address, "HTTPS_PROXY": address, "http_proxy": address, "https_proxy": address}
    return {**variables, **({"NO_PROXY": left_out, "no_proxy": left_out} if left_out else {})}


def _certificates() -> dict[str, str]:
    """Write the authorities that were added to QGIS, with the system's, into one file, and name it."""
    own: list[QSslCertificate] = list(QgsApplication.authManager().databaseCAs())
    if not own:
        return {}
    system = next((Path(root).read_bytes() for root in ROOTS if Path(root).is_file()), b"")
    bundle = data_folder() / "engine" / "certificates.pem"
    bundle.parent.mkdir(parents=True, exist_ok=True)
    bundle.write_bytes(b"\n".join([system, *(bytes(certificate.toPem()) for certificate in own)]))
    return {"PIP_CERT": str(bundle), "SSL_CERT_FILE": str(bundle)}
