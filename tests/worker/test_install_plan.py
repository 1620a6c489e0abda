"""What a set-up would install: builds by what nvidia-smi said on real machines, indexes, hashes, pip and uv."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deepslide_qgis.core.access import redact_secrets
from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.worker.environment import locked_path
from deepslide_qgis.worker.graphics_cards import CPU, CUDA_BUILDS, TORCH, choose_build, parse_cards
from deepslide_qgis.worker.install_plan import InstallPlan, InstallSettings
from deepslide_qgis.worker.pip_settings import pip_settings, uv_environment

NEWEST, OLDER = CUDA_BUILDS
RECORDED = {
    "NVIDIA H200, 580.95.05, 9.0\n": "cu130",
    "NVIDIA GeForce RTX 4090, 580.82.09, 8.9\n": "cu130",
    "NVIDIA GeForce RTX 3060, 535.183.01, 8.6\n": "cu126",
    "NVIDIA GeForce GTX 1080 Ti, 580.95.05, 6.1\n": "cu126",
    "Tesla K80, 470.256.02, 3.7\n": "cpu",
    "NVIDIA GeForce GTX 1650, 470.82.00, 7.5\n": "cpu",
    "Quadro K620, 470.256.02, 5.0\nNVIDIA RTX A4000, 580.65.06, 8.6\n": "cu130",
    "NVIDIA A100-PCIE-40GB, 525.147.05, [N/A]\n": "cu126",
    'Field "compute_cap" is not a valid field to query.\n': "cpu",
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure": "cpu",
    "No devices were found\n": "cpu",
    "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.54\n": "cpu",
    "": "cpu",
}


@pytest.mark.parametrize(("answer", "tag"), RECORDED.items())
def test_the_build_fits_what_nvidia_smi_said(answer, tag):
    choice = choose_build(*parse_cards(answer), platform="linux")
    assert choice.build.tag == tag
    assert choice.reason.endswith(".")


def test_windows_needs_its_own_drivers_and_macos_has_one_build():
    cards = parse_cards("NVIDIA GeForce RTX 3060, 580.70, 8.6")[0]
    assert choose_build(cards, platform="linux").build == NEWEST
    assert choose_build(cards, platform="win32").build == OLDER
    assert choose_build(cards, platform="darwin").build == TORCH


def plan(build=CPU, platform="linux", uv=None, **settings) -> InstallPlan:
    return InstallPlan(InstallSettings(**settings), build, "Because.", platform, uv)


def test_the_plain_index_is_enough_where_it_has_the_build():
    for build, platform in ((NEWEST, "linux"), (TORCH, "win32"), (TORCH, "darwin")):
        (locked,) = plan(build, platform).requirements()
        assert "torch==" in locked and "openvino==" in locked and "--hash=sha256:" in locked


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_without_a_card_nothing_of_torch_is_installed(platform):
    (locked,) = plan(CPU, platform).requirements()
    assert "openvino==" in locked and not re.search(r"(?m)^(torch|nvidia-|segmentation|scipy|scikit)", locked)


def test_an_extra_pins_what_the_others_pin():
    texts = plan(NEWEST).requirements()[0], plan().extra_requirements("imagery")
    engine, extra = (dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", text)) for text in texts)
    assert {"scipy", "scikit-learn", "pystac-client"} <= set(extra)
    assert all(engine[name] == version for name, version in extra.items() if name in engine)


@pytest.mark.parametrize(("build", "platform"), [(TORCH, "linux"), (OLDER, "linux"), (NEWEST, "win32")])
def test_other_builds_come_from_pytorch_s_index_and_the_rest_with_hashes(build, platform, tmp_path):
    wanted = plan(build, platform, torch_index="https://mirror.example/whl/")
    torch, rest = wanted.requirements()
    assert re.search(rf"(?m)^torch==[\d.]+\+{build.index}$", torch)
    assert not re.search(r"(?m)^(torch|torchvision|nvidia-|cuda-|triton)", rest)
    assert rest.count("==") > 25 and "numpy==" in rest
    (tmp_path / "1.txt").write_text(torch)
    (tmp_path / "2.txt").write_text(rest)
    first, second = (wanted.command(Path("python"), tmp_path / f"{number}.txt") for number in (1, 2))
    assert f"https://mirror.example/whl/{build.index}" in first and "--require-hashes" not in first
    assert "--require-hashes" in second and not any("mirror" in word for word in second)


def test_every_requirement_is_locked_with_hashes():
    (locked,) = plan(NEWEST).requirements()
    blocks = re.findall(r"(?m)^[a-z].*\n(?:[ \t]+.*\n)*", locked)
    assert len(blocks) > 40
    assert not [block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block]


def test_a_folder_of_wheels_replaces_every_index(tmp_path):
    with pytest.raises(EngineEnvironmentError, match="no wheels") as caught:
        InstallSettings(wheels=tmp_path)
    assert f'pip download --only-binary :all: -r "{locked_path("core")}"' in caught.value.remedy
    (tmp_path / "torch-1-py3-none-any.whl").touch()
    (tmp_path / "requirements.txt").write_text("torch==1 --hash=sha256:00\n")
    for uv in (None, "/uv"):
        wanted = plan(wheels=tmp_path, uv=uv, index="https://index.example")
        assert wanted.requirements() == ["torch==1 --hash=sha256:00\n"]
        command = wanted.command(Path("python"), tmp_path / "requirements.txt")
        assert {"--no-index", "--require-hashes"} <= set(command) and not any("http" in word for word in command)


def test_the_announcement_says_what_how_large_and_where():
    said = plan(NEWEST).announcement(Path("/data/engine"))
    for words in ("CUDA 13.0", "GB", str(Path("/data/engine")), "internet", "pip"):
        assert words in said
    with pytest.raises(EngineEnvironmentError, match="no build 'cu1'"):
        InstallSettings(build="cu1")


def test_uv_is_told_what_pip_was_told(tmp_path):
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    (tmp_path / ".config" / "pip" / "pip.conf").write_text(
        "[global]\nindex-url = https://file.example\nfind-links =\n  /a\n  /b\n[install]\ncert = /file.pem\n"
    )
    environment = {"HOME": str(tmp_path), "PIP_INDEX_URL": "https://variable.example", "UV_HTTP_TIMEOUT": "7"}
    assert pip_settings(environment, "linux")["cert"] == "/file.pem"
    translated = uv_environment({**environment, "PIP_DEFAULT_TIMEOUT": "60"}, "linux")
    assert translated["UV_DEFAULT_INDEX"] == "https://variable.example"
    assert translated["UV_FIND_LINKS"] == "/a,/b" and translated["SSL_CERT_FILE"] == "/file.pem"
    assert translated["UV_HTTP_TIMEOUT"] == "7"
    windows = {"APPDATA": str(tmp_path / "roaming"), "HOME": str(tmp_path / "none")}
    (tmp_path / "roaming" / "pip").mkdir(parents=True)
    (tmp_path / "roaming" / "pip" / "pip.ini").write_text("[global]\nproxy = http://proxy.example\n")
    assert uv_environment(windows, "win32")["ALL_PROXY"] == "http://proxy.example"


@pytest.mark.parametrize("uv", [None, "/uv"])
def test_a_certificate_that_pip_was_told_of_counts_more_than_those_of_qgis(tmp_path, uv):
    configuration = tmp_path / "pip.conf"
    environment = {"PIP_CONFIG_FILE": str(configuration), "HOME": str(tmp_path)}
    given = {"PIP_CERT": "/qgis.pem", "SSL_CERT_FILE": "/qgis.pem", "HTTPS_PROXY": "http://proxy.example"}
    wanted = plan(platform="win32", uv=uv, variables=given)  # where no pip.conf of this computer is read
    assert given.items() <= wanted.variables(environment).items()
    configuration.write_text("[global]\ncert = /office.pem\n")
    told = wanted.variables(environment)
    assert "PIP_CERT" not in told and told["HTTPS_PROXY"] == "http://proxy.example"
    assert told.get("SSL_CERT_FILE") == ("/office.pem" if uv else None)


def test_passwords_do_not_get_into_the_log():
    assert redact_secrets("from https://me:secret@index.example/simple") == "from https://index.example/simple"
