"""A Debian system in a folder: installed by debootstrap from the machine's mirror, entered with chroot."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KEYRINGS = Path("/usr/share/keyrings")
CERTIFICATES = Path("/usr/local/share/ca-certificates")
APT_SETTINGS = Path("/etc/apt/apt.conf.d")
SOURCES = (Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d"))
SHARED_DATA = Path(os.environ.get("DEEPSLIDE_SHARED_DATA") or REPOSITORY.parent / "shared" / "data")
DEFAULT_MIRROR = "http://deb.debian.org/debian"
ENTER = """
set -e
root=$1; shift
mount --rbind /dev "$root/dev"; mount -t proc proc "$root/proc"
for folder in $READABLE; do mkdir -p "$root$folder"; mount --rbind -o ro "$folder" "$root$folder"; done
[ ! -d "$SHARED" ] || { mkdir -p "$root/shared/data"; mount --bind -o ro "$SHARED" "$root/shared/data"; }
exec chroot "$root" "$@"
"""
"""Runs in separate namespaces: mounts and processes end with it, however it ends."""


@dataclass(frozen=True)
class System:
    """A Debian release, whether QGIS comes from its backports, and whether torch is Debian's package."""

    title: str
    suite: str
    backports: bool
    debian_torch: bool = False


SYSTEMS = {
    "debian12": System("Debian 12's own QGIS 3.22", "bookworm", backports=False),
    "debian12-backports": System("QGIS 3.40 of Debian 12's backports", "bookworm", backports=True),
    "debian13-backports": System("QGIS 3.44 of Debian 13's backports", "trixie", backports=True, debian_torch=True),
}


class Chroot:
    """The system ``name`` below the folder ``place``."""

    def __init__(self, name: str, place: Path):
        self.system = SYSTEMS[name]
        self.root = place / name
        self.log = place / f"{name}.log"
        self.report = self.root / "deepslide" / "build" / "matrix.xml"

    def make(self) -> None:
        """Install the system if it does not exist; exit with a message if that is not possible."""
        if os.geteuid() != 0 or not shutil.which("debootstrap"):
            sys.exit("This needs root and debootstrap: sudo apt-get install debootstrap, then run it as root.")
        self.root.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        if (self.root / "made").is_file():
            return
        shutil.rmtree(self.root, ignore_errors=True)
        suite, mirror = self.system.suite, debian_mirror()
        keyring = KEYRINGS / "debian-archive-keyring.gpg"
        self._run_logged(["debootstrap", f"--keyring={keyring}", "--variant=minbase", suite, str(self.root), mirror])
        suites = [suite, f"{suite}-updates"] + [f"{suite}-backports"] * self.system.backports
        lines = [f"deb {mirror} {each} main\n" for each in suites]
        (self.root / "etc" / "apt" / "sources.list").write_text("".join(lines), encoding="utf-8")
        (self.root / "deepslide").mkdir()
        self._copy_settings()
        (self.root / "made").touch()

    def copy_sources(self) -> None:
        """Copy the working tree, without ignored files, into the system, replacing the former copy."""
        target = self.root / "deepslide"
        for entry in target.iterdir():
            if entry.name not in (".venv", ".venv-qgis"):
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listed, cwd=REPOSITORY, capture_output=True, check=True).stdout.split(b"\0")
        for path in (Path(os.fsdecode(name)) for name in names if name):
            if (REPOSITORY / path).is_file():
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPOSITORY / path, target / path)

    def run(self, *command: str) -> int:
        """Run ``command`` inside, with its output in the log; return its exit code."""
        variables = {
            **{name: value for name, value in os.environ.items() if re.match(r"(?i)(PIP_|SSL_|.*_proxy$)", name)},
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "READABLE": " ".join(_pip_folders()),
            "SHARED": str(SHARED_DATA),
            "DEBIAN_TORCH": "1" if self.system.debian_torch else "",
            "RELEASE": f"{self.system.suite}-backports" if self.system.backports else self.system.suite,
        }
        spaces = ["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]
        return self._run_logged([*spaces, "sh", "-c", ENTER, "enter", str(self.root), *command], variables, check=False)

    def versions(self) -> tuple[str, str]:
        """Return the versions of QGIS and Python inside, as printed by the environment check."""
        found = re.search(r"QGIS (\S+) on Python ([\d.]+)", self.log.read_text(encoding="utf-8", errors="replace"))
        return (found[1], found[2]) if found else ("?", "?")

    def _copy_settings(self) -> None:
        """Copy the machine's certificates and its settings of apt and pip, to reach the mirrors."""
        shutil.copytree(CERTIFICATES, self.root / CERTIFICATES.relative_to("/"), dirs_exist_ok=True)
        for setting in APT_SETTINGS.glob("*"):
            if "Acquire::" in setting.read_text(encoding="utf-8", errors="replace"):
                shutil.copy(setting, self.root / APT_SETTINGS.relative_to("/"))
        for path in (Path("/etc/pip.conf"), Path("/etc/xdg/pip"), Path.home() / ".config" / "pip"):
            target = self.root / (
                Path("root/.config/pip") if path.is_relative_to(Path.home()) else path.relative_to("/")
            )
            if path.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if path.is_dir() else shutil.copy)(path, target)

    def _run_logged(self, command: list[str], variables: dict[str, str] | None = None, check: bool = True) -> int:
        with open(self.log, "ab") as log:
            code = subprocess.run(command, env=variables, stdout=log, stderr=log, stdin=subprocess.DEVNULL).returncode
        if code and check:
            sys.exit(f"{command[0]} failed; its log is {self.log}")
        return code


def debian_mirror() -> str:
    """Return the Debian mirror that this machine uses."""
    files = [file for source in SOURCES for file in (sorted(source.glob("*")) if source.is_dir() else [source])]
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in files if file.is_file()]
    lines = [line for text in texts for line in text.splitlines() if not line.lstrip().startswith("#")]
    found = [match[0] for line in lines for match in [re.search(r"https?://\S+/debian/?(?=\s|$)", line)] if match]
    return found[0] if found else DEFAULT_MIRROR


def _pip_folders() -> list[str]:
    """Return the folders named in this machine's pip settings, such as folders of wheels."""
    asked = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    paths = [Path(path) for path in re.findall(r"(?:file://|')(/[^' ]+)", asked.stdout)]
    whole = {
        path.parent if path.name == "simple" else path for path in paths
    }  # the files of a package index are beside its lists
    return sorted(str(path) for path in whole if path.is_dir())
