"""Small damages to bytes and to JSON, drawn from a generator of random numbers, so that a seed repeats them."""

from __future__ import annotations

import copy
import random
import struct
from collections.abc import Iterator
from typing import Any

from tests.fuzz import tiff

ODD_VALUES = (
    *(None, True, False, 0, -1, 1, 2, 31, 33, 64, 10**6, 2**31, 2**63, -(2**63), 10**400),
    *(0.5, -0.5, 1e-300, 1e30, 1e308, float("nan"), float("inf"), "", " ", "x", "../../x", "a\0b", "\ud800", "é" * 300),
    *([], {}, [[]], [None], [0], {"x": 1}, "cpu", "any", "log", "mean_probability"),
)
TIFF_LONGS = (0, 1, 2, 3, 5, 7, 8, 16, 64, 255, 256, 65535, 65536, 2**31 - 1, 2**32 - 1)


def damaged_bytes(content: bytes, rng: random.Random) -> bytes:
    """Return ``content`` with some bytes flipped, cut off, doubled, zeroed or overwritten; most often near its head."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 16))):
        if not data:
            break
        reach = len(data) if rng.random() < 0.6 else min(len(data), 512)
        at, length = rng.randrange(reach), rng.choice((1, 1, 2, 4, 64))
        how = rng.randrange(5)
        if how == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif how == 1:
            data[at : at + length] = rng.randbytes(length)
        elif how == 2:
            data[at : at + length] = bytes(length)
        elif how == 3:
            data[at:at] = data[at : at + length]
        else:
            del data[at if rng.random() < 0.3 else max(at, len(data) - length) :]
    return bytes(data)


def damaged_blocks(content: bytes, rng: random.Random) -> bytes:
    """Return a TIFF whose head is whole and whose pixels are not: a block is changed, or the file cut off there."""
    start, length = rng.choice(tiff.blocks(content))
    if rng.random() < 0.2:
        return content[: start + rng.randrange(length)]
    data = bytearray(content)
    for _ in range(rng.choice((1, 4, 16))):
        at = start + rng.randrange(length)
        part = min(rng.choice((1, 8, 64)), start + length - at)
        data[at : at + part] = rng.choice((rng.randbytes(part), bytes(part), b"\xff" * part))
    return bytes(data)


def damaged_index(content: bytes, rng: random.Random) -> bytes:
    """Return a TIFF in which one or two blocks are said to lie elsewhere, or to be of another length."""
    data = bytearray(content)
    for _ in range(rng.choice((1, 2))):
        tags = rng.choice((tiff.OFFSETS, tiff.COUNTS))
        entry = next(entry for entry in tiff.entries(content) if entry.tag in tags)
        form = f"<{tiff.SIZES[entry.kind]}"
        width = struct.calcsize(form)
        other = rng.choice((*TIFF_LONGS, len(content), len(content) - 1)) % (1 << 8 * width)
        struct.pack_into(form, data, entry.values_at + width * rng.randrange(entry.count), other)
    return bytes(data)


def damaged_tags(content: bytes, rng: random.Random) -> bytes:
    """Return a TIFF with the value, the number of values or the type of one or two tags changed."""
    data, found = bytearray(content), list(tiff.entries(content))
    for _ in range(rng.choice((1, 1, 2))):
        at, how = rng.choice(found).at, rng.random()
        if how < 0.7:
            struct.pack_into("<I", data, at + 8, rng.choice(TIFF_LONGS))
        elif how < 0.85:
            struct.pack_into("<I", data, at + 4, rng.choice(TIFF_LONGS))
        else:
            struct.pack_into("<H", data, at + 2, rng.randrange(1, 18))
    return bytes(data)


def other_numbers(plain: Any, rng: random.Random) -> Any:
    """Return a copy of ``plain`` with one to three of its numbers changed into others of their kind."""
    changed = copy.deepcopy(plain)
    numbers = [(holder, key) for holder, key in _places(changed) if type(holder[key]) in (int, float)]
    for holder, key in rng.sample(numbers, min(len(numbers), rng.choice((1, 2, 3)))):
        value = holder[key]
        if isinstance(value, int):
            holder[key] = rng.choice((value + 1, value - 1, 2 * value, value // 2, 0, -value, 8 * value))
        else:
            holder[key] = value * rng.choice((0.5, 2.0, 1e-6, 1e6, 1e-30, 1e30, -1.0, 0.0))
    return changed


def damaged_json(plain: Any, rng: random.Random) -> Any:
    """Return a copy of ``plain`` with one or two of its values replaced, taken out, or put where none belongs."""
    damaged = copy.deepcopy(plain)
    for _ in range(rng.choice((1, 1, 1, 2))):
        places = list(_places(damaged))
        holder, key = rng.choice(places)
        how = rng.random()
        if how < 0.75:
            holder[key] = rng.choice(ODD_VALUES)
        elif how < 0.9:
            del holder[key]
        elif isinstance(holder, dict):
            holder[f"{key}x"] = rng.choice(ODD_VALUES)
        else:
            holder.append(rng.choice(ODD_VALUES))
        if not damaged:
            break
    return damaged


def _places(plain: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every (holder, key) in nested dictionaries and lists."""
    for key, value in plain.items() if isinstance(plain, dict) else enumerate(plain):
        yield plain, key
        if isinstance(value, (dict, list)):
            yield from _places(value)
