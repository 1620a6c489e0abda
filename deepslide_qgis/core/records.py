"""Conversion of frozen dataclasses to and from plain JSON values, with every field checked.

The model card, the requests and the events all use this conversion: a file written by hand or by another version is
refused with the name of the wrong field.
"""

from __future__ import annotations

import dataclasses
import typing
from typing import Any, TypeVar, Union

from deepslide_qgis.core.errors import DeepSlideError, RequestError

Record = TypeVar("Record")


def to_plain(record: Any) -> Any:
    """Return ``record`` as dictionaries, lists and scalars that ``json`` can write."""
    if dataclasses.is_dataclass(record):
        return {field.name: to_plain(getattr(record, field.name)) for field in dataclasses.fields(record)}
    if isinstance(record, dict):
        return {key: to_plain(value) for key, value in record.items()}
    if isinstance(record, (list, tuple)):
        return [to_plain(value) for value in record]
    return record


def from_plain(kind: type[Record], plain: Any, where: str = "", error: type[DeepSlideError] = RequestError) -> Record:
    """Build the dataclass ``kind`` from ``plain``; raise ``error`` with the name of the field that does not fit."""
    where = where or kind.__name__
    if not isinstance(plain, dict):
        raise error(f"{where} must be an object with named fields, not {type(plain).__name__}.")
    fields = {field.name: field for field in dataclasses.fields(kind)}
    unknown = sorted(set(plain) - set(fields))
    if unknown:
        raise error(f"{where} has unknown fields: {', '.join(unknown)}.", "It may come from a newer version.")
    hints = typing.get_type_hints(kind)
    values = {}
    for name, field in fields.items():
        if name in plain:
            values[name] = _convert(hints[name], plain[name], f"{where}.{name}", error)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise error(f"{where} lacks the field '{name}'.")
    return kind(**values)


def _convert(hint: Any, value: Any, where: str, error: type[DeepSlideError]) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Union:  # Optional[...] is the only union in use
        if value is None and type(None) in arguments:
            return None
        return _convert(next(a for a in arguments if a is not type(None)), value, where, error)
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise error(f"{where} must be a list, not {type(value).__name__}.")
        return tuple(_convert(arguments[0], item, f"{where}[{i}]", error) for i, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise error(f"{where} must be an object, not {type(value).__name__}.")
        return {str(key): _convert(arguments[1], item, f"{where}.{key}", error) for key, item in value.items()}
    if dataclasses.is_dataclass(hint):
        return value if isinstance(value, hint) else from_plain(hint, value, where, error)
    return _convert_scalar(hint, value, where, error)


def _convert_scalar(hint: Any, value: Any, where: str, error: type[DeepSlideError]) -> Any:
    if hint is Any:
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError as problem:
            raise error(f"{where} is too large a number.") from problem
    if isinstance(value, bool) != (hint is bool) or not isinstance(value, hint):
        raise error(f"{where} must be {hint.__name__}, not {value!r}.")
    return value
