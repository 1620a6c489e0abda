"""The records that can be fetched, and how Zenodo and Hugging Face list their files, checksums and licence.

Zenodo: ``GET /api/records/<id>``. Hugging Face: ``GET /api/models/<name>?blobs=true``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any
from urllib.parse import quote

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.zip_entries import is_inside
from training.published.web import Web

UNSTATED = "not stated; ask the authors before you pass it on"


@dataclass(frozen=True)
class Source:
    """One record: its keeper (``zenodo`` or ``hugging_face``), and patterns of the files to fetch."""

    name: str
    keeper: str
    record: str
    wanted: tuple[str, ...]
    cite: str


@dataclass(frozen=True)
class RemoteFile:
    """A file of a record; ``checksum`` is ``md5:…``, ``sha256:…`` or ``git-sha1:…``."""

    name: str
    address: str
    size: int
    checksum: str

    def __post_init__(self) -> None:
        if not self.name or not is_inside(self.name) or self.size < 0:
            raise RequestError(f"The record names the impossible file '{self.name}' ({self.size} bytes).", "Report it.")
        if ":" not in self.checksum:
            raise RequestError(f"The record has no checksum of '{self.name}'.", "It cannot be fetched safely.")


@dataclass(frozen=True)
class Record:
    """A record's description of itself."""

    title: str
    address: str
    version: str
    licence: str
    citation: str
    files: tuple[RemoteFile, ...]


GANEROD = (
    "Ganerød, A. J., Franch, G., Lindsay, E., Calovi, M. (2023): Automating global landslide detection with "
    "heterogeneous ensemble deep-learning classification. arXiv:2310.05959"
)
SOURCES = {
    source.name: source
    for source in (
        Source("ganerod-data", "zenodo", "13471162", ("global_dataset.zip",), GANEROD),
        Source("ganerod-models", "zenodo", "13471162", ("trained_models.zip",), GANEROD),
        Source(
            "landslide4sense",
            "zenodo",
            "10463239",
            ("*.zip", "*.h5"),
            "Ghorbanzadeh, O., Xu, Y., Ghamisi, P., Kopp, M., Kreil, D. (2022): Landslide4Sense: Reference benchmark "
            "data and deep learning models for landslide detection. IEEE TGRS, doi:10.1109/TGRS.2022.3215209",
        ),
        Source(
            "deepslide-models",
            "hugging_face",
            "harshinde/DeepSlide_Models",
            ("*.pth", "*.pt", "*.ckpt"),
            "Burange, R., Shinde, H., Mutyalwar, O. (2025): Landslide Detection and Mapping Using Deep Learning Across "
            "Multi-Source Satellite Data and Geographic Regions. arXiv:2507.01123",
        ),
    )
}
BASES = {"zenodo": "https://zenodo.org", "hugging_face": "https://huggingface.co"}


def source_named(name: str) -> Source:
    """Return the source called ``name``; raise RequestError that lists the known ones."""
    if name not in SOURCES:
        raise RequestError(f"There is nothing to fetch called '{name}'.", f"Known: {', '.join(SOURCES)}.")
    return SOURCES[name]


def query_record(source: Source, web: Web, base: str = "") -> Record:
    """Query the record's keeper, or the mirror ``base``; raise RequestError if the answer is not a record."""
    base = (base or BASES[source.keeper]).rstrip("/")
    try:
        record = QUERIES[source.keeper](source, web, base)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RequestError(
            f"{base} answers something else than a record for '{source.name}': {error!r}.",
            "Its interface may have changed: update, or download by hand.",
        ) from error
    if not record.files:
        raise RequestError(
            f"The record {record.address} has none of the files {', '.join(source.wanted)}.", "See its page."
        )
    return record


def _query_zenodo(source: Source, web: Web, base: str) -> Record:
    plain = web.json(f"{base}/api/records/{source.record}")
    about: Mapping[str, Any] = plain["metadata"]
    files = tuple(
        RemoteFile(
            file["key"],
            f"{base}/api/records/{source.record}/files/{quote(file['key'])}/content",
            int(file["size"]),
            str(file["checksum"]),
        )
        for file in plain["files"]
        if _is_wanted(file["key"], source)
    )
    doi = plain.get("doi") or about.get("doi", "")
    return Record(
        title=about["title"],
        address=f"https://doi.org/{doi}" if doi else f"{BASES['zenodo']}/records/{source.record}",
        version=f"record {plain['id']}, {about.get('publication_date', 'without a date')}",
        licence=(about.get("license") or {}).get("id") or UNSTATED,
        citation=source.cite,
        files=files,
    )


def _query_hugging_face(source: Source, web: Web, base: str) -> Record:
    plain = web.json(f"{base}/api/models/{source.record}?blobs=true")
    revision = plain["sha"]
    files = tuple(
        RemoteFile(
            file["rfilename"],
            f"{base}/{source.record}/resolve/{revision}/{quote(file['rfilename'])}",
            int(file["size"]),
            f"sha256:{file['lfs']['sha256']}" if file.get("lfs") else f"git-sha1:{file['blobId']}",
        )
        for file in plain["siblings"]
        if _is_wanted(file["rfilename"], source)
    )
    return Record(
        title=plain["id"],
        address=f"{BASES['hugging_face']}/{source.record}",
        version=f"revision {revision}",
        licence=(plain.get("cardData") or {}).get("license") or UNSTATED,
        citation=source.cite,
        files=files,
    )


QUERIES = {"zenodo": _query_zenodo, "hugging_face": _query_hugging_face}


def _is_wanted(name: str, source: Source) -> bool:
    return any(fnmatch(name.rsplit("/", 1)[-1], pattern) for pattern in source.wanted)
