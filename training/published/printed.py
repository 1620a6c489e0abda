"""The numbers that the reference study printed, out of ``tables/``; its README says where each comes from."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

TABLES = Path(__file__).with_name("tables")


@dataclass(frozen=True)
class PrintedMember:
    """A row of Table 7: the member ``rank`` of its setting on validation; precision, recall and F1 on the test case."""

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
    """F1, and where printed precision and recall, of the best ``size`` members on the test case, to ``digits``."""

    setting: str
    size: int
    precision: float
    recall: float
    f1: float
    digits: int
    source: str


@dataclass(frozen=True)
class PrintedCase:
    """A row of Table 1, and the rough middle of its country, which the table does not have."""

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
    return _read("ganerod_members.csv", PrintedMember)


def printed_ensembles() -> tuple[PrintedEnsemble, ...]:
    """Return Table 8, and what the study's notebook shows."""
    return _read("ganerod_ensembles.csv", PrintedEnsemble)


def printed_cases() -> tuple[PrintedCase, ...]:
    """Return Table 1."""
    return _read("ganerod_case_studies.csv", PrintedCase)


CONVERSIONS = {"str": str, "int": int, "float": lambda text: float(text or "nan"), "date": date.fromisoformat}


def _read(name: str, kind: type) -> tuple[Any, ...]:
    types = kind.__annotations__
    with open(TABLES / name, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return tuple(kind(**{field: CONVERSIONS[types[field]](text) for field, text in row.items()}) for row in rows)
