"""Parsing of band numbers from forms, models, scripts and command lines."""

from __future__ import annotations

import re
from typing import Any

from qgis.core import QgsExpressionContext, QgsProperty

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.translation import translate


def band_numbers(value: Any, expressions: QgsExpressionContext) -> tuple[int, ...]:
    """Return the numbers in ``value``: a number, a list, or a text such as 4,3,2 or 4;3;2 or [4,3,2].

    Raises RequestError for anything that is no band number.
    """
    if isinstance(value, QgsProperty):
        value, _ = value.value(expressions)
    values = value if isinstance(value, (list, tuple)) else [value]
    return tuple(map(_parse_band_number, re.findall(r"[^][(),;\s]+", ",".join(map(str, values)))))


def _parse_band_number(word: str) -> int:
    try:
        number = float(word)
    except ValueError:
        number = 0.0
    if not (number >= 1 and number.is_integer()):
        raise RequestError(
            translate("'{}' is no number of a band: these are whole and begin with 1.").format(word),
            translate("Write band numbers like this: 4,3,2."),
        )
    return int(number)
