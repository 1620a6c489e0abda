"""Name of the plugin's submenu in the Plugins menu of QGIS."""

MENU = "DeepSlide"
