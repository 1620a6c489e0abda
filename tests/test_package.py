"""The zip: the rules of the QGIS plugin repository, and that a real QGIS installs and loads it."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from scripts.qgis_process import environment, find_qgis_process, plugins_folder

REPOSITORY = Path(__file__).parent.parent
MAXIMUM_BYTES = 25_000_000
REQUIRED = ("name", "description", "about", "version", "qgisMinimumVersion", "author", "email", "tracker", "repository")
ALGORITHMS = {
    "averagepredictions", "checkengine", "detectlandslides", "extractcandidates", "predict", "selectbands",
    "setupengine",
}  # fmt: skip
FORBIDDEN_SUFFIXES = (".so", ".dll", ".dylib", ".pyd", ".exe", ".sh", ".bat", ".ps1", ".pyc")


@pytest.fixture(scope="module")
def plugin_zip() -> Path:
    written = _run([sys.executable, "-m", "scripts.package"])
    return Path(written.stdout.split("  ")[0])


@pytest.fixture(scope="module")
def profile(plugin_zip, tmp_path_factory) -> Path:
    """A fresh QGIS configuration with the zip installed as the plugin manager does it."""
    from qgis.core import QgsApplication

    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python"))
    from pyplugin_installer.unzip import unzip

    configuration = tmp_path_factory.mktemp("qgis")
    plugins_folder(configuration).mkdir(parents=True)
    unzip(str(plugin_zip), str(plugins_folder(configuration)))
    return configuration


@pytest.fixture(scope="module")
def installed(profile) -> Path:
    return plugins_folder(profile) / "deepslide_qgis"


def test_zip_is_small_and_named_after_the_version(plugin_zip):
    assert plugin_zip.stat().st_size <= MAXIMUM_BYTES
    assert plugin_zip.name == f"deepslide_qgis-{_metadata(REPOSITORY / 'metadata.txt')['version']}.zip"


def test_zip_holds_one_folder_and_no_forbidden_files(plugin_zip):
    with zipfile.ZipFile(plugin_zip) as archive:
        names = [PurePosixPath(name) for name in archive.namelist()]
    assert {name.parts[0] for name in names} == {"deepslide_qgis"}
    assert {"LICENSE", "__init__.py", "metadata.txt"} <= {name.parts[1] for name in names}
    assert not [name for name in names if any(part.startswith((".", "__pycache__")) for part in name.parts)]
    assert not [name for name in names if name.suffix.lower() in FORBIDDEN_SUFFIXES]


def test_zip_is_reproducible(plugin_zip):
    before = plugin_zip.read_bytes()
    _run([sys.executable, "-m", "scripts.package"])
    assert plugin_zip.read_bytes() == before


def test_metadata_is_complete(installed):
    metadata = _metadata(installed / "metadata.txt")
    assert not [field for field in REQUIRED if not metadata.get(field)]
    assert metadata["hasProcessingProvider"] == "yes"
    assert metadata["qgisMaximumVersion"] == "4.99"
    assert "supportsQt6" not in metadata
    assert all(part.isdigit() for part in metadata["version"].split("."))
    assert (installed / metadata["icon"]).is_file()


def test_bandit_finds_nothing(installed):
    run = _run([sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", str(installed)], check=False)
    found = json.loads(run.stdout)["results"]
    assert not [f"{item['filename']}:{item['line_number']} {item['test_id']} {item['issue_text']}" for item in found]


def test_detect_secrets_finds_nothing(installed):
    run = _run([sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."], cwd=installed)
    assert json.loads(run.stdout)["results"] == {}


def test_both_scanners_find_what_is_there_to_find(tmp_path):
    """They end with 0 and an empty list where they scan nothing: then the two tests above would mean nothing."""
    (tmp_path / "planted.py").write_text(f"import pickle\npickle.loads(b'')\nKEY = 'AKIA{'ABCDEFGH' * 2}'\n")
    bandit = _run([sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", str(tmp_path)], check=False)
    assert {item["test_id"] for item in json.loads(bandit.stdout)["results"]} >= {"B301", "B403"}
    secrets = _run([sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."], cwd=tmp_path)
    assert "planted.py" in json.loads(secrets.stdout)["results"]


def test_qgis_process_lists_the_algorithms(profile):
    _run([find_qgis_process(), "plugins", "enable", "deepslide_qgis"], profile=profile)
    listed = json.loads(_run([find_qgis_process(), "list", "--json"], profile=profile).stdout)
    assert set(listed["providers"]["deepslide"]["algorithms"]) >= {f"deepslide:{name}" for name in ALGORITHMS}


def test_plugin_loads_and_unloads_in_qgis(profile, installed):
    run = _run([sys.executable, "tests/load_installed_plugin.py"], profile=profile)
    assert json.loads(run.stdout.splitlines()[-1]) == {
        "folder": str(installed),
        "started": True,
        "provider": True,
        "provider after unload": False,
    }


def _metadata(file: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(file, encoding="utf-8")
    return parser["general"]


def _run(command: list[str], profile: Path | None = None, cwd: Path = REPOSITORY, check: bool = True):
    variables = environment(profile) if profile else None
    run = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=variables, check=False)
    assert not check or run.returncode == 0, run.stdout + run.stderr
    return run
