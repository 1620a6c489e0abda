"""The numbers that the reference study printed, read from ``tables/``; their sources are in its README."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

TABLES = Path(__file__).with_name("tables")


@dataclass(frozen=True)
class PrintedMember:
    """A row of Table 7: a member's ``rank`` in its setting on validation, and its scores on the test case."""

    setting: str
    rank: int
    validation_f1: float
    loss: str
    learning_rate: float
    architecture: str
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class PrintedEnsemble:
    """Printed scores of the best ``size`` members on the test case, to ``digits``; F1 is always printed."""

    setting: str
    size: int
    precision: float
    recall: float
    f1: float
    digits: int
    source: str


@dataclass(frozen=True)
class PrintedCase:
    """A row of Table 1, and the approximate centre of its country, which the table does not have."""

    number: int
    place: str
    type: str
    trigger: str
    length_km: float
    width_km: float
    rain_mm_per_year: int
    date: date
    country: str
    country_lon_deg: float
    country_lat_deg: float


def printed_members() -> tuple[PrintedMember, ...]:
    """Return Table 7."""
    return _read_table("ganerod_members.csv", PrintedMember)


def printed_ensembles() -> tuple[PrintedEnsemble, ...]:
    """Return Table 8 and the results in the study's notebook."""
    return _read_table("ganerod_ensembles.csv", PrintedEnsemble)


def printed_cases() -> tuple[PrintedCase, ...]:
    """Return Table 1."""
    return _read_table("ganerod_case_studies.csv", PrintedCase)


CONVERSIONS = {"str": str, "int": int, "float": lambda text: float(text or "nan"), "date": date.fromisoformat}


def _read_table(name: str, kind: type) -> tuple[Any, ...]:
    types = kind.__annotations__
    with open(TABLES / name, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return tuple(kind(**{field: CONVERSIONS[types[field]](text) for field, text in row.items()}) for row in rows)
