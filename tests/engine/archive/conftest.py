"""A STAC API on loopback, and searches and fetches through the engine's own commands."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

from deepslide_qgis.core.comparison import read_answer
from deepslide_qgis.core.events import Event, Finished
from deepslide_qgis.core.imagery.fetching import FetchedDate, FetchRequest, FoundImage, SearchAnswer, SearchRequest
from deepslide_qgis.core.imagery.imagery_settings import Target
from deepslide_qgis.core.records import from_plain
from deepslide_qgis.engine.archive import asset, network
from deepslide_qgis.engine.archive.fetch import fetch_imagery
from deepslide_qgis.engine.archive.search import search_imagery
from tests.archive import event, items, scenes
from tests.archive.event import AROUND
from tests.archive.scenes import write_scene
from tests.archive.server import ArchiveServer, serving

BEFORE, AFTER = "2023-08-10T10:16:01Z", "2023-09-09T10:16:01Z"
S2, S1 = {"sensors": ["sentinel-2"]}, {"sensors": ["sentinel-1"]}


@pytest.fixture(autouse=True)
def short_waits(monkeypatch) -> None:
    """What waits half a minute for a real server waits a second for this one."""
    monkeypatch.setattr(network, "STALL_S", 1)
    monkeypatch.setattr(network, "CONNECT_S", 1)
    monkeypatch.setattr(asset, "PAUSE_S", 0.05)
    monkeypatch.setattr("deepslide_qgis.engine.archive.client.STALL_S", 1)
    monkeypatch.setattr("deepslide_qgis.engine.archive.client.CONNECT_S", 1)
    monkeypatch.setattr("deepslide_qgis.engine.archive.client.LONGEST_WAIT_S", 2)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


@pytest.fixture
def server(files: Path) -> Iterator[ArchiveServer]:
    with serving(files) as running:
        yield running


@pytest.fixture(scope="session")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Path]]:
    """Write the files of an image, called ``scene_…``, once for all tests."""
    kept: dict[str, list[Path]] = {}

    def files_of(bands: tuple[str, ...], left: float, top: float, epsg: int, **facts: Any) -> list[Path]:
        key = repr((bands, left, top, epsg, sorted(facts.items())))
        if key not in kept:
            folder = tmp_path_factory.mktemp("scene")
            write_scene(folder, "scene", list(bands), left, top, epsg, **facts)
            kept[key] = sorted(folder.iterdir())
        return kept[key]

    return files_of


@pytest.fixture
def scene(files: Path, written_once: Callable[..., list[Path]]) -> Callable[..., str]:
    """Lay the files of an image over the area into the server's folder; return its name."""

    def write(name: str, bands=("B2", "B3", "B4", "B8", "SCL"), epsg: int = 32632, **facts: Any) -> str:
        left, top = event.CORNERS[epsg]
        for file in written_once(tuple(bands), left + facts.pop("shift", 0), top, epsg, **facts):
            shutil.copy(file, files / file.name.replace("scene", name, 1))
        return name

    return write


@dataclass
class Engine:
    """The two commands, run here; ``events`` is what they said."""

    server: ArchiveServer
    folder: Path
    events: list[Event] = field(default_factory=list)
    pixel_m: float = 10.0

    def search(self, **settings: Any) -> SearchAnswer:
        report = self.folder / "found.json"
        plain = event.request(self.server.url, str(report), **settings)
        search_imagery(from_plain(SearchRequest, plain), self.events.append, lambda: False)
        return read_answer(SearchAnswer, report)

    def fetch(self, images: tuple[FoundImage, ...], is_cancelled=lambda: False, **settings: Any) -> Finished:
        plain = event.request(self.server.url, "", **settings)
        request = from_plain(
            FetchRequest,
            {
                "archive": plain["archive"],
                "access": plain.get("access", {}),
                "target": Target(extent=plain["bbox_deg"], extent_crs="EPSG:4326", pixel_m=self.pixel_m),
                "dates": self.dates(images),
            },
        )
        return fetch_imagery(request, self.events.append, is_cancelled)

    def dates(self, images: tuple[FoundImage, ...]) -> tuple[FetchedDate, ...]:
        days: dict[tuple[str, str, str], list[FoundImage]] = {}
        for image in images:
            if image.is_chosen:
                days.setdefault((image.sensor, image.period, image.day), []).append(image)
        return tuple(
            FetchedDate(str(self.folder / "out" / "_".join(key)), *key, tuple(alike[0].assets), tuple(alike))
            for key, alike in days.items()
        )

    def said(self, kind: type) -> str:
        return " ".join(event.message for event in self.events if isinstance(event, kind))

    @property
    def written(self) -> list[str]:
        out = self.folder / "out"
        return sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()) if out.is_dir() else []


@pytest.fixture
def engine(server: ArchiveServer, tmp_path: Path) -> Engine:
    return Engine(server, tmp_path)


@pytest.fixture
def add(server):
    """Add images to the server by their kind, name and day."""

    def add_item(kind, name, day, box=AROUND, **facts):
        server.add(kind(server.url, name, f"{day}T10:16:01Z", box, **facts))

    return add_item


def judged(answer):
    return {image.id: (image.period if image.is_chosen else image.reason) for image in answer.images}


@pytest.fixture
def pair(server, scene):
    """One image of collection 1 before and one after; the offset is in both."""
    for name, when in (("pre", BEFORE), ("post", AFTER)):
        scene(name, offset=-1000)
        server.add(items.earth_search(server.url, name, when, AROUND))


def raster(engine, sensor: str, period: str) -> Path:
    return next((engine.folder / "out").glob(f"{sensor}_{period}_*/*.tif"))


def expected(path: Path, band: str, made=scenes.reflectance) -> np.ndarray:
    with rasterio.open(path) as file:
        longitudes, latitudes = scenes.places(file.transform, file.height, file.width, file.crs.to_epsg())
    return made(band, longitudes, latitudes)


def band(path: Path, name: str) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read(file.descriptions.index(name) + 1)
