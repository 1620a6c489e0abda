"""What the command line prints: errors, paths and tables as they are, whatever stands in them."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import training.__main__ as command_line
from deepslide_qgis.core.errors import RequestError
from training.commands.app import console
from training.tables import ResultTable

PATH, REMEDY = "'/data/[2024]/a.tif' is missing [/].", "Name a test split in [data], or add a [[members]] table."


def test_brackets_in_an_error_are_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise RequestError(PATH, REMEDY)

    monkeypatch.setattr(command_line, "app", fail)
    with pytest.raises(SystemExit, match="1"):
        command_line.main()
    assert capsys.readouterr().out == f"{PATH}\n{REMEDY}\n"


def test_brackets_in_a_table_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    console.print(ResultTable("Failed", "Why.", ("Member", "Reason"), (("unet", "see [data]"),)).rich())
    assert "see [data]" in capsys.readouterr().out


def test_training_needs_a_thread() -> None:
    refused = CliRunner().invoke(command_line.app, ["train", "experiment.toml", "--threads", "0"])
    assert refused.exit_code == 2
    assert "threads" in refused.output
