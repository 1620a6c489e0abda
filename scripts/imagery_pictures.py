"""The pictures of docs/imagery.md: a simulated event, photographed by both satellites, stacked, drawn band by band.

python -m scripts.imagery_pictures [--to docs/images]

The terrain and the landslides are simulated (``training.simulation``). Images are made by running the slope correction
backwards: what the radar would have measured on those slopes. The engine then builds the stack from them.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import rasterio
from matplotlib import pyplot
from matplotlib.colors import ListedColormap

from deepslide_qgis.core.bands import CASE_STUDY_BANDS
from deepslide_qgis.core.events import Event, Progress
from deepslide_qgis.core.imagery.imagery_requests import BandStackOutputs, BandStackRequest
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster, RadarSettings
from deepslide_qgis.engine.imagery.band_stack import band_stack
from deepslide_qgis.engine.imagery.slope_correction import Facets
from deepslide_qgis.engine.imagery.terrain import descent
from training.simulation.sensors import NDVI
from training.simulation.simulate import CRS, TOWARDS_SENSOR_DEG, SimulatedCaseStudy, simulate

SIZE, SEED = 400, 11
BRIGHTEST, DARKEST = 30.0, 0.02
COVERS = ("#b5443c", "#2f6b3a", "#a9cf7d", "#d8c48f", "#3b7fb5", "#6fb7a8", "#8c8780", "#eef4f8")
DIVERGING = {"dVV": 5, "dVH": 5, "dNDVI": 0.6}
TERRAIN = {
    "elevation": "gist_earth",
    "slope": "magma",
    "liaDeg": "cividis",
    "canopyHeight": "Greens",
    "climate": "tab20",
}


def main() -> None:
    """Draw the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("docs/images"))
    folder = parser.parse_args().to
    with tempfile.TemporaryDirectory() as scratch:
        study = simulate("event", SIZE, SEED)
        request = photograph(study, Path(scratch))
        band_stack(request, _print_event, lambda: False)
        with rasterio.open(request.outputs.stack) as raster:
            bands = dict(zip(raster.descriptions, raster.read(), strict=True))
        with rasterio.open(request.pre_sentinel1[0]) as raster:
            measured = raster.read(1)
    outlines = study.numbers > 0
    draw_stack(bands, outlines, folder / "imagery-stack.png")
    draw_correction(measured, bands, folder / "imagery-correction.png")


def photograph(study: SimulatedCaseStudy, folder: Path) -> BandStackRequest:
    """Write the simulated satellite images and terrain of ``study``; return the engine's request."""
    known = dict(zip((band.name for band in CASE_STUDY_BANDS), study.bands, strict=True))
    angle_deg, brightness = slope_brightness(study)

    def write(name: str, bands: list[np.ndarray], names: tuple[str, ...]) -> str:
        profile = {"driver": "GTiff", "width": SIZE, "height": SIZE, "count": len(bands), "dtype": "float32"}
        path = str(folder / f"{name}.tif")
        with rasterio.open(path, "w", crs=CRS, transform=study.transform, nodata=np.nan, **profile) as raster:
            raster.write(np.stack(bands).astype(np.float32))
            raster.descriptions = names
        return path

    scenes = {}
    for when, day in (("pre", "20230801"), ("post", "20230813")):
        flat = [
            np.nan_to_num(known[f"{when}{name}"], nan=float(np.nanmedian(known[f"{when}{name}"])))
            for name in ("VV", "VH")
        ]
        radar = [values + 10 * np.log10(brightness) for values in flat]
        scenes[f"{when}_sentinel1"] = (write(f"S1_{day}", [*radar, angle_deg], ("VV", "VH", "angle")),)
        change = np.nan_to_num(known["dNDVI"]) if when == "post" else 0
        index = np.clip(NDVI[study.bands[13].astype(int)] + change, -0.3, 0.95)
        red = np.full_like(index, 0.06)
        scenes[f"{when}_sentinel2"] = (write(f"S2_{day}", [red, red * (1 + index) / (1 - index)], ("B4", "B8")),)
    single = {
        name: write(name, [known[name]], (name,)) for name in ("elevation", "climate", "canopyHeight", "landCover")
    }
    return BandStackRequest(
        "all",
        BandStackOutputs(str(folder / "stack.tif")),
        **scenes,
        dem=single["elevation"],
        climate=single["climate"],
        canopy=single["canopyHeight"],
        land_cover=ClassRaster(single["landCover"]),
        radar=RadarSettings(),
    )


