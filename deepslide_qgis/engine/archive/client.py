"""STAC API client: retries of failed requests, login for the archive's hosts only."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.errors import Cancelled, EngineEnvironmentError, RequestError
from deepslide_qgis.core.events import IsCancelled
from deepslide_qgis.core.imagery.archives import Archive
from deepslide_qgis.core.remedies import WITH_IMAGERY
from deepslide_qgis.engine.archive.network import ATTEMPTS, CONNECT_S, LONGEST_WAIT_S, STALL_S

PAGE = 100
LARGEST_ITEM_COUNT = 5000
RETRY_STATUSES = (408, 429, 500, 502, 503, 504)
LOGIN = (
    "Give a login for it (parameter AUTHCFG): for planetary-computer an API header with its subscription key, for cdse "
    "Basic with the access key and secret key of its S3 storage, for another what its owner says."
)


def import_client() -> ModuleType:
    """Return pystac_client; raise EngineEnvironmentError if it is not installed."""
    try:
        import pystac_client
    except ImportError as error:
        raise EngineEnvironmentError(
            f"Searching archives needs packages that the engine lacks: {error}.",
            WITH_IMAGERY,
        ) from error
    return pystac_client


class ArchiveClient:
    """Client of one archive. Raises RequestError with the archive's message and a remedy."""

    def __init__(self, archive: Archive, access: Access):
        self._archive = archive
        library = import_client()
        from pystac_client.exceptions import APIError
        from pystac_client.stac_api_io import StacApiIO

        self._api_error = APIError
        self._session = login_session(archive, access)
        transport = StacApiIO(max_retries=None)
        transport.session = self._session
        with self._convert_errors():
            self._client = library.Client.open(archive.url, stac_io=transport, timeout=(CONNECT_S, STALL_S))

    def items(
        self, collections: tuple[str, ...], bbox_deg: tuple[float, ...], days: str, is_cancelled: IsCancelled
    ) -> Iterator[dict[str, Any]]:
        """Yield the items of ``collections`` in ``bbox_deg`` and ``days`` (an interval), page by page, as JSON.

        Raises RequestError for more than 5000 items.
        """
        when = {"datetime": days} if days else {}
        with self._convert_errors():
            search = self._client.search(collections=list(collections), bbox=list(bbox_deg), limit=PAGE, **when)
            for count, item in enumerate(search.items_as_dicts()):
                if is_cancelled():
                    raise Cancelled()
                if count >= LARGEST_ITEM_COUNT:
                    raise RequestError(
                        f"{self._archive.title} has more than {LARGEST_ITEM_COUNT} images of this area and time.",
                        "Choose a smaller area or shorter periods.",
                    )
                yield item

    def token(self, collection: str) -> str:
        """Return the token for URLs of ``collection``; empty for an archive without tokens."""
        if not self._archive.token_url:
            return ""
        url = self._archive.token_url.replace("{collection}", collection)
        with self._convert_errors():
            response = self._session.get(url, timeout=(CONNECT_S, STALL_S))
            response.raise_for_status()
            return str(response.json()["token"])

    def _convert_errors(self) -> _ErrorConversion:
        return _ErrorConversion(self._archive, self._api_error)


class _ErrorConversion:
    """Converts the errors of a request to the archive to RequestError."""

    def __init__(self, archive: Archive, api_error: type[Exception]):
        self._archive = archive
        self._api_error = api_error

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, error: BaseException | None, _trace: Any) -> None:
        import requests

        if isinstance(error, (self._api_error, requests.RequestException)):
            raise _explain_refusal(self._archive, error) from error
        if isinstance(error, (ValueError, KeyError, TypeError, AttributeError, NotImplementedError)) or (
            error is not None and type(error).__module__.split(".")[0] in ("pystac", "pystac_client")
        ):
            raise RequestError(
                f"{self._archive.url} does not answer as a STAC API: {error}",
                "Check the address; it is that of the API's landing page, often ending in /v1.",
            ) from error


def _explain_refusal(archive: Archive, error: Exception) -> RequestError:
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    if status in (401, 403):
        return RequestError(f"{archive.title} needs a login, or refuses this one (HTTP {status}).", LOGIN)
    host = urlsplit(archive.url).hostname
    if status == 404:
        return RequestError(f"There is nothing at {archive.url} (HTTP 404).", "Check the address of the archive.")
    if status:
        return RequestError(
            f"{archive.title} refused the search (HTTP {status}).", "Try again later, or use another archive."
        )
    return RequestError(
        f"{host} gives no usable answer after {ATTEMPTS} attempts: {error}",
        "Check the internet connection and QGIS's proxy (Settings > Options > Network), or try again later.",
    )


def login_session(archive: Archive, access: Access) -> Any:
    """Return a requests session that sends the login to the archive's hosts only.

    urllib3 retries failures before the response begins, ``send`` those in the middle of a response.
    """
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3 import Retry
    from urllib3.exceptions import ReadTimeoutError

    class Session(requests.Session):
        def send(self, request: Any, **settings: Any) -> Any:
            for _ in range(ATTEMPTS - 1):
                try:
                    return super().send(request, **settings)
                except requests.exceptions.ChunkedEncodingError:
                    continue
                except requests.exceptions.ConnectionError as error:
                    if not (error.args and isinstance(error.args[0], ReadTimeoutError)):
                        raise
            return super().send(request, **settings)

        def prepare_request(self, request: Any) -> Any:
            prepared = super().prepare_request(request)
            prepared.headers.update(archive.headers(access, prepared.url))
            return prepared

        def rebuild_auth(self, prepared_request: Any, response: Any) -> None:
            super().rebuild_auth(prepared_request, response)
            for name in set(access.headers) - set(archive.headers(access, prepared_request.url)):
                prepared_request.headers.pop(name, None)

    retries = Retry(
        total=ATTEMPTS - 1,
        status_forcelist=RETRY_STATUSES,
        allowed_methods=None,
        backoff_factor=0.5,
        raise_on_status=False,
        retry_after_max=LONGEST_WAIT_S,
    )
    session = Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retries))
    return session
