"""Trains ensembles and writes the model packs that the plugin reads; never imports qgis."""
