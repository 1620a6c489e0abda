"""The name under which an output is written until it is whole."""

from __future__ import annotations

from pathlib import Path


def partial_path(path: str) -> str:
    """Return the temporary name of the output ``path``: ``a/b.tif`` → ``a/b.part.tif``."""
    whole = Path(path)
    return str(whole.with_name(f"{whole.stem}.part{whole.suffix}"))
