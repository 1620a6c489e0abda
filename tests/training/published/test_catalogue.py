"""The study's Table 1 as points: what is printed, where a raster says the place, and what says that none does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from tests.training.made_data import write_raster
from training.published.catalogue import FROM_COUNTRY, FROM_RASTER, NAME, write_catalogue
from training.published.printed_tables import printed_cases, printed_ensembles, printed_members


def read(path: Path, layer: str) -> tuple[dict, dict[str, np.ndarray], np.ndarray]:
    meta, _, geometry, values = pyogrio.raw.read(path, layer=layer)
    return meta, dict(zip(meta["fields"], values)), shapely.from_wkb(geometry)


def test_the_printed_cases_are_points_that_say_what_put_them_where_they_are(tmp_path: Path) -> None:
    write_raster(
        tmp_path / "global_dataset" / "test" / "input" / "5_norway_desc.tif", np.zeros((1, 40, 60), np.float32)
    )
    write_raster(tmp_path / "global_dataset" / "train_val" / "input" / "x_desc.tif", np.zeros((1, 40, 60), np.float32))
    path = write_catalogue(tmp_path)
    assert path == tmp_path / NAME
    meta, fields, points = read(path, "case_studies")
    assert (meta["crs"], meta["geometry_type"], len(points)) == ("EPSG:4326", "Point", 21)
    norway, china = (int(np.flatnonzero(fields["number"] == number)[0]) for number in (5, 9))
    assert (fields["placed_by"][norway], fields["split"][norway]) == (FROM_RASTER, "test")
    assert (fields["placed_by"] == FROM_COUNTRY).sum() == 20
    assert shapely.distance(points[norway], shapely.Point(7.7, 46.9)) < 0.2  # EPSG:32632, 400 km east, 5200 km north
    assert len(set(shapely.to_wkt(points))) == 21  # none hides another
    assert fields["type_name"][china] == "Gravel/sand/debris slide, Debris flow"
    assert fields["trigger"][china] == "Rainfall"
    assert str(fields["date"][norway])[:10] == "2019-07-30"
    assert fields["rain_mm_per_year"][norway] == 2285
    _, rasters, outlines = read(path, "rasters")
    assert sorted(rasters["name"]) == ["5", "x"]
    assert outlines[0].geom_type == "Polygon"


def test_it_can_be_written_again_and_without_rasters(tmp_path: Path) -> None:
    for _ in range(2):
        write_catalogue(tmp_path)
    assert pyogrio.list_layers(tmp_path / NAME)[:, 0].tolist() == ["case_studies"]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_the_printed_tables_are_whole_and_agree_with_each_other() -> None:
    members, ensembles = printed_members(), printed_ensembles()
    assert [sum(row.setting == name for row in members) for name in ("s1", "s2", "s1s2", "all")] == [10] * 4
    for row in members:
        assert 2 * row.precision * row.recall / (row.precision + row.recall) == pytest.approx(row.f1, abs=2e-3)
    for row in ensembles:
        if row.size == 1 and row.source == "Table 8":
            (single,) = [member for member in members if member.setting == row.setting and member.rank == 1]
            assert abs(single.f1 - row.f1) < 0.006
    assert len(printed_cases()) == len({case.number for case in printed_cases()}) == 21
