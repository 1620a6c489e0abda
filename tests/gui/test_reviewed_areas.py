"""Areas reviewed whole: in the CRS of their file, and each table of a GeoPackage with a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.review.areas_file import areas_file
from deepslide_qgis.gui.review.reviewed_areas import mark_reviewed_whole
from tests.gui.conftest import memory_candidates, saved, square


def add_table(layer: QgsVectorLayer, path: Path, name: str, crs: str = "EPSG:4326") -> QgsVectorLayer:
    """Write ``layer`` to another table of a GeoPackage, in ``crs``, and open that."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", name
    if path.exists():
        options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    options.ct = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem(crs), QgsProject.instance())
    context = QgsProject.instance().transformContext()
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), context, options)
    assert error == QgsVectorFileWriter.WriterError.NoError, message
    return QgsVectorLayer(f"{path}|layername={name}", name, "ogr")


def in_degrees(outline: QgsGeometry) -> QgsGeometry:
    """Return an outline of the tests' CRS in degrees."""
    turned = QgsGeometry(outline)
    source, target = QgsCoordinateReferenceSystem("EPSG:32643"), QgsCoordinateReferenceSystem("EPSG:4326")
    turned.transform(QgsCoordinateTransform(source, target, QgsProject.instance()))
    return turned


def in_another_crs(path: Path) -> QgsVectorLayer:
    """Write the candidates once more, to a file of their own in degrees, as a new run of the same name does."""
    made = add_table(memory_candidates(), path.with_name("again.gpkg"), "candidates")
    del made
    path.with_name("again.gpkg").replace(path)
    return QgsVectorLayer(str(path), "candidates", "ogr")


def test_an_area_goes_into_the_crs_of_its_file(candidates, tmp_path):
    """The layer was written again in degrees; the areas of before are in metres."""
    mark_reviewed_whole(candidates, square(0, 0, 1000), "Ada")
    degrees = in_another_crs(tmp_path / "candidates.gpkg")
    areas = mark_reviewed_whole(degrees, in_degrees(square(2000, 0, 1000)), "Ada")
    first, second = (feature.geometry() for feature in areas.getFeatures())
    assert first.area() == pytest.approx(1e6)
    assert second.area() == pytest.approx(1e6, rel=1e-3)
    assert second.intersection(square(2000, 0, 1000)).area() == pytest.approx(1e6, rel=1e-3)


def test_an_area_that_the_file_cannot_describe_is_refused(candidates, tmp_path):
    mark_reviewed_whole(candidates, square(0, 0, 1000), "Ada")
    degrees = in_another_crs(tmp_path / "candidates.gpkg")
    everywhere = QgsGeometry.fromRect(QgsRectangle(-180, -90, 180, 90))
    with pytest.raises(ReviewError, match="cannot be described"):
        mark_reviewed_whole(degrees, everywhere, "Ada")
    areas = QgsVectorLayer(str(areas_file(degrees)), "again", "ogr")
    assert areas.featureCount() == 1


def test_tables_of_one_file_do_not_share_their_areas(candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    other = add_table(candidates, path, "autumn/2023")
    assert areas_file(candidates) == tmp_path / "candidates_candidates_reviewed_areas.gpkg"
    assert areas_file(other) == tmp_path / "candidates_autumn_2023_reviewed_areas.gpkg"
    areas = mark_reviewed_whole(other, in_degrees(square(0, 0, 1000)), "Ada")
    assert areas.crs().authid() == "EPSG:4326"
    assert not areas_file(candidates).exists()


def test_a_table_that_was_alone_keeps_its_areas_to_itself(candidates, tmp_path):
    mark_reviewed_whole(candidates, square(0, 0, 1000), "Ada")
    alone = areas_file(candidates)
    assert alone == tmp_path / "candidates_reviewed_areas.gpkg"
    other = add_table(candidates, tmp_path / "candidates.gpkg", "autumn")
    assert areas_file(candidates) == alone
    assert areas_file(other) == tmp_path / "candidates_autumn_reviewed_areas.gpkg"


def test_areas_of_before_are_found(candidates, tmp_path):
    """Earlier versions did not tell of which table the areas are."""
    before = memory_candidates(())
    saved(before, tmp_path / "candidates_reviewed_areas.gpkg")
    other = add_table(candidates, tmp_path / "candidates.gpkg", "autumn")
    for layer in (candidates, other):
        assert areas_file(layer) == tmp_path / "candidates_reviewed_areas.gpkg"


def test_areas_of_a_table_that_is_alone_again_are_found(candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    add_table(candidates, path, "autumn")
    mark_reviewed_whole(candidates, square(0, 0, 1000), "Ada")
    from osgeo import ogr

    file = ogr.Open(str(path), 1)
    file.DeleteLayer("autumn")
    del file
    assert areas_file(candidates) == tmp_path / "candidates_candidates_reviewed_areas.gpkg"
