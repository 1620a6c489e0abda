"""What all tests share: an isolated data folder, the engine's Python, and the rule about skips.

The rule: where the real data lies beside the checkout (``../shared/data``), a skipped test is a failure, so
that nothing goes untested unseen. Only hardware may be missing: such a skip starts with ``hardware:``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
REAL_DATA = Path(os.environ.get("DEEPSLIDE_SHARED_DATA") or REPOSITORY.parent / "shared" / "data")
ALLOWED_SKIP = "hardware:"

os.environ.setdefault("DEEPSLIDE_ENGINE_PYTHON", str(REPOSITORY / ".venv" / "bin" / "python"))
os.environ.setdefault("DEEPSLIDE_DATA", str(REPOSITORY / "build" / "test" / "data"))
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

skips: list[tuple[str, str]] = []


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data; the test is skipped where there is none."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real data in {REAL_DATA}")
    return REAL_DATA


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _note_skip(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _note_skip(report)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if _forbidden_skips() and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, reason in _forbidden_skips():
        terminalreporter.write_line(f"FAILED {name} - skipped although the real data is at hand: {reason}", red=True)


def _note_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        skips.append((report.nodeid, reason.removeprefix("Skipped: ")))


def _forbidden_skips() -> list[tuple[str, str]]:
    return [skip for skip in skips if REAL_DATA.is_dir() and not skip[1].startswith(ALLOWED_SKIP)]
