"""One Unet-resnet34 over 14 bands: the engine against what others do over the same tiles."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from deepslide_qgis.core.precision import BFLOAT16, INT8
from deepslide_qgis.engine.members.openvino_member import is_fast_in
from tests.benchmarks.contenders import geoai_loop, onnx_export
from tests.benchmarks.made_packs import in_shorter, pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import Contender, Laps, race, ratio, spread_of
from tests.benchmarks.row import Row

SIZE_PX, BANDS = 2048, 14
SHORTER = (INT8, BFLOAT16)
NOT_INSTALLED = {
    "onnx_loop": "ONNX Runtime is not installed: .venv/bin/pip install onnxruntime",
    "geoai_loop": 'geoai-py is not installed: make benchmarks ARGS="--install-geoai"',
}


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return the ratios of CPU-seconds from file to file, on two threads."""
    raster = str(write_raster(folder / "bands.tif", size_px, size_px, BANDS))
    pack = pack_of(folder / "unet-resnet34", ("Unet",), "resnet34", BANDS)

    def contender(module: str, pack: Path = pack, name: str = "", **options) -> Contender:
        return Contender(module, (raster, str(pack), str(folder / f"{name or module}.tif")), **options)

    contenders = {name: contender(name) for name in ("engine", "plain_loop")}
    for name in filter(is_fast_in, SHORTER):
        contenders[name] = contender("engine", in_shorter(pack, name), name)
    if find_spec("onnxruntime"):
        onnx_export.export(pack)
        contenders["onnx_loop"] = contender("onnx_loop")
    if geoai_loop.PYTHON.is_file():
        contenders["geoai_loop"] = contender("geoai_loop", python=str(geoai_loop.PYTHON))
    laps = race(contenders, rounds)
    what = f"Unet-resnet34, {BANDS} bands, {size_px}², 2 threads: CPU-seconds of the engine over"
    rows = [_shorter(name, laps, what) for name in SHORTER]
    for name, title, target in (
        ("plain_loop", "a plain rasterio + smp float32 loop", 0.6),
        ("onnx_loop", "an ONNX Runtime loop as Deepness does it", 0.85),
        ("geoai_loop", "geoai.inference.predict_geotiff", 0.45),
    ):
        is_there = name in laps
        value = ratio(laps["engine"], laps[name]) if is_there else None
        detail = spread_of(("engine", name), laps) if is_there else NOT_INSTALLED[name]
        rows.append(Row(f"{what} {title}", value, target, "ratio", detail))
    return rows


def _shorter(name: str, laps: dict[str, Laps], what: str) -> Row:
    """Return the row of the engine in a shorter precision, where the processor has it."""
    is_there = name in laps
    value = ratio(laps[name], laps["plain_loop"]) if is_there else None
    detail = spread_of((name, "engine", "plain_loop"), laps) if is_there else f"the processor has no fast {name}"
    return Row(f"{what} a plain rasterio + smp float32 loop, in {name}", value, 0.35, "ratio", detail)
