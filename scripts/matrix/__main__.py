"""Run the tests with QGIS on several systems, each in a chroot of its own in build/matrix; print one table.

``make test-matrix``, as root, on Debian or Ubuntu with debootstrap. A chroot that is there is used again; each takes
4 to 6 GB.
"""

from __future__ import annotations

import argparse
import sys
import time
import xml.etree.ElementTree as ET  # nosec B405 (pytest's own report of a moment ago)
from pathlib import Path

from scripts.matrix.chroot import REPOSITORY, SYSTEMS, Chroot

COLUMNS = ("system", "QGIS", "Python", "passed", "failed", "skipped", "minutes")


def main() -> int:
    """Run the named systems, by default all; return 1 if a test failed or none ran."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("systems", nargs="*", choices=[[], *SYSTEMS], help="default: all")
    parser.add_argument("--arguments", default="", help="for pytest, as in make test ARGS=")
    arguments = parser.parse_args()
    rows = [run_system(name, arguments.arguments) for name in arguments.systems or SYSTEMS]
    print_table(rows)
    return 0 if all(row[3] != "0" and row[4] == "0" for row in rows) else 1


def run_system(name: str, arguments: str) -> tuple[str, ...]:
    """Return the table row of the system ``name``; its output is in build/matrix/NAME.log."""
    began, chroot = time.monotonic(), Chroot(name, REPOSITORY / "build" / "matrix")
    print(f"[{name}] {SYSTEMS[name].title}; log: {chroot.log.relative_to(REPOSITORY)}", flush=True)
    chroot.report.unlink(missing_ok=True)
    chroot.make()
    chroot.copy_sources()
    chroot.run("/deepslide/scripts/matrix/inside.sh", arguments)
    minutes = f"{(time.monotonic() - began) / 60:.1f}"
    return name, *chroot.versions(), *_read_counts(chroot.report), minutes


def _read_counts(report: Path) -> tuple[str, str, str]:
    """Return the numbers of passed, failed and skipped tests; a run without a report counts as failed."""
    if not report.is_file():
        return "0", "no report", "0"
    suite = ET.parse(report).getroot().find("testsuite")  # nosec B314
    bad = int(suite.get("failures")) + int(suite.get("errors"))
    skipped = int(suite.get("skipped"))
    return str(int(suite.get("tests")) - bad - skipped), str(bad), str(skipped)


def print_table(rows: list[tuple[str, ...]]) -> None:
    """Print ``rows`` in columns under their titles."""
    lines = [COLUMNS, *rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(COLUMNS))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
