"""Help texts of the imagery algorithms."""

SENTINEL1_TERRAIN_CORRECTION = """Takes the brightness of slopes out of Sentinel-1 backscatter (Vollrath et al. 2020), \
and masks what the radar did not see.

<b>Images</b> of one date: VV, VH or both, and best a band <i>angle</i>, the incidence angle to the ellipsoid, as \
Earth Engine exports them; one raster with described bands, or files whose names end in the band (…_VV.tif). Raw \
GRD products have to be calibrated and geocoded first.

<b>Without an angle</b>, give the orbit pass and one angle: the radar's direction then follows from the latitude. In \
the middle of the swath the angle is 38°; at its sides that is up to 8° off.

<b>Model</b>: <i>volume</i> for vegetation, <i>surface</i> for bare and built ground, or each where the land cover \
says.

<b>Results</b>:
<ul>
<li><i>Backscatter</i>: γ⁰ in dB, no data in layover and shadow</li>
<li><i>Layover</i> and <i>shadow masks</i>: 1 seen, 0 distorted. They hold the slopes that cause it; a <i>buffer</i> \
stands for what falls on their neighbours, <i>casting every ray</i> computes it</li>
<li><i>Local incidence angle</i>, exact, or as the study approximated it</li>
</ul>
Terrain-corrected products (RTC) are recognised by their names, masked, and not corrected again."""

COMPOSITE = """Makes one image of several dates of Sentinel-1 or Sentinel-2.

<b>Images</b>: layers, files, or a folder. Files of single bands are joined by their names \
(T32TNT_20230815T103021_B04_10m.jp2, …_VV.tif); other rasters need described bands (B4, B8, SCL; VV, VH). Dates are \
read from the names of files and folders.

<b>Sentinel-1</b>: the median of linear power, in dB; all images of one relative orbit.

<b>Sentinel-2</b>: of each pixel the date at which it was <i>greenest</i> (highest NDVI), all bands from that date; or \
the median of each band. Clouds are taken out by the scene classification (SCL), where there is one, with a margin.

<b>Reflectance offset</b>: from processing baseline 04.00 on, digital numbers hold 1000 too much. The baseline stands \
in the product's name (N0509 is 05.09). Where it is not known, you have to say whether the offset is in; Earth \
Engine's harmonised images and many others have it taken off already.

<b>Results</b>: the composite (reflectance, or dB), the <i>date of each pixel</i> as YYYYMMDD (20230815), and the \
<i>number of usable dates</i>."""

VEGETATION_CHANGE = """Subtracts the NDVI before an event from the NDVI after it. Landslides strip vegetation: they \
are negative.

<b>Images</b>: composites, images with red and near-infrared bands (B4 and B8, found by their descriptions or chosen \
here), or rasters of NDVI. Both of one season: harvest, snow and drought change NDVI, too, and so does water.

Images on other grids are brought to the target grid."""

LAND_COVER = """Classifies land cover into the eight classes of the reference study by a decision tree (CART) on \
Sentinel-2 and, where given, the DEM and Sentinel-1 before the event.

<b>Classes</b>: 1 urban, artificial; 2 forest, trees, scrub, herbaceous; 3 pasture, grass; 4 sparsely vegetated; \
5 water body, sea; 6 wetland; 7 bare rock; 8 glacier, snow. The numbers are the same at every site.

<b>Training</b>: points that you set by hand, some tens in each class that there is, with the class in a field; or a \
land-cover raster, of which pixels of each class are drawn. Its <i>legend</i> tells its codes: <i>worldcover</i> \
(ESA), <i>study</i> (1–8), or your own as code=class pairs: 11=1, 23=2. WorldCover does not tell rock from \
sparse vegetation.

The log tells how many training pixels are classified rightly by trees that did not see them.

Needs what <i>Set up engine</i> adds for imagery."""

BUILD_BAND_STACK = """Builds the raster that <i>Detect landslides</i> reads: the bands of a setting, described, on one \
grid. The result needs no further step.

<b>What each setting needs</b>
<ul>
<li><i>s1</i>: Sentinel-1 before and after, DEM</li>
<li><i>s2</i>: Sentinel-2 before and after, land cover</li>
<li><i>s1s2</i>: all of these</li>
<li><i>all</i>: these, and climate and canopy height</li>
<li><i>l4s14</i>: Sentinel-2 <b>Level 1C</b> after, DEM</li>
<li><i>rgb</i>: Sentinel-2 after</li>
</ul>
<b>Images</b>: choose those before and after; or give the day of the event and a folder with all of them, told apart \
by the dates in their names. The day itself is left out. Several dates become one: the median of Sentinel-1, \
the greenest pixel of Sentinel-2 without clouds (SCL). See <i>Composite</i> for how bands, dates and the \
reflectance offset are found, <i>Sentinel-1 terrain correction</i> for the radar.

<b>Sentinel-1</b> before and after has to be of one relative orbit. Terrain-corrected products (RTC) are masked and \
not corrected again.

<b>Land cover</b>: run <i>Land cover</i>, or take a raster and name its legend. <b>Climate</b>: classes 1 (Af) to 32 \
(ocean) in alphabetical order. <b>Canopy height</b>: codes from 101 on are no data.

<b>Grid</b>: 10 m, the UTM zone of the area, unless you say otherwise. Bands of numbers are resampled bilinearly, \
classes take the nearest pixel.

<b>Water and snow to exclude</b>: a raster for <i>Exclude</i> of Detect landslides; false alarms lie there.

The record beside the stack (.run.json) tells every file, date and setting that it was made from."""
