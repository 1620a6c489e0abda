"""QGIS's own proxy and certificates, as the variables that installers read."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from qgis.core import QgsApplication, QgsNetworkAccessManager
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QSslCertificate

from deepslide_qgis.core.paths import data_folder

SCHEMES = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5",
}
ROOTS = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


def network_variables() -> dict[str, str]:
    """Return proxy and certificates of Settings > Options; empty where QGIS has none of its own."""
    return {**_proxy(), **_certificates()}


def _proxy() -> dict[str, str]:
    """Return the proxy as QGIS uses it, with its login wherever that is kept; the system's is found without us."""
    manager = QgsNetworkAccessManager.instance()
    proxy, scheme = manager.fallbackProxy(), SCHEMES.get(manager.fallbackProxy().type())
    if manager.useSystemProxy() or not (scheme and proxy.hostName()):
        return {}
    person = f"{quote(proxy.user(), '')}:{quote(proxy.password(), '')}@" if proxy.user() else ""
    address = f"{scheme}://{person}{proxy.hostName()}{f':{proxy.port()}' if proxy.port() else ''}"
    left_out = ",".join(QUrl(url).host() or url for url in (*manager.noProxyList(), *manager.excludeList()))
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
