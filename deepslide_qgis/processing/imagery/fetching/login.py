"""A login of QGIS's authentication manager for the engine; it passes through the pipe only."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsAuthMethodConfig
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.engine.network_settings import network_variables
from deepslide_qgis.processing.translation import translate

NEVER_SENT = ("user-agent",)


def access_to(url: str, authcfg: str) -> Access:
    """Return the access to ``url``: QGIS's proxy and certificates, and the login ``authcfg`` if given.

    Raises RequestError for a missing login, or one locked by the master password.
    """
    variables = network_variables()
    if not authcfg:
        return Access(variables=variables)
    config = _load_config(authcfg)
    is_basic = config.method() == "Basic"
    username, password = (config.config(name) if is_basic else "" for name in ("username", "password"))
    return Access(_read_headers(url, authcfg), username, password, variables)


def check_login(authcfg: str) -> None:
    """Raise RequestError for a login that QGIS does not have; never asks for a password."""
    if authcfg and authcfg not in QgsApplication.authManager().configIds():
        raise RequestError(
            translate("QGIS knows no login '{}'.").format(authcfg),
            translate("Choose one of Settings > Options > Authentication, or make it there."),
        )


def _load_config(authcfg: str) -> QgsAuthMethodConfig:
    check_login(authcfg)
    config = QgsAuthMethodConfig()
    is_loaded = QgsApplication.authManager().loadAuthenticationConfig(authcfg, config, True)
    if not (is_loaded[0] if isinstance(is_loaded, tuple) else is_loaded):
        raise RequestError(
            translate("The login '{}' cannot be read.").format(authcfg),
            translate("Enter QGIS's master password (without a screen: the variable QGIS_AUTH_PASSWORD_FILE)."),
        )
    return config


def _read_headers(url: str, authcfg: str) -> dict[str, str]:
    """Return the headers that the login adds to a request, for any method: basic, API header, OAuth2."""
    request = QNetworkRequest(QUrl(url))
    updated = QgsApplication.authManager().updateNetworkRequest(request, authcfg)
    is_updated, request = updated if isinstance(updated, tuple) else (updated, request)
    if not is_updated:
        raise RequestError(
            translate("The login '{}' gives nothing to send.").format(authcfg),
            translate("Check it in Settings > Options > Authentication."),
        )
    names = [bytes(name).decode("latin-1") for name in request.rawHeaderList()]
    headers = {name: bytes(request.rawHeader(name.encode("latin-1"))).decode("latin-1") for name in names}
    return {name: value for name, value in headers.items() if name.lower() not in NEVER_SENT}
