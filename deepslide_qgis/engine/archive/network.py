"""Use of the network: the user's proxy and certificates, limited waits, no logins in messages."""

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
"""Attempts before a request counts as failed."""
CONNECT_S = 15
STALL_S = 30
"""A transfer without a byte for this long is restarted."""
LONGEST_WAIT_S = 60
"""A server that asks for a longer wait is not retried."""
CHATTY = ("rasterio", "urllib3", "pystac_client", "requests")
"""Libraries whose log messages contain URLs, and with them tokens."""


@contextmanager
def use_network(access: Access, variables: Mapping[str, str] | None = None) -> Iterator[None]:
    """Use the network with ``access`` while the context lasts; raise errors without secrets.

    Proxy and certificates are set as environment variables, which both requests and GDAL's curl read.
    """
    certificates = access.variables.get("SSL_CERT_FILE")
    bundle = {"REQUESTS_CA_BUNDLE": certificates, "CURL_CA_BUNDLE": certificates} if certificates else {}
    with _set_environment({**access.variables, **bundle, **(variables or {})}), _silence_loggers():
        try:
            yield
        except Exception as error:  # noqa: BLE001 (any message may contain a token)
            raise _redact_error(error, access) from None


def _redact_error(error: Exception, access: Access) -> DeepSlideError:
    known = explain(error)
    if known is None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})"
        return EngineError(redact_secrets(message, access.secrets), "Please report this.")
    return type(known)(*(redact_secrets(text, access.secrets) for text in (known.message, known.remedy)))


@contextmanager
def _set_environment(variables: Mapping[str, str]) -> Iterator[None]:
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
def _silence_loggers() -> Iterator[None]:
    """Stop the libraries' log messages from propagating, except to handlers of ``engine.rasters.write_errors``."""
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
