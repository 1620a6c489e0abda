"""The engine: reads rasters, runs networks, writes rasters; in a process of its own, never inside QGIS."""
