"""The plugin's page in QGIS's options, and the offer to set up the engine."""
