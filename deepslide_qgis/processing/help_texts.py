"""Help texts beside the algorithms' forms: purpose, requirements, how to read the result."""

DETECT_LANDSLIDES = """Finds landslides in a raster with an ensemble of segmentation networks, on this computer.

The networks of a <b>model pack</b> read the raster tile by tile; their probabilities are averaged and outlined as \
candidates, which wait for your review. A candidate is not a mapped landslide: check each one.

<b>What the raster must be.</b> A raster file with the bands that the pack was trained on, at about its resolution \
(at most 4× off). Bands are found by their descriptions; where these do not tell, choose them under <i>Bands</i>, in \
the order of the setting. No-data values set in QGIS alone are not seen: set them in the file. A raster without a CRS \
is predicted, too; its areas are then in pixels.

<b>Left empty</b>, a parameter takes the default that is given in its name.

<b>Exclude</b> water, snow and fields where you can: false alarms lie there. The area of interest and the excluded \
polygons are brought to the raster's CRS.

<b>Results</b>, in one group beside the mapped polygons:
<ul>
<li><i>Landslide probability</i>, 0 to 1</li>
<li><i>Spread between the members</i>: where it is high, the networks disagree</li>
<li><i>Landslide mask</i>: 1 at or over the threshold</li>
<li><i>Candidates</i>: id (largest first), area_m2 and perimeter_m on the ellipsoid, area_px, p_mean, p_max, p_std \
(mean spread), n_members_agree, members, threshold, model_id, review_status; with a DEM slope_mean, slope_max, \
elev_min, elev_max and height_drop; with an inventory mapped_share, the share of the candidate that is mapped \
already</li>
</ul>
The inventory is drawn with them, outlined and read-only; your own layer stays as it is.

Another threshold needs no new prediction: run <i>Extract candidates</i> on the probability.

The first run needs the engine: see <i>Set up engine</i>."""

PREDICT = """Writes the landslide probability of a raster, without polygons: the first half of <i>Detect landslides</i>.

<b>Probability</b> is the mean over the members, 0 to 1. <b>Spread</b> is their standard deviation: where it is high, \
they disagree. <b>Agreement</b> is the share of members at or over the threshold. <b>Mask</b> is 1 at or over the \
threshold, 0 below, 255 without data.

Left empty, a parameter takes the default that is given in its name. <i>Members</i> 1 predicts with the best alone."""

AVERAGE_PREDICTIONS = """Averages probability rasters that exist already, such as those of several model packs, and \
tells how far they disagree. The rasters must lie on one grid: same CRS, position and size. A pixel has a result where \
every raster has data; 0 counts as such, also where a file declares it as no-data.

<i>mean_probability</i> averages the probabilities, <i>vote</i> is the share of rasters at or over 0.5, \
<i>mean_logit</i> averages before the sigmoid, which lets confident rasters weigh more.

Without a <b>threshold</b>, that of the predictions is taken and recorded for later steps; where they differ, and of \
votes, 0.5."""

SELECT_BANDS = """Takes the bands of a band setting out of a raster, in its order, and describes them, so that later \
steps find them by name.

Choose one of the settings (s1: Sentinel-1 change; s2: land cover and NDVI change; s1s2: both; all: fifteen bands; \
l4s14: Landslide4Sense; rgb: true colour), or a model pack, whose setting is then taken. Bands are found by their \
descriptions; by position only where the raster has exactly the bands of the setting.

A name that ends in <b>.vrt</b> gives a virtual raster, which points to the original and takes no space; <b>.tif</b> \
a GeoTIFF. No-data values and masks are kept."""

EXTRACT_CANDIDATES = """Outlines candidates in a probability raster, without predicting again: another threshold or \
minimum area costs seconds.

The outlines follow the edges of the pixels: a landslide of 10 × 10 pixels has the area of 100. Pixels that touch by a \
corner belong together. A pixel at exactly the threshold is landslide.

In this order: pixels at or over the threshold become polygons; near ones are merged into one candidate of several \
parts; holes are filled; small candidates are dropped; probability, slope and overlap are measured; the outline is \
simplified and smoothed; area and perimeter are measured on the ellipsoid. Left empty, a parameter takes the default \
that is given in its name. Distances are exact in the middle of the raster. Without a CRS, areas and distances are in \
pixels.

Give <i>Spread</i> and <i>Agreement</i> of the same prediction for p_std and n_members_agree. Agreement refers to the \
threshold of the prediction."""

