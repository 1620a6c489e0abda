"""HTTP requests that are repeated when a server is busy or a connection breaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from deepslide_qgis.core.errors import RequestError

ATTEMPTS = 6
"""Attempts in a row without a byte received; any received byte restarts the count."""
BUSY = (429, 500, 502, 503, 504)
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 300.0
TIMEOUTS_S = (20, 60)
AGENT = "deepslide-qgis (training fetch)"
LATER = "Try again later: what is there already is kept, and the fetch goes on where it was."


class Busy(Exception):  # noqa: N818 (not yet an error)
    """The server is busy or the connection broke: retry after ``wait_s`` seconds, 0 if unknown."""

    def __init__(self, reason: str, wait_s: float = 0.0):
        super().__init__(reason)
        self.wait_s = wait_s


class Web:
    """An HTTP session; ``sleep`` waits (replaced in tests), ``report`` receives the reason for waiting."""

    def __init__(self, report: Callable[[str], None] = lambda _: None, sleep: Callable[[float], None] = time.sleep):
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "identity"})
        self._report, self._sleep = report, sleep

    def json(self, address: str) -> Any:
        """Return the decoded answer; raise RequestError if there is none, ValueError if it is not JSON."""

        def attempt() -> Any:
            with self.get(address) as answer:
                return answer.json()

        return self.persist(address, attempt)

    def persist(self, address: str, attempt: Callable[[], Any], progress: Callable[[], int] = lambda: 0) -> Any:
        """Call ``attempt`` until it does not raise Busy, with growing waits, reset whenever ``progress`` grows."""
        failures, before = 0, progress()
        while True:
            try:
                return attempt()
            except Busy as busy:
                now = progress()
                failures, before = (1, now) if now > before else (failures + 1, before)
                if failures >= ATTEMPTS:
                    raise RequestError(f"{address} cannot be reached: {busy}.", LATER) from busy
                wait_s = min(busy.wait_s or FIRST_WAIT_S * 2 ** (failures - 1), LONGEST_WAIT_S)
                self._report(f"{busy}; trying again in {wait_s:.0f} s")
                self._sleep(wait_s)

    @contextmanager
    def get(self, address: str, offset: int = 0) -> Iterator[requests.Response]:
        """Yield the response from byte ``offset`` on; raise Busy if the server is busy or the connection breaks.

        Raises RequestError for an address that does not exist or is not public.
        """
        headers = {"Range": f"bytes={offset}-"} if offset else {}
        try:
            with self._session.get(address, headers=headers, stream=True, timeout=TIMEOUTS_S) as answer:
                if answer.status_code in BUSY:
                    wait_s = retry_after_s(answer.headers.get("Retry-After", ""))
                    raise Busy(f"the server answers {answer.status_code}", wait_s)
                if answer.status_code >= 400 and answer.status_code != 416:
                    raise RequestError(f"{address} answers {answer.status_code} {answer.reason}.", "See its page.")
                yield answer
        except requests.exceptions.JSONDecodeError as error:
            raise ValueError(str(error)) from error
        except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
            raise RequestError(f"'{address}' is no address.", "Check --base-url.") from error
        except requests.exceptions.RequestException as error:
            raise Busy(f"the connection broke off ({type(error).__name__})") from error


def retry_after_s(text: str) -> float:
    """Return the seconds of a ``Retry-After`` header, given as a number or as a date; 0 if it is neither."""
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(timezone.utc)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
