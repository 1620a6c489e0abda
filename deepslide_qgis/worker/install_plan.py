"""What a set-up installs and from where: build, package index or folder of wheels, pip or uv."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.worker.environment import installer_environment, locked_path
from deepslide_qgis.worker.graphics_cards import CPU, CUDA_BUILDS, TORCH, Build, choose_build, find_cards
from deepslide_qgis.worker.pip_settings import pip_settings, uv_environment

TORCH_INDEX = "https://download.pytorch.org/whl"
"""PyTorch's package index, which the user can replace by a mirror; contacted only by the set-up."""
CUDA_ONLY = re.compile(r"(nvidia-|cuda-|triton\b)")
TORCH_PACKAGES = re.compile(r"(torch|torchvision)==")
PIP_OPTIONS = ("--no-user", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--no-compile")
"""``--no-compile``, the default of uv, saves 40 MB of bytecode for modules that are never imported."""
UV_OPTIONS = ("--no-progress", "--no-config", "--index-strategy", "unsafe-best-match", "--link-mode", "copy")
CERTIFICATES = ("PIP_CERT", "SSL_CERT_FILE")
BUILDS = {build.tag: build for build in (CPU, TORCH, *CUDA_BUILDS)}


@dataclass(frozen=True)
class InstallSettings:
    """Options of the set-up, all optional.

    ``build`` is auto, cpu (no torch), torch or a CUDA tag; ``extras`` are further sets of requirements ("imagery");
    ``wheels`` is a folder of wheels that replaces every index; ``index`` and ``torch_index`` replace the default index
    and PyTorch's; ``variables`` (proxy, certificates) go to the installer.
    """

    python: Optional[Path] = None
    build: str = "auto"
    wheels: Optional[Path] = None
    index: str = ""
    torch_index: str = ""
    uses_uv: bool = True
    variables: dict[str, str] = field(default_factory=dict)
    extras: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.build != "auto" and self.build not in BUILDS:
            raise EngineEnvironmentError(f"There is no build '{self.build}'.", f"Known: auto, {', '.join(BUILDS)}.")
        if self.wheels is not None and not any(self.wheels.glob("*.whl")):
            raise EngineEnvironmentError(
                f"There are no wheels in '{self.wheels}'.",
                "On a computer with internet and the same system and Python, run: pip download --only-binary :all: "
                f'-r "{locked_path("core")}" -d FOLDER (torch.locked.txt for a build with PyTorch); name FOLDER whole.',
            )


@dataclass(frozen=True)
class InstallPlan:
    """The decisions from which the installer's commands are built."""

    settings: InstallSettings
    build: Build
    reason: str
    platform: str
    uv: Optional[str]
    has_no_index: bool = False

    @property
    def is_plain(self) -> bool:
        """True if the default index has this build: without torch, CUDA 13 on Linux, plain torch elsewhere."""
        return self.build in (CPU, CUDA_BUILDS[0] if self.platform.startswith("linux") else TORCH)

    def announcement(self, folder: Path) -> str:
        """Return a sentence on what will be installed: size, source, folder and installer."""
        source = f"the folder {self.settings.wheels}" if self.settings.wheels else "the internet"
        return (
            f"{self.reason} To be installed: {self.build.title} and its companions, about "
            f"{self.build.download_mb / 1000:.1f} GB from {source}, {self.build.installed_mb / 1000:.1f} GB on disk, "
            f"in {folder}, with {'uv' if self.uv else 'pip'}."
        )

    def requirements(self) -> list[str]:
        """Return the contents of the requirements files, to be installed one after the other."""
        if self.settings.wheels:
            requirements = self.settings.wheels / "requirements.txt"
            return [
                requirements.read_text(encoding="utf-8") if requirements.is_file() else _without_hashes(self._locked())
            ]
        locked = self._locked()
        if self.is_plain:
            return [locked]
        torch = [line.split(" ")[0] for line in locked.splitlines() if TORCH_PACKAGES.match(line)]
        torch = [f"{line}+{self.build.index}" if line.startswith("torch==") else line for line in torch]
        rest = [
            block
            for block in _split_requirements(locked)
            if not (CUDA_ONLY.match(block) or TORCH_PACKAGES.match(block))
        ]
        return ["\n".join(torch) + "\n", "".join(rest)]

    def extra_requirements(self, name: str) -> str:
        """Return the requirements of the extra ``name``."""
        if self.settings.wheels:
            return _without_hashes(locked_path(name).read_text(encoding="utf-8"))
        return locked_path(name).read_text(encoding="utf-8")

    def _locked(self) -> str:
        return locked_path("torch" if self.build.has_torch else "core").read_text(encoding="utf-8")

    def command(self, python: Path, requirements: Path) -> list[str]:
        """Return the command that installs one requirements file into the environment of ``python``."""
        if self.uv:
            command = [self.uv, "pip", "install", "--python", str(python), *UV_OPTIONS]
        else:
            # Python's -I keeps stray modules out; pip still reads the user's configuration files and PIP_ variables.
            command = [str(python), "-I", "-m", "pip", "install", *PIP_OPTIONS]
        text = requirements.read_text(encoding="utf-8")
        if "--hash" in text:
            command.append("--require-hashes")
        if self.settings.wheels:
            command += ["--no-index", "--find-links", str(self.settings.wheels)]
        elif self.has_no_index:
            command.append("--no-index")
        elif self.settings.index:
            command += ["--index-url", self.settings.index]
        if f"+{self.build.index}\n" in text and not self.settings.wheels:
            command.append("--no-deps")  # only torch comes from PyTorch's index; everything else follows, with hashes
            index = self.settings.torch_index or TORCH_INDEX
            command += [] if self.has_no_index else ["--extra-index-url", f"{index.rstrip('/')}/{self.build.index}"]
        return [*command, "--requirement", str(requirements)]

    def variables(self, environment: dict[str, str]) -> dict[str, str]:
        """Return the installer's environment variables: pip's settings, translated for uv, and those of the settings.

        A certificate from pip's own settings has precedence over ``settings.variables``.
        """
        translated = uv_environment(environment, self.platform) if self.uv else {}
        has_certificate = bool(pip_settings(environment, self.platform).get("cert"))
        left_out = CERTIFICATES if has_certificate else ()
        given = {name: value for name, value in self.settings.variables.items() if name not in left_out}
        return {**environment, **translated, **given}


def make_plan(settings: InstallSettings, platform: str) -> InstallPlan:
    """Choose build and installer; runs nvidia-smi if the build is "auto"."""
    if settings.build == "auto":
        choice = choose_build(*find_cards(), platform)
        build, reason = choice.build, choice.reason
    else:
        build, reason = BUILDS[settings.build], f"The build '{settings.build}' was asked for."
    uv = shutil.which("uv") if settings.uses_uv else None
    has_no_index = pip_settings(installer_environment(), platform).get("no-index", "") not in ("", "0", "false", "no")
    return InstallPlan(settings, build, reason, platform, uv, has_no_index)


def _without_hashes(locked: str) -> str:
    """Return a locked file's pins only: wheels in a folder may be other files of the same versions."""
    pins = (block.splitlines()[0].rstrip(" \\") for block in _split_requirements(locked) if not CUDA_ONLY.match(block))
    return "\n".join(pins) + "\n"


def _split_requirements(text: str) -> list[str]:
    """Return the requirements of a locked file, each with its hash lines."""
    return re.findall(r"(?m)^\S.*\n(?:[ \t]+.*\n)*", text)
