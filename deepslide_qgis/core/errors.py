"""The project's exceptions: each has a message and a remedy."""

from __future__ import annotations

from deepslide_qgis.core.remedies import REPORT, SET_UP_AGAIN


class DeepSlideError(Exception):
    """An error that a user can resolve: ``message`` says what is wrong, ``remedy`` what to do."""

    USUAL_REMEDY = ""
    """The remedy if the raising code gives none."""

    def __init__(self, message: str, remedy: str = ""):
        self.message = message
        self.remedy = remedy or self.USUAL_REMEDY
        super().__init__(f"{self.message} {self.remedy}".strip())


class RequestError(DeepSlideError):
    """The request is not usable: a parameter is missing, unknown or out of range."""

    USUAL_REMEDY = "Correct that parameter and run it again."


class RasterError(DeepSlideError):
    """A raster cannot be read, or does not fit in grid, CRS, resolution or no-data."""

    USUAL_REMEDY = "Look at the raster in QGIS; copy, download or export it again where it is damaged."


class BandError(DeepSlideError):
    """The bands of a raster cannot be matched to a band setting."""

    USUAL_REMEDY = "Name the numbers of the bands yourself, in the pack's order."


class PackError(DeepSlideError):
    """A model pack is incomplete, altered, or of a kind that is not accepted."""

    USUAL_REMEDY = "Get the pack from its source again, or export it again."


class DownloadError(DeepSlideError):
    """A download failed: the address, the network, the size or the checksum is wrong."""

    USUAL_REMEDY = "Check the connection to the internet and the address, and try again."


class OutputError(DeepSlideError):
    """A result cannot be written: no space left, no permission, no such folder."""

    USUAL_REMEDY = "Choose another folder or name."


class EngineEnvironmentError(DeepSlideError):
    """The Python environment of the engine is missing or lacks something."""

    USUAL_REMEDY = SET_UP_AGAIN


class EngineError(DeepSlideError):
    """The engine process ended, or sent an invalid answer."""

    USUAL_REMEDY = REPORT


class ReviewError(DeepSlideError):
    """A candidate layer cannot be reviewed, or a judgement cannot be written."""


class Cancelled(DeepSlideError):  # noqa: N818 (cancelling is not an error)
    """The user cancelled the run."""

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
"""Errors by the name under which they are sent from the engine to QGIS."""