def slope_brightness(study: SimulatedCaseStudy) -> tuple[np.ndarray, np.ndarray]:
    """Return the incidence angle in degrees, and the factor (linear) by which slopes brighten backscatter."""
    row, column = np.mgrid[:SIZE, :SIZE]
    azimuth = np.radians(TOWARDS_SENSOR_DEG)
    angle_deg = (38 - 0.004 * (column * np.sin(azimuth) - row * np.cos(azimuth))).astype(np.float32)
    facets = Facets.from_azimuth(descent(np.pad(study.terrain.elevation_m, 1, mode="edge"), (10, 10)), azimuth)
    incidence = np.radians(angle_deg)
    brightness = np.cos(incidence) * np.clip(np.nan_to_num(facets.volume_ratio(incidence)), DARKEST, BRIGHTEST)
    brightness[facets.layover(incidence)] = BRIGHTEST
    return angle_deg, brightness


def draw_stack(bands: dict[str, np.ndarray], outlines: np.ndarray, path: Path) -> None:
    """Draw every band with outlines of the landslides."""
    figure, axes = pyplot.subplots(3, 5, figsize=(12, 7.6), layout="constrained")
    for panel, band in zip(axes.ravel(), CASE_STUDY_BANDS, strict=True):
        drawn = panel.imshow(bands[band.name], **_colour_settings(band.name, bands[band.name]))
        panel.contour(outlines, [0.5], colors="black" if band.name in DIVERGING else "red", linewidths=0.6)
        unit = f" ({band.unit})" if band.unit else ""
        panel.set_title(f"{band.name}{unit}", fontsize=9)
        panel.set_axis_off()
        figure.colorbar(drawn, ax=panel, shrink=0.7, pad=0.02).ax.tick_params(labelsize=6)
    figure.savefig(path, dpi=90)
    pyplot.close(figure)


def draw_correction(measured_db: np.ndarray, bands: dict[str, np.ndarray], path: Path) -> None:
    """Draw measured and corrected backscatter, and the pixels that the radar did not see."""
    figure, axes = pyplot.subplots(1, 3, figsize=(12, 4.2), layout="constrained")
    hidden = np.where(bands["layover"] == 0, 0, np.where(bands["shadow"] == 0, 1, np.nan))
    shown = (
        ("VV as measured (σ⁰, dB)", measured_db, {"cmap": "gray", "vmin": -20, "vmax": 2}),
        ("preVV, corrected (γ⁰, dB)", bands["preVV"], {"cmap": "gray", "vmin": -20, "vmax": 2}),
        ("layover (orange), shadow (violet) on the slope", bands["slope"], {"cmap": "gray"}),
    )
    for panel, (title, values, colours) in zip(axes, shown, strict=True):
        panel.imshow(values, **colours)
        panel.set_title(title, fontsize=10)
        panel.set_axis_off()
    axes[2].imshow(hidden, cmap=ListedColormap(["#e07b2e", "#6b4ea0"]), vmin=0, vmax=1, interpolation="nearest")
    figure.savefig(path, dpi=90)
    pyplot.close(figure)


def _colour_settings(name: str, values: np.ndarray) -> dict:
    if name in DIVERGING:
        return {"cmap": "BrBG" if name == "dNDVI" else "RdBu_r", "vmin": -DIVERGING[name], "vmax": DIVERGING[name]}
    if name == "landCover":
        return {"cmap": ListedColormap(COVERS), "vmin": 0.5, "vmax": 8.5, "interpolation": "nearest"}
    if name in ("layover", "shadow"):
        return {"cmap": "gray", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
    low, high = np.nanpercentile(values, (1, 99))
    return {"cmap": TERRAIN.get(name, "gray"), "vmin": low, "vmax": high}


def _print_event(event: Event) -> None:
    if not isinstance(event, Progress):
        print(getattr(event, "message", event))


if __name__ == "__main__":
    main()
