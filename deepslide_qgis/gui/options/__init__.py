"""The plugin's page in QGIS's options, and the offer to set the engine up."""
