"""Write requirements.txt for a folder of wheels: each wheel pinned with its hash."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path


def list_wheels(folder: Path) -> str:
    """Return requirements that match exactly the wheels in ``folder``."""
    lines = []
    for wheel in sorted(folder.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        lines.append(f"{name.replace('_', '-').lower()}=={version} --hash=sha256:{digest}\n")
    return "".join(lines)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (target / "requirements.txt").write_text(list_wheels(target), encoding="utf-8")
    print(f"{len(list(target.glob('*.whl')))} wheels in {target}; name the folder in 'Set up engine' (WHEELS).")
