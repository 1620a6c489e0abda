"""QGIS's proxy and certificates as environment variables for installers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from qgis.core import QgsApplication, QgsNetworkAccessManager
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QSslCertificate, QSslConfiguration

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.paths import data_folder
from deepslide_qgis.core.run_files import write_atomically
from deepslide_qgis.processing.translation import translate

SCHEMES = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5",
}
ROOTS = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


def network_variables() -> dict[str, str]:
    """Return proxy and certificates from Settings > Options; empty if QGIS has none of its own."""
    return {**_proxy_variables(), **_certificate_variables()}


def _proxy_variables() -> dict[str, str]:
    """Return QGIS's proxy with its login, from wherever it is stored; the system's proxy needs no variables."""
    manager = QgsNetworkAccessManager.instance()
    proxy, scheme = manager.fallbackProxy(), SCHEMES.get(manager.fallbackProxy().type())
    if manager.useSystemProxy() or not (scheme and proxy.hostName()):
        return {}
    login = f"{quote(proxy.user(), '')}:{quote(proxy.password(), '')}@" if proxy.user() else ""
    address = f"{scheme}://{login}{proxy.hostName()}{f':{proxy.port()}' if proxy.port() else ''}"
    left_out = ",".join(QUrl(url).host() or url for url in (*manager.noProxyList(), *manager.excludeList()))
    variables = {"HTTP_PROXY": address, "HTTPS_PROXY": address, "http_proxy": address, "https_proxy": address}
    return {**variables, **({"NO_PROXY": left_out, "no_proxy": left_out} if left_out else {})}


def _certificate_variables() -> dict[str, str]:
    """Write certificate authorities added in QGIS and the system's into one file; return its variables."""
    added, system = QgsApplication.authManager().databaseCAs(), _read_system_authorities()
    if not (added and system):  # QGIS's alone would replace the system's
        return {}
    bundle = data_folder() / "engine" / "certificates.pem"
    try:
        bundle.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(bundle, f"{system}\n{_as_pem(added)}")
    except OSError as error:
        raise OutputError(
            translate("QGIS's certificates cannot be written to {}: {}.").format(bundle, error),
            translate("Check the space and permissions there, or let DEEPSLIDE_DATA name another folder."),
        ) from error
    return {"PIP_CERT": str(bundle), "SSL_CERT_FILE": str(bundle)}


def _read_system_authorities() -> str:
    """Return the system's certificate authorities as PEM: from its file, or through Qt, as on Windows."""
    bundle = next((Path(root) for root in ROOTS if Path(root).is_file()), None)
    if bundle is None:
        return _as_pem(QSslConfiguration.systemCaCertificates())
    return bundle.read_text(encoding="utf-8", errors="replace")


def _as_pem(certificates: Iterable[QSslCertificate]) -> str:
    return "\n".join(bytes(certificate.toPem()).decode("ascii") for certificate in certificates)
