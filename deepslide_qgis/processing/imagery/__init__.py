"""The group "Imagery" of the toolbox: from satellite images to the raster that Detect landslides reads."""