SET_UP_ENGINE = """Installs the engine into a folder of its own, outside QGIS and the plugin, and checks it: 400 MB \
without a graphics card, about 6 GB with PyTorch for one. QGIS itself is not touched. It needs an internet connection, \
once, for a minute or some; the log first says what will be installed, how large, and where. Run it again to repair a \
damaged engine.

The build for the CPU or the graphics card is chosen by what nvidia-smi says; every package is compared with its hash. \
QGIS's proxy and certificates, and your settings of pip, are passed on.

Without internet, name a folder of wheels. This makes it, on a computer with internet and the same system and Python: \
<i>pip download --only-binary :all: -r core.locked.txt -d FOLDER</i>. The file lies in the plugin's folder \
<i>resources/engine</i>; beside it, <i>torch.locked.txt</i> is for a build with PyTorch.

To use a Python of your own instead, name it in Settings > Options > DeepSlide, or in the variable \
DEEPSLIDE_ENGINE_PYTHON."""

CHECK_ENGINE = """Tells whether the engine works: which Python, which versions, which devices for predicting; what is \
missing and what to do. Add the report to a question that you ask others."""

COMPARE_WITH_INVENTORY = """Tells how good a prediction is against what was mapped, and shows where it is wrong.

<b>The prediction</b> is a probability (0 to 1) or a mask (0 and 1) with one band. <b>The inventory</b> may have any \
CRS; invalid polygons are repaired, duplicates count once, and where polygons overlap a pixel belongs to the smallest. \
A pixel is mapped when its centre lies in a polygon, or, if you ask for it, when a polygon touches it at all. Pixels \
without data in the prediction, or outside the area of interest, count nowhere; but 0 always says <i>no \
landslide</i>, also where the file declares it as no-data.

<b>Minimum mapping unit</b>: landslides and candidates under it, measured in pixels compared, are left out on both \
sides alike. Pixel scores count every pixel.

<b>Results</b>
<ul>
<li><i>Scores</i>, a table: pixels and areas found, missed and false, precision, recall, F1, IoU, MCC, frequency bias, \
average precision, Brier, calibration error; landslides and candidates by any overlap, by coverage, one to one; recall \
by size; scores by slope, aspect or what else you give. The best threshold is chosen on this very inventory: it \
flatters.</li>
<li><i>Inventory compared</i>: match_status found (at least half covered), partly or missed, with area, share, IoU, \
probability and the numbers of the candidates</li>
<li><i>Candidates compared</i>: hit or false_alarm</li>
<li><i>Error map</i>: found 6, missed 2, false alarm 4; with a single member the seven colours of Ganerød et al. \
(2023), 1 · single + 2 · mapped + 4 · ensemble</li>
<li><i>Report</i>: a page with the outcome in plain words, diagrams and pictures of the worst misses and false \
alarms</li>
</ul>
A prediction is best compared with landslides on which nothing of it was trained or tuned."""

COMPARE_CASE_STUDIES = """Compares many predictions with their inventories: case studies, band settings, ensembles or \
thresholds side by side, as in figures 5 and 6 of Ganerød et al. (2023).

<b>A folder</b> holds a sub-folder for each case study. In it, <i>inventory.gpkg</i> (or .shp, .geojson) are the \
mapped landslides, <i>aoi.gpkg</i> the area of interest if there is one, and every .tif is a prediction (probability \
or mask); its name is the name of the series: <i>event1/inventory.gpkg, event1/s1.tif, event1/s1s2.tif, event2/…</i>

<b>Rows</b> name the same by hand. Case study, series, threshold and area of interest may stay empty.

<b>The table</b> has one row for each series with the pixels of all its case studies pooled, and one for each case \
study. The intervals (95 %) come from drawing whole case studies with replacement, 1000 times: neighbouring pixels are \
too alike to be drawn. A landslide counts as <i>found</i> when candidates cover at least half of it, a candidate as a \
<i>hit</i> when it touches a landslide. <b>The report</b> shows them in a performance diagram (Roebber 2009)."""

IMPORT_LANDSLIDE4SENSE = """Turns tiles of the Landslide4Sense benchmark (<i>image_N.h5</i>, key img, fourteen bands \
of 128 × 128 pixels) into GeoTIFFs whose bands are described: B1 to B12 of Sentinel-2 (level 1C, without B8A), slope, \
elevation, in the benchmark's official order. They open in true colour, and <i>Detect landslides</i> finds the bands \
by their descriptions, with packs for l4s14 as well as for rgb.

Choose files, or a folder: its .h5 files are taken, or those of the folder <i>img</i> in it. Masks \
(<i>mask_N.h5</i>, key mask) are looked for in the folder <i>mask</i> beside <i>img</i>, or in the one you name. The \
benchmark's parts (TrainData, ValidData, TestData) number their tiles alike: import each into a folder of its own.

<b>Values.</b> The files hold values divided by the mean of each band over the data set. <i>Digital numbers, degrees, \
metres</i> multiplies them again, so that they are what a raster of your own holds: choose this for predicting. <i>As \
in the files</i> is for packs that were trained on the divided values.

<b>Place.</b> The tiles say nowhere where on earth they lie. They get pixels of 10 m and no CRS, side by side in the \
order of their numbers; areas found in them are in pixels."""

