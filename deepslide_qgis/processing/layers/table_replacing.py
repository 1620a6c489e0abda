"""A table of a GeoPackage is made beside the older one, under another name, and takes its name when it is whole."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Optional

from osgeo import gdal
from qgis.core import QgsDataSourceUri

from deepslide_qgis.core.errors import OutputError, RasterError
from deepslide_qgis.processing.layers.file_replacing import made_beside
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call
from deepslide_qgis.processing.translation import translate

PREFIX = "ogr:"


@dataclass(frozen=True)
class Table:
    """A table of a GeoPackage, as "Save to GeoPackage" of an algorithm's form names it."""

    path: str
    name: str
    geometry: str

    @classmethod
    def of(cls, target: str) -> Optional[Table]:
        """Return the table that ``target`` names, None where it names something else."""
        parts = QgsDataSourceUri(target[len(PREFIX) :]) if target.startswith(PREFIX) else QgsDataSourceUri()
        if not parts.table() or not parts.database().lower().endswith(".gpkg"):
            return None
        return cls(parts.database(), parts.table(), parts.geometryColumn() or "geom")

    @property
    def target(self) -> str:
        """What a sink takes."""
        return f"{PREFIX}dbname='{self.path}' table=\"{self.name}\" ({self.geometry})"

    @property
    def source(self) -> str:
        """What a layer is opened by."""
        return f"{self.path}|layername={self.name}"


@contextmanager
def made_beside_table(table: Table) -> Iterator[Table]:
    """Give a table to write into, which is ``table`` at the end; after an error it is gone. Raises OutputError."""
    if not os.path.exists(table.path):
        with made_beside(table.path) as folder:
            yield replace(table, path=str(folder / os.path.basename(table.path)))
        return
    unfinished = replace(table, name=f"{table.name}_{uuid.uuid4().hex[:8]}")
    try:
        yield unfinished
        _rename(unfinished, table)
    finally:
        _drop(unfinished)


def _rename(made: Table, table: Table) -> None:
    """Give a table its name in place of the older one, both or neither; raise OutputError."""
    try:
        with _changed(table.path) as dataset:
            _delete(dataset, table.name)
            _give_name(dataset, made.name, table.name)
    except RasterError as error:
        raise OutputError(
            translate("'{}' could not be written: {}").format(table.source, error.message),
            translate("Check that no other program holds it open, and the folder and the space left."),
        ) from error


def _drop(made: Table) -> None:
    """Take an unfinished table away, where there is one."""
    try:
        with _changed(made.path) as dataset:
            _delete(dataset, made.name)
    except RasterError:
        return  # what hinders this has hindered the writing, and is told


@contextmanager
def _changed(path: str) -> Iterator[gdal.Dataset]:
    """Open a GeoPackage for changes that are all made, or none of them where one raises RasterError."""
    dataset = gdal_call("Opening", gdal.OpenEx, path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    gdal_call("Beginning", dataset.StartTransaction)
    try:
        yield dataset
    except RasterError:
        dataset.RollbackTransaction()
        raise
    gdal_call("Writing", dataset.CommitTransaction)


def _delete(dataset: gdal.Dataset, name: str) -> None:
    names = _names(dataset)
    if name in names:
        gdal_call("Removing", dataset.DeleteLayer, names.index(name))


def _give_name(dataset: gdal.Dataset, old: str, new: str) -> None:
    gdal_call("Renaming", lambda: dataset.ExecuteSQL(f'ALTER TABLE "{old}" RENAME TO "{new}"') or 0)
    if new not in _names(dataset):
        raise RasterError(gdal.GetLastErrorMsg())


def _names(dataset: gdal.Dataset) -> list[str]:
    return [dataset.GetLayer(place).GetName() for place in range(dataset.GetLayerCount())]
