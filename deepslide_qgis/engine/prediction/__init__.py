"""A raster on its way through an ensemble: tiles, strips and panels; blending, averages, the record of the run."""
