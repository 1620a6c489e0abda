"""Replacement of a table in a GeoPackage by a new one, written under another name and renamed when complete."""

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
from deepslide_qgis.processing.layers.file_replacing import replacement_folder
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call
from deepslide_qgis.processing.translation import translate

PREFIX = "ogr:"


@dataclass(frozen=True)
class Table:
    """A table of a GeoPackage, as named by "Save to GeoPackage" of an algorithm's form."""

    path: str
    name: str
    geometry: str

    @classmethod
    def of(cls, target: str) -> Optional[Table]:
        """Return the table that ``target`` names, None if it names something else."""
        parts = QgsDataSourceUri(target[len(PREFIX) :]) if target.startswith(PREFIX) else QgsDataSourceUri()
        if not parts.table() or not parts.database().lower().endswith(".gpkg"):
            return None
        return cls(parts.database(), parts.table(), parts.geometryColumn() or "geom")

    @property
    def target(self) -> str:
        """The destination for a sink."""
        return f"{PREFIX}dbname='{self.path}' table=\"{self.name}\" ({self.geometry})"

    @property
    def source(self) -> str:
        """The source for a layer."""
        return f"{self.path}|layername={self.name}"


@contextmanager
def replacement_table(table: Table) -> Iterator[Table]:
    """Give a temporary table that becomes ``table`` at the end, or is dropped after an error. Raises OutputError."""
    if not os.path.exists(table.path):
        with replacement_folder(table.path) as folder:
            yield replace(table, path=str(folder / os.path.basename(table.path)))
        return
    unfinished = replace(table, name=f"{table.name}_{uuid.uuid4().hex[:8]}")
    try:
        yield unfinished
        _swap_in(unfinished, table)
    finally:
        _drop(unfinished)


def _swap_in(made: Table, table: Table) -> None:
    """Replace the older table by ``made``, both steps or neither; raise OutputError."""
    try:
        with _transaction(table.path) as dataset:
            _delete_table(dataset, table.name)
            _rename_table(dataset, made.name, table.name)
    except RasterError as error:
        raise OutputError(
            translate("'{}' could not be written: {}").format(table.source, error.message),
            translate("Check that no other program holds it open, and the folder and the space left."),
        ) from error


def _drop(made: Table) -> None:
    """Drop an unfinished table, if there is one."""
    try:
        with _transaction(made.path) as dataset:
            _delete_table(dataset, made.name)
    except RasterError:
        return  # the same cause has made the writing fail, and is reported there


@contextmanager
def _transaction(path: str) -> Iterator[gdal.Dataset]:
    """Open a GeoPackage for changes; roll back if one raises RasterError."""
    dataset = gdal_call("Opening", gdal.OpenEx, path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    gdal_call("Beginning", dataset.StartTransaction)
    try:
        yield dataset
    except RasterError:
        dataset.RollbackTransaction()
        raise
    gdal_call("Writing", dataset.CommitTransaction)


def _delete_table(dataset: gdal.Dataset, name: str) -> None:
    names = _table_names(dataset)
    if name in names:
        gdal_call("Removing", dataset.DeleteLayer, names.index(name))


def _rename_table(dataset: gdal.Dataset, old: str, new: str) -> None:
    gdal_call("Renaming", lambda: dataset.ExecuteSQL(f'ALTER TABLE "{old}" RENAME TO "{new}"') or 0)
    if new not in _table_names(dataset):
        raise RasterError(gdal.GetLastErrorMsg())


def _table_names(dataset: gdal.Dataset) -> list[str]:
    return [dataset.GetLayer(place).GetName() for place in range(dataset.GetLayerCount())]
