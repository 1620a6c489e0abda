"""Translation of an exception into the event that tells the user what is wrong and what to do."""

from __future__ import annotations

import errno
import traceback

from deepslide_qgis.core.errors import DeepSlideError, EngineEnvironmentError, EngineError, OutputError, RasterError
from deepslide_qgis.core.events import Failed
from deepslide_qgis.core.remedies import LESS_MEMORY, SET_UP_AGAIN, WINDOWS_RUNTIME, WITH_IMAGERY, WITH_TORCH

DLL_ERRORS = (126, 127, 182, 193, 1114)  # not found, no such procedure, wrong format, initialisation failed
REMEDIES = {
    **dict.fromkeys(("pystac", "pystac_client", "requests", "scipy", "sklearn", "urllib3"), WITH_IMAGERY),
    **dict.fromkeys(("torch", "torchvision", "timm", "segmentation_models_pytorch", "safetensors"), WITH_TORCH),
}
"""Remedies for missing libraries that not every engine has."""
NO_ROOM_FOR_CODE = "could not create a primitive"
"""The end of oneDNN's message (under torch) if it gets no memory for generated code."""
OUT_OF_MEMORY = (
    "out of memory",
    "not enough memory",
    "can't allocate memory",
    "alloc_failed",
    "failed to allocate",
)
"""Parts of libraries' messages when memory ran out."""
NO_WAY_TO_COMPUTE = "unable to find an engine"
"""cuDNN's message if no algorithm for a layer gets memory; also raised on unsupported cards."""
NO_SPACE = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
NO_PERMISSION = (errno.EACCES, errno.EPERM, errno.EROFS)


def make_failed_event(error: Exception) -> Failed:
    """Return the event for ``error``, with a traceback if the error is unexpected."""
    known = explain(error)
    if known is None:
        trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        return Failed("EngineError", f"{type(error).__name__}: {error}", "Please report this.", trace)
    return Failed(type(known).__name__, known.message, known.remedy)


def explain(error: Exception) -> DeepSlideError | None:
    """Return the DeepSlideError that explains ``error``; None for an unexpected error."""
    if isinstance(error, DeepSlideError):
        return error
    if isinstance(error, ImportError):
        return _explain_import_error(error)
    if is_out_of_memory(error):
        return EngineError(f"The memory was not enough: {_first_line(error)}", LESS_MEMORY)
    if isinstance(error, OSError):
        return _explain_os_error(error)
    if type(error).__module__.split(".")[0] == "rasterio":  # GDAL errors can appear at any access
        return RasterError(
            f"GDAL cannot work with a raster of this run: {_first_line(error)}",
            "The file is damaged, or of a kind that GDAL lacks a driver for: export it as GeoTIFF, or copy it again.",
        )
    return None


def _explain_import_error(error: ImportError) -> EngineEnvironmentError:
    if "DLL load failed" in str(error):
        return EngineEnvironmentError(f"A library of the engine cannot be loaded: {error}.", WINDOWS_RUNTIME)
    remedy = REMEDIES.get((error.name or "").split(".")[0], SET_UP_AGAIN)
    return EngineEnvironmentError(f"A library of the engine is missing or damaged: {error}.", remedy)


def is_out_of_memory(error: Exception) -> bool:
    """Return True if memory ran out: Python's, numpy's, torch's on the CPU, CUDA's or Apple's."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error).lower()
    is_known_message = any(phrase in text for phrase in OUT_OF_MEMORY) or text.rstrip().endswith(NO_ROOM_FOR_CODE)
    return isinstance(error, RuntimeError) and is_known_message


def may_be_out_of_memory(error: Exception) -> bool:
    """Return True if a smaller batch may help: memory ran out, or may have."""
    return is_out_of_memory(error) or (isinstance(error, RuntimeError) and NO_WAY_TO_COMPUTE in str(error))


def _explain_os_error(error: OSError) -> DeepSlideError | None:
    text = str(error)
    if getattr(error, "winerror", None) in DLL_ERRORS:
        return EngineEnvironmentError(f"A library of the engine cannot be loaded: {text}.", WINDOWS_RUNTIME)
    if "shared object file" in text:
        return EngineEnvironmentError(f"A library of the engine cannot be loaded: {text}.", SET_UP_AGAIN)
    if error.errno in NO_SPACE or "No space left" in text or "not enough space" in text:
        return OutputError(f"There is no space left on the disk: {text}.", "Free some space, or choose another folder.")
    if error.errno in NO_PERMISSION or "Permission denied" in text:
        return OutputError(
            f"A file cannot be written: {text}.",
            "Choose a folder that you may write to, and close programs that have the file open.",
        )
    return None


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
