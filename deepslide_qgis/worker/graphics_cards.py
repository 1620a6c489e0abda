"""The NVIDIA cards and driver that nvidia-smi reports, and the build of the engine that they can run."""

from __future__ import annotations

import os
import shutil
import subprocess  # nosec B404
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from deepslide_qgis.worker.short_run import run_and_capture

QUERY = "name,driver_version,compute_cap"
QUERY_S = 20


@dataclass(frozen=True)
class Card:
    """A graphics card; ``capability`` is its compute capability, (0, 0) if an old driver does not report one."""

    name: str
    driver: tuple[int, ...]
    capability: tuple[int, int]


@dataclass(frozen=True)
class Build:
    """A build of the engine: tag, oldest driver, range of compute capabilities, size.

    ``index`` is the build's name in PyTorch's package index, empty for a build without torch.
    """

    tag: str
    title: str
    driver_linux: tuple[int, ...]
    driver_windows: tuple[int, ...]
    capabilities: tuple[tuple[int, int], tuple[int, int]]
    download_mb: int
    installed_mb: int
    index: str = ""

    @property
    def has_torch(self) -> bool:
        return bool(self.index)


NO_CARD = ((0, 0), (0, 0))
CPU = Build("cpu", "OpenVINO on the CPU", (0,), (0,), NO_CARD, 130, 400)
TORCH = Build("torch", "PyTorch for the CPU or Apple's GPU", (0,), (0,), NO_CARD, 450, 1600, "cpu")
CUDA_BUILDS = (
    Build("cu130", "PyTorch for CUDA 13.0", (580, 65), (580, 88), ((7, 5), (12, 1)), 2500, 5900, "cu130"),
    Build("cu126", "PyTorch for CUDA 12.6", (525, 60), (528, 33), ((5, 0), (9, 0)), 3100, 6800, "cu126"),
)
"""Newest first. Drivers: the oldest with minor version compatibility for that CUDA; see docs/installing.md."""


@dataclass(frozen=True)
class Choice:
    """The build to install, and the reason as a sentence."""

    build: Build
    reason: str


def find_cards() -> tuple[tuple[Card, ...], str]:
    """Return (cards, complaint if nvidia-smi exists but does not answer)."""
    program = _find_nvidia_smi()
    if program is None:
        return (), ""
    try:
        command = [program, f"--query-gpu={QUERY}", "--format=csv,noheader,nounits"]
        return parse_cards(run_and_capture(command, QUERY_S, must_succeed=False))
    except (OSError, subprocess.SubprocessError) as error:
        return (), f"nvidia-smi does not run ({type(error).__name__})"


def parse_cards(text: str) -> tuple[tuple[Card, ...], str]:
    """Parse the output of nvidia-smi; return (cards, its error message if there are none)."""
    cards = tuple(card for card in map(_parse_line, text.splitlines()) if card)
    complaint = " ".join(text.split())[:200] if not cards else ""
    return cards, complaint


def choose_build(cards: tuple[Card, ...], complaint: str = "", platform: str = sys.platform) -> Choice:
    """Return the newest build that one of the cards and its driver can run, or the build without torch."""
    if platform == "darwin":
        return Choice(TORCH, "The build for macOS uses Apple's GPU where there is one.")
    if complaint:
        return Choice(CPU, f"An NVIDIA driver is installed but does not answer ({complaint}).")
    if not cards:
        return Choice(CPU, "No NVIDIA graphics card was found.")
    for build in CUDA_BUILDS:
        needed = build.driver_windows if platform == "win32" else build.driver_linux
        for card in cards:
            low, high = build.capabilities
            fits = card.capability == (0, 0) or low <= card.capability <= high
            if fits and card.driver >= needed:
                return Choice(build, f"{card.name}, driver {_format_version(card.driver)}, can run {build.title}.")
    card = cards[0]
    return Choice(
        CPU,
        f"{card.name} (compute capability {_format_version(card.capability)}, driver {_format_version(card.driver)}) "
        "fits no CUDA build of this torch: a newer driver may help, or the card is too old or too new.",
    )


def _parse_line(line: str) -> Optional[Card]:
    fields = [field.strip() for field in line.split(",")]
    if len(fields) < 3:
        return None
    name, driver, capability = ", ".join(fields[:-2]), *fields[-2:]
    if not driver.replace(".", "").isdigit():
        return None
    numbers = _parse_version(capability)
    return Card(name, _parse_version(driver), (numbers[0], numbers[1]) if len(numbers) == 2 else (0, 0))


def _parse_version(text: str) -> tuple[int, ...]:
    parts = text.split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else ()


def _format_version(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers)) or "unknown"


def _find_nvidia_smi() -> Optional[str]:
    on_windows = [Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "nvidia-smi.exe"]
    on_windows.append(
        Path(os.environ.get("PROGRAMFILES", r"C:\Program Files")) / "NVIDIA Corporation/NVSMI/nvidia-smi.exe"
    )
    found = [str(path) for path in on_windows if sys.platform == "win32" and path.is_file()]
    return shutil.which("nvidia-smi") or (found[0] if found else None)
