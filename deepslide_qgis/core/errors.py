"""The one family of errors: each says what is wrong and what to do about it."""

from __future__ import annotations


class DeepSlideError(Exception):
    """Something a person can mend: ``message`` says what is wrong, ``remedy`` what to do."""

    def __init__(self, message: str, remedy: str = ""):
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class RequestError(DeepSlideError):
    """The request itself is not usable: a parameter is missing, unknown or out of range."""


class RasterError(DeepSlideError):
    """A raster cannot be read, or does not fit: grid, CRS, resolution, no-data."""


class BandError(DeepSlideError):
    """The bands of a raster cannot be matched to a band setting."""


class PackError(DeepSlideError):
    """A model pack is incomplete, altered, or of a kind that is not accepted."""


class DownloadError(DeepSlideError):
    """Something cannot be fetched: the address, the network, the size or the checksum is not as it should be."""


class OutputError(DeepSlideError):
    """A result cannot be written: no space left, no permission, no such folder."""


class EngineEnvironmentError(DeepSlideError):
    """The Python environment of the engine is missing or lacks something."""


class EngineError(DeepSlideError):
    """The engine process ended, or answered what it should not."""


class ReviewError(DeepSlideError):
    """A candidate layer cannot be reviewed, or a judgement not be written."""


class Cancelled(DeepSlideError):  # noqa: N818 (it is no error of anybody)
    """The person who started the run cancelled it."""

    def __init__(self, message: str = "Cancelled.", remedy: str = ""):
        super().__init__(message, remedy)


KINDS = {
    kind.__name__: kind
    for kind in (
        RequestError,
        RasterError,
        BandError,
        PackError,
        OutputError,
        EngineEnvironmentError,
        EngineError,
        Cancelled,
    )
}
"""Names under which errors travel between the engine and QGIS."""
