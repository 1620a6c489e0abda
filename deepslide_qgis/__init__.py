"""DeepSlide QGIS: landslide inventories from satellite rasters, by ensembles of segmentation networks."""


def classFactory(iface):  # noqa: N802 (the name QGIS looks for)
    """Return the plugin; imported here so that sub-packages import without QGIS."""
    from deepslide_qgis.plugin import DeepSlidePlugin

    return DeepSlidePlugin(iface)
