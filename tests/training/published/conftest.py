"""The small study, trained once by the libraries of its time; kept in ``build`` until what makes it changes."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.training.published.small_study import write_dataset

REPOSITORY = Path(__file__).parents[3]
OLD_LIBRARIES = REPOSITORY / "build" / "old-libraries"
MADE_BY = ("lightning_of_2023.py", "small_study.py", "deepslide_weights.py")


@dataclass(frozen=True)
class SmallStudy:
    """``root`` holds ``global_dataset``, ``models`` and ``deepslide``; ``expected`` what the old libraries gave."""

    root: Path
    expected: dict[str, Any]

    def logits(self, setting: str, number: int) -> Any:
        import numpy as np

        return np.load(self.root / "expected" / f"{setting}-{number}.npy")


@pytest.fixture(scope="session")
def small_study() -> SmallStudy:
    root = REPOSITORY / "build" / "published" / _hash()
    root.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(root.parent / "lock"):
        if not root.is_dir():
            _make(root)
    return SmallStudy(root, json.loads((root / "expected" / "scores.json").read_text()))


def _make(root: Path) -> None:
    assert OLD_LIBRARIES.is_dir(), "make build/old-libraries/ready installs what the study trained with"
    for older in root.parent.glob("*/"):
        shutil.rmtree(older)
    partial = root.with_name(root.name + ".partial")
    write_dataset(partial)
    program = [sys.executable, str(Path(__file__).with_name("lightning_of_2023.py"))]
    run = subprocess.run([*program, str(OLD_LIBRARIES), str(partial)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    partial.replace(root)


def _hash() -> str:
    files = [*(Path(__file__).with_name(name) for name in MADE_BY), REPOSITORY / "tests/requirements-old-libraries.txt"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
