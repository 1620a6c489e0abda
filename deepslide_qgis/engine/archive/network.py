"""How the network is used: the user's proxy and certificates, bounded waits, and silence about logins."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deepslide_qgis.core.access import Access, redact_secrets
from deepslide_qgis.core.errors import DeepSlideError, EngineError
from deepslide_qgis.engine.process.failures import explain

ATTEMPTS = 4
"""How often a request is sent before it counts as failed."""
CONNECT_S = 15
STALL_S = 30
"""Without a byte for so long, a transfer counts as stalled and is begun anew."""
LONGEST_WAIT_S = 60
"""A server that asks for a longer wait before the next request is not waited for."""
CHATTY = ("rasterio", "urllib3", "pystac_client", "requests")
"""Libraries whose log lines hold addresses, and with them tokens."""


@contextmanager
def network(access: Access, variables: Mapping[str, str] | None = None) -> Iterator[None]:
    """Use the network as ``access`` says inside this; errors come out without secrets.

    Proxy and certificates are environment variables meanwhile, which is where requests and GDAL's curl both look.
    """
    certificates = access.variables.get("SSL_CERT_FILE")
    bundle = {"REQUESTS_CA_BUNDLE": certificates, "CURL_CA_BUNDLE": certificates} if certificates else {}
    with _environment({**access.variables, **bundle, **(variables or {})}), _quiet():
        try:
            yield
        except Exception as error:  # noqa: BLE001 (whatever it is, its words may hold a token)
            raise _told(error, access) from None


def _told(error: Exception, access: Access) -> DeepSlideError:
    known = explain(error)
    if known is None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        words = f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})"
        return EngineError(redact_secrets(words, access.secrets), "Please report this.")
    return type(known)(*(redact_secrets(text, access.secrets) for text in (known.message, known.remedy)))


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _quiet() -> Iterator[None]:
    """Let nobody see what the libraries log, but who listens on purpose (``engine.rasters.writing``)."""
    loggers, nobody = [logging.getLogger(name) for name in CHATTY], logging.NullHandler()
    before = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.propagate = False
        logger.addHandler(nobody)
    try:
        yield
    finally:
        for logger, propagates in zip(loggers, before, strict=True):
            logger.propagate = propagates
            logger.removeHandler(nobody)
