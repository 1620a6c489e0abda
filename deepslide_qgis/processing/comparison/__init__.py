"""Comparison with an inventory: mapped polygons made ready for the engine, its answer made into layers and a report."""
