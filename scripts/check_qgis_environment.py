"""Check that .venv-qgis has QGIS but not torch, so that no test hides a forbidden import."""

import importlib.util
import sys

FORBIDDEN = ("torch", "rasterio", "segmentation_models_pytorch")


def main() -> None:
    """Exit with a message if the environment is not as the tests need it."""
    if importlib.util.find_spec("qgis") is None:
        sys.exit("This Python does not see QGIS: is python3-qgis installed for /usr/bin/python3?")
    importable = [name for name in FORBIDDEN if importlib.util.find_spec(name)]
    if importable:
        sys.exit(f"{', '.join(importable)} can be imported in .venv-qgis; remove them from the system's Python.")
    from qgis.core import Qgis

    print(f"      QGIS {Qgis.version()} on Python {sys.version.split()[0]}, without torch")


if __name__ == "__main__":
    main()
