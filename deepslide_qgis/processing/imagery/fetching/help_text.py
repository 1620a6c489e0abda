"""Help text of Fetch imagery."""

FETCH_IMAGERY = """From the day and the place of an event to Sentinel images before and after it, and to the band stack.

<b>Search.</b> An archive (any STAC API) is asked for images of the area in whole months before and after; the day of \
the event is left out. The log, the layer <i>Images found</i> and the report say of each image when it was taken, how \
much cloud it has, its orbit and processing baseline, whether it is chosen, and why not. <i>Search only</i> ends there.

<b>Choice.</b> Of Sentinel-2 the days that show most of the area clear; of Sentinel-1 days of one orbit before and \
after, nearest to the event, terrain-corrected (RTC) only: ground-range images need calibration and geocoding first.

<b>Fetching.</b> Only the area's part of the files is read, brought to one grid, in the UTM zone of the area. The \
offset of Sentinel-2's processing baselines is taken out. Each day gets a folder with a raster and a \
<i>scene.json</i>, which <i>Composite</i> and <i>Build band stack</i> read. Run it again with the same folder after an \
interruption: what is whole is not fetched again.

<b>Stack.</b> With a file for it, the band stack of the setting is built from the images, ready for <i>Detect \
landslides</i>.

<b>Archives.</b> planetary-computer (Sentinel-2, Sentinel-1 RTC, DEM, WorldCover), earth-search (Sentinel-2, DEM), \
cdse (Sentinel-2, with a login), or an address. A login is one of QGIS's authentication manager; it is sent to the \
archive alone, and stands in no record and no log."""
