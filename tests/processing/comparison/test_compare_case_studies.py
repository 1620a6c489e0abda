"""Compare case studies: a folder or rows into one table and one performance diagram."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsCoordinateTransformContext, QgsProcessingException, QgsVectorFileWriter

from tests.processing.conftest import refusal, write_raster
from tests.processing.inventories import box, inventory

TEMPORARY = "TEMPORARY_OUTPUT"


def write_case(folder: Path, *shapes: str, **series: tuple[int, int, int, int]) -> None:
    """Write an inventory and a probability for each series: 0.9 in one block, 0.4 around."""
    folder.mkdir(parents=True)
    QgsVectorFileWriter.writeAsVectorFormatV3(
        inventory(*shapes),
        str(folder / "inventory.gpkg"),
        QgsCoordinateTransformContext(),
        QgsVectorFileWriter.SaveVectorOptions(),
    )
    for name, (row, column, tall, wide) in series.items():
        values = np.full((1, 60, 80), 0.4, "float32")
        values[0, row : row + tall, column : column + wide] = 0.9
        write_raster(folder / f"{name}.tif", values)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "cases"
    write_case(top / "first", box(5, 5, 10, 10), s1=(5, 5, 10, 5), s2=(5, 5, 10, 10))
    write_case(top / "second", box(30, 30, 10, 10), s1=(30, 30, 10, 20), s2=(0, 0, 10, 10))
    return top


def rows(outputs: dict) -> dict[tuple[str, str], dict]:
    return {(row["series"], row["case_study"]): row.attributeMap() for row in outputs["SCORES"].getFeatures()}


def test_a_folder_of_case_studies(run, folder, tmp_path):
    page = tmp_path / "report.html"
    found = rows(run("comparecasestudies", FOLDER=str(folder), SCORES=TEMPORARY, REPORT=str(page)))
    assert len(found) == 6
    assert found["s1", "first"]["recall"] == 0.5 and found["s1", "second"]["precision"] == 0.5
    pooled = found["s1", "pooled"]
    assert (pooled["tp"], pooled["fp"], pooled["fn"], pooled["case_studies"]) == (150, 100, 50, 2)
    assert pooled["f1"] == pytest.approx(300 / 450) and pooled["threshold"] == 0.5
    assert (pooled["recall_low"], pooled["recall_high"]) == (0.5, 1.0)  # two case studies: each alone is an extreme
    assert (found["s2", "pooled"]["f1_low"], found["s2", "pooled"]["f1_high"]) == (0.0, 1.0)
    assert found["s2", "second"]["found"] == 0 and found["s2", "second"]["hits"] == 0
    html = page.read_text(encoding="utf-8")
    assert "The best pooled F1 is that of s1: 0.67." in html and html.count("data:image/svg+xml") == 1


def test_scores_never_replace_an_inventory(folder):
    wanted = str(folder / "second" / "inventory.gpkg")
    assert "cannot be its result" in refusal("comparecasestudies", FOLDER=str(folder), SCORES=wanted)
    table = f"ogr:dbname='{wanted}' table=\"scores\" (geom)"
    assert refusal("comparecasestudies", FOLDER=str(folder), SCORES=table) == ""


def test_found_is_half_covered_as_in_a_single_comparison(run, compare, tmp_path):
    mapped = box(5, 5, 10, 10), box(30, 30, 10, 10)
    write_case(tmp_path / "cases" / "first", *mapped, s1=(5, 5, 3, 3), s2=(5, 5, 10, 6))  # 9 % and 60 %
    write_case(tmp_path / "cases" / "second", *mapped, s1=(5, 5, 10, 10), s2=(50, 50, 4, 4))
    page = tmp_path / "report.html"
    table = rows(run("comparecasestudies", FOLDER=str(tmp_path / "cases"), SCORES=TEMPORARY, REPORT=str(page)))
    for (series, case), row in table.items():
        if case != "pooled":
            alone = compare(inventory(*mapped), prediction=str(tmp_path / "cases" / case / f"{series}.tif"))
            assert (row["landslides"], row["found"]) == (alone["LANDSLIDES"], alone["LANDSLIDES_FOUND"])
            assert row["candidates"] - row["hits"] == alone["FALSE_ALARMS"]
    counts = {
        key: tuple(row[name] for name in ("landslides", "found", "candidates", "hits")) for key, row in table.items()
    }
    assert counts["s1", "first"] == (2, 0, 1, 1) and counts["s2", "first"] == (2, 1, 1, 1)
    assert counts["s1", "pooled"] == (4, 1, 2, 2) and counts["s2", "pooled"] == (4, 1, 2, 1)
    assert "cover at least half of it" in page.read_text(encoding="utf-8")


def test_a_case_study_without_candidates_counts_its_landslides(run, tmp_path):
    write_case(tmp_path / "cases" / "only", box(5, 5, 10, 10), s1=(0, 0, 0, 0))
    table = rows(run("comparecasestudies", FOLDER=str(tmp_path / "cases"), SCORES=TEMPORARY))
    for row in table.values():
        assert tuple(row[name] for name in ("landslides", "found", "candidates", "hits")) == (1, 0, 0, 0)


def test_thresholds_are_series_of_their_own(run, folder):
    found = rows(run("comparecasestudies", FOLDER=str(folder), THRESHOLDS="0.3, 0.5", SCORES=TEMPORARY))
    assert {series for series, _ in found} == {"s1 ≥ 0.3", "s1 ≥ 0.5", "s2 ≥ 0.3", "s2 ≥ 0.5"}
    assert found["s1 ≥ 0.3", "pooled"]["recall"] == 1 and found["s1 ≥ 0.3", "pooled"]["fp"] == 2 * 4800 - 200


def test_rows_and_their_defaults(run, folder):
    first = [str(folder / "first" / name) for name in ("s2.tif", "inventory.gpkg")]
    found = rows(
        run("comparecasestudies", PAIRS=["", "", *first, "", "", "a", "b", *first, 0.95, ""], SCORES=TEMPORARY)
    )
    assert (
        found["s2", "inventory"]["f1"] == 1 and found["b", "a"]["recall"] == 0 and found["b", "a"]["threshold"] == 0.95
    )
    assert not isinstance(found["s2", "pooled"]["f1_low"], float)  # one case study has no interval


def test_what_the_form_refuses(folder, tmp_path):
    asked = {"SCORES": TEMPORARY}
    assert "nothing to compare" in refusal("comparecasestudies", **asked)
    assert "holds no case study" in refusal("comparecasestudies", **asked, FOLDER=str(tmp_path / "none"))
    assert "no file" in refusal("comparecasestudies", **asked, PAIRS=["a", "b", "none.tif", "none.gpkg", "", ""])
    assert "lacks its prediction" in refusal("comparecasestudies", **asked, PAIRS=["a", "b", "", "x.gpkg", "", ""])
    assert "no numbers" in refusal("comparecasestudies", **asked, FOLDER=str(folder), THRESHOLDS="half")
    assert "between 0 and 1" in refusal("comparecasestudies", **asked, FOLDER=str(folder), THRESHOLDS="0.5, 2")


def test_a_failure_names_its_case_study(run, folder):
    write_raster(folder / "second" / "rgb.tif", np.zeros((3, 60, 80), "float32"))
    with pytest.raises(QgsProcessingException, match=r"second, rgb: .* has 3 bands"):
        run("comparecasestudies", FOLDER=str(folder), SCORES=TEMPORARY)