BAND_VALUES_IN_POLYGONS = """Shows how mapped landslides stand out in each band of a raster: the values inside them \
against those around them.

<b>Inside</b> are the pixels with their centre in a landslide, <b>around</b> those up to a distance from one and in \
none. No-data counts nowhere, band by band.

<b>The table</b> has a row for each band: mean, deviation, quantiles of both, and how well the band tells them apart: \
<i>auc</i>, the chance that a pixel inside is higher than one around (0.5: not at all); <i>jeffries_matusita</i>, 0 to \
2; <i>effect</i>, the difference of the means in standard deviations. <b>The report</b> draws a box plot of each \
band."""

ACCEPTED_TO_INVENTORY = """Ends a review: every candidate that was accepted, as it is or edited, is written with its \
description and a unique ID (<i>ls_id</i>).

<b>A new inventory</b>: give a file. <b>One that you have</b>: open the menu beside <i>Landslides</i>, choose \
<i>Append to Layer</i>; QGIS shows which field goes where. Name the same layer as the inventory, and what is mapped \
already is left out, added all the same, or stops the run before anything is written, as you choose.

<b>Fields of</b> another inventory: NVE / NGU, USGS, NASA COOLR, IFFI. Types that they do not distinguish become their \
value for <i>not specified</i>.

Rejected candidates stay in their layer: training uses them as false alarms."""

EXPORT_TRAINING_LABELS = """Writes a case study of a review, in the layout that <i>python -m training train</i> reads: \
<i>input/NAME_input.tif</i>, a copy of the raster, and <i>label/NAME_label.tif</i> on its grid.

Accepted candidates are 1. Rejected ones are 0, and so is the ground inside areas that were reviewed whole, where \
every landslide was found or drawn. The rest is 255, not known, and is left out of every loss and score: also \
candidates that nobody judged, or of which somebody is unsure."""

INSTALL_MODEL_PACK = """Installs a model pack into your data folder, where <i>Detect landslides</i> finds it by its id.

<b>From</b> a .zip or folder that you have, an address (https://…), or the catalogue by the pack's id. A catalogue is \
a JSON file with the packs of an organisation: name its address or path under <i>Catalogue</i>.

<b>Before anything is seen</b>, every file is compared with its hash, the .zip with the size and the sha256 of the \
catalogue; weights are read as safetensors only. What fails leaves nothing behind; a download that broke off goes on \
at the next run. Downloads use QGIS's proxy and certificates, and nothing is fetched unless you run this.

The log tells the licence and the limits. The rest: <i>Show model pack</i>."""

LIST_MODEL_PACKS = """Lists the model packs that are installed, and those that the catalogue has: id, state (bundled, \
installed, update available, available, damaged), bands, resolution, members, size, licence, where they came from. The \
default is marked with *.

A catalogue on the network is asked when you run this; without a network the installed packs are listed all the same."""

REMOVE_MODEL_PACK = """Removes a model pack that you installed, with its weights. Packs that came with the plugin \
cannot be removed; one that you installed under the name of such a pack makes room for it again."""

UPDATE_MODEL_PACKS = """Replaces installed model packs of which the catalogue has another version, one or all of them. \
The old pack stays in place until the new one is whole and checked.

Results name the pack and the hashes of its weights (<i>.run.json</i>), so you can tell with which version they were \
made."""

SET_DEFAULT_MODEL_PACK = """Chooses the model pack that <i>Detect landslides</i> and <i>Predict</i> offer first, and \
that predicts where none is named. It is remembered in your data folder, for QGIS and qgis_process alike."""

SHOW_MODEL_PACK = """Writes the card of a model pack as a page: what it is for, its limits, scores and the data they \
were measured on, bands in their order, normalisation, resolution, members, training data with a small map of their \
places, licence, citation, hashes, where this copy came from.

Read it before you trust a result."""

SAVE_MODEL_PACK = """Writes a model pack as one .zip that others can install: the card, the members, the licence, the \
card as a STAC item, and SHA256SUMS with the hash of every file. The same pack gives the same bytes on every computer; \
the log tells the sha256, which belongs into a catalogue.

A pack whose card says nothing of its licence cannot be passed on."""
