"""Load, start and unload the plugin of the current QGIS profile, as the desktop does; print what came of it.

A script rather than a test: in the tests' own process the package is already imported from elsewhere.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pytest_qgis.qgis_interface import QgisInterface
from qgis.core import QgsApplication
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtWidgets import QMainWindow

NAME = "deepslide_qgis"


def main() -> None:
    """Run the plugin's life once."""
    application = QgsApplication([], True)
    application.initQgis()
    plugins = Path(QgsApplication.qgisSettingsDirPath()) / "python" / "plugins"
    sys.path[:0] = [str(plugins), str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins")]
    print(json.dumps(life_of_the_plugin(str(plugins))))
    sys.stdout.flush()
    application.exitQgis()


def life_of_the_plugin(plugins: str) -> dict[str, object]:
    """Start and unload the plugin with a stand-in for the desktop's interface."""
    import qgis.utils

    window = QMainWindow()
    qgis.utils.iface = QgisInterface(QgsMapCanvas(window), QgsMessageBar(window), window)
    qgis.utils.plugin_paths = [plugins]
    qgis.utils.updateAvailablePlugins()
    registry = QgsApplication.processingRegistry()
    started = qgis.utils.loadPlugin(NAME) and qgis.utils.startPlugin(NAME)
    provider = registry.providerById("deepslide") is not None
    qgis.utils.unloadPlugin(NAME)
    return {
        "folder": str(Path(sys.modules[NAME].__file__).parent) if NAME in sys.modules else str(Path(plugins) / NAME),
        "started": started,
        "provider": provider,
        "provider after unload": registry.providerById("deepslide") is not None,
    }


if __name__ == "__main__":
    main()
