"""A country at 10 m on paper: hours, cost and bottleneck, reckoned from what ``tests.benchmarks scaling`` measured.

    .venv/bin/python -m tests.benchmarks.country [--workers 1 16 64 256] [--members 4] [--core-price 0.04] …

Prices and the speed of the storage are what you give; the defaults are of the order of what clouds ask.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass

from tests.benchmarks.scaling import KEPT
from training.tables import ResultTable

BYTES_READ, BYTES_WRITTEN = 6 * 0.7, 4 * 0.6
"""Per pixel: three bands of 16 bit, one layer of 32 bit, compressed; a block is written, read and written again."""


@dataclass(frozen=True)
class Measured:
    """Of one worker on one thread and one member, in pixels per second; and of putting blocks together."""

    worker_px_per_s: float
    joined_px_per_s: float
    encoder: str


@dataclass(frozen=True)
class Assumed:
    """What is asked and paid; ``storage_mb_s`` is of all workers together."""

    pixels: float
    members: int
    core_price: float
    storage_mb_s: float


def hours(measured: Measured, assumed: Assumed, workers: int) -> dict[str, float]:
    """Return the hours of each part; predicting and storage go on at the same time, putting together follows."""
    megabytes = assumed.pixels * (BYTES_READ + 3 * BYTES_WRITTEN) / 1e6
    return {
        "networks": assumed.pixels * assumed.members / measured.worker_px_per_s / workers / 3600,
        "storage": megabytes / assumed.storage_mb_s / 3600,
        "putting together": assumed.pixels / measured.joined_px_per_s / 3600,
    }


def table(measured: Measured, assumed: Assumed, workers: list[int]) -> ResultTable:
    """Return one row for each number of workers."""
    rows = []
    for count in workers:
        parts = hours(measured, assumed, count)
        total = max(parts["networks"], parts["storage"]) + parts["putting together"]
        longest = max(parts, key=parts.__getitem__)
        cost = count * assumed.core_price * total
        rows.append((count, *(round(part, 2) for part in parts.values()), round(total, 2), round(cost, 2), longest))
    columns = ("Workers (one core each)", "Networks, h", "Storage, h", "Putting together, h", "In all, h", "Cost")
    caption = (
        f"{assumed.pixels:.3g} pixels, {assumed.members} members like Unet-{measured.encoder}. Measured: "
        f"{measured.worker_px_per_s / 1e6:.4f} Mpx/s for a member on a core, "
        f"{measured.joined_px_per_s / 1e6:.1f} Mpx/s put together. "
        f"Assumed: {assumed.core_price:g} a core-hour, {assumed.storage_mb_s:g} MB/s of storage"
    )
    return ResultTable("A country at 10 m", caption, (*columns, "Bottleneck"), tuple(rows))


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 16, 64, 256])
    parser.add_argument("--pixels", type=float, default=4e9)
    parser.add_argument("--members", type=int, default=4)
    parser.add_argument("--core-price", type=float, default=0.04)
    parser.add_argument("--storage", type=float, default=500, help="MB/s, of all workers together")
    given = parser.parse_args()
    if not KEPT.is_file():
        parser.error("nothing is measured yet: python -m tests.benchmarks scaling")
    measured = Measured(**json.loads(KEPT.read_text(encoding="utf-8")))
    assumed = Assumed(given.pixels, given.members, given.core_price, given.storage)
    print(table(measured, assumed, given.workers).markdown(100))


if __name__ == "__main__":
    main()
