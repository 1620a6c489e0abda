"""Parameters of Fetch imagery: event, images, stack, archive."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from deepslide_qgis.core.access import Access
from deepslide_qgis.core.bands import SETTINGS
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.archives import PRESETS, Archive, archive_named
from deepslide_qgis.core.imagery.fetching import ALL_BANDS, FEW_BANDS, PASSES, SENSORS, SearchOutputs, SearchRequest
from deepslide_qgis.core.imagery.imagery_settings import Target
from deepslide_qgis.core.imagery.periods import MONTHS
from deepslide_qgis.processing.base_algorithm import EngineAlgorithm, is_empty
from deepslide_qgis.processing.imagery.fetching.area import Area, area, area_of_source
from deepslide_qgis.processing.imagery.fetching.login import access_to
from deepslide_qgis.processing.imagery.fetching.stack import StackSources
from deepslide_qgis.processing.parameters import DOUBLE, INTEGER, POLYGONS, set_value_hints

DEFAULT_ARCHIVE = "planetary-computer"
DEFAULT_SENSORS = [0, 1, 2, 3]
DEFAULT_SETTING = "s1s2"
STACKED = tuple(name for name in SETTINGS if name != "l4s14")
"""Settings with bands that can be fetched: Landslide4Sense needs band 10 of level 1C."""
LARGEST_PIXEL_M = 1000.0


class FetchParameters(EngineAlgorithm):
    """Declares the parameters, and converts them to requests."""

    EVENT_DATE = "EVENT_DATE"
    EXTENT = "EXTENT"
    AREA = "AREA"
    BEFORE_MONTHS = "BEFORE_MONTHS"
    AFTER_MONTHS = "AFTER_MONTHS"
    SAME_SEASON = "SAME_SEASON"
    SENSORS = "SENSORS"
    MAX_CLOUD = "MAX_CLOUD"
    MAX_DATES = "MAX_DATES"
    ALL_BANDS = "ALL_BANDS"
    RELATIVE_ORBIT = "RELATIVE_ORBIT"
    ORBIT = "ORBIT"
    ARCHIVE = "ARCHIVE"
    ARCHIVE_URL = "ARCHIVE_URL"
    COLLECTIONS = "COLLECTIONS"
    AUTHCFG = "AUTHCFG"
    AUTH_HOSTS = "AUTH_HOSTS"
    TOKEN_URL = "TOKEN_URL"  # nosec B105 (a name)
    SEARCH_ONLY = "SEARCH_ONLY"
    BAND_SETTING = "BAND_SETTING"
    DEM = "DEM"
    LAND_COVER = "LAND_COVER"
    LEGEND = "LEGEND"
    CLIMATE = "CLIMATE"
    CANOPY = "CANOPY"
    TARGET_CRS = "TARGET_CRS"
    PIXEL_SIZE = "PIXEL_SIZE"

    def add_event_parameters(self) -> None:
        """Add archive, day, area, periods."""
        archive = QgsProcessingParameterString(self.ARCHIVE, self.tr("Archive"), DEFAULT_ARCHIVE)
        set_value_hints(archive, [DEFAULT_ARCHIVE, *(name for name in PRESETS if name != DEFAULT_ARCHIVE)])
        self.addParameter(archive)
        day = QgsProcessingParameterDateTime.Type.Date
        self.addParameter(QgsProcessingParameterDateTime(self.EVENT_DATE, self.tr("Day of the event"), day))
        self.addParameter(QgsProcessingParameterExtent(self.EXTENT, self.tr("Area to fetch"), None, True))
        polygons = self.tr("… or the polygons that the area lies around")
        self.addParameter(QgsProcessingParameterFeatureSource(self.AREA, polygons, [POLYGONS], None, True))
        months = [str(number) for number in MONTHS]
        for name, label in (
            (self.BEFORE_MONTHS, self.tr("Months before")),
            (self.AFTER_MONTHS, self.tr("Months after")),
        ):
            self.addParameter(QgsProcessingParameterEnum(name, label, months, False, "2", False, True))
        season = self.tr("Before: the same season a year earlier")
        self.addParameter(QgsProcessingParameterBoolean(self.SAME_SEASON, season, False))

    def add_image_parameters(self) -> None:
        """Add the selection of images."""
        sensors = [
            self.tr("Sentinel-2"),
            self.tr("Sentinel-1, terrain-corrected"),
            self.tr("DEM (Copernicus)"),
            self.tr("Land cover (WorldCover)"),
        ]
        self.addParameter(QgsProcessingParameterEnum(self.SENSORS, self.tr("Imagery"), sensors, True, DEFAULT_SENSORS))
        cloud = self.tr("Most cloud in an image [%]")
        self.addParameter(QgsProcessingParameterNumber(self.MAX_CLOUD, cloud, DOUBLE, 40, False, 0, 100))
        dates = self.tr("Most dates of each kind and period")
        self.addParameter(QgsProcessingParameterNumber(self.MAX_DATES, dates, INTEGER, 6, False, 1, 100))
        search = self.tr("Search only: show what there is, fetch nothing")
        self.addParameter(QgsProcessingParameterBoolean(self.SEARCH_ONLY, search, False))
        bands = self.tr("All bands of Sentinel-2, not only blue, green, red, near infrared and scene classes")
        self.add_advanced(QgsProcessingParameterBoolean(self.ALL_BANDS, bands, False))
        orbit = self.tr("Relative orbit of Sentinel-1 (default: the one seen most often before and after)")
        self.add_advanced(QgsProcessingParameterNumber(self.RELATIVE_ORBIT, orbit, INTEGER, None, True, 1, 175))
        passes = self.tr("Pass of Sentinel-1 (default: either)")
        self.add_advanced(QgsProcessingParameterEnum(self.ORBIT, passes, list(PASSES), False, None, True, True))

    def add_stack_parameters(self) -> None:
        """Add the inputs of the band stack other than images."""
        setting = self.tr("Band setting of the stack")
        self.addParameter(
            QgsProcessingParameterEnum(self.BAND_SETTING, setting, list(STACKED), False, DEFAULT_SETTING, True, True)
        )
        for name, label in (
            (self.DEM, self.tr("DEM for the stack (default: the one fetched)")),
            (self.LAND_COVER, self.tr("Land cover for the stack (default: WorldCover, where fetched)")),
            (self.CLIMATE, self.tr("Climate for the stack (Köppen–Geiger)")),
            (self.CANOPY, self.tr("Canopy height for the stack")),
        ):
            self.add_advanced(QgsProcessingParameterRasterLayer(name, label, None, True))
        legend = self.tr("Legend of that land cover: study, worldcover, or code=class pairs")
        self.add_advanced(QgsProcessingParameterString(self.LEGEND, legend, "study", False, True))
        crs = self.tr("CRS of the result, in metres (default: the UTM zone of the area)")
        self.add_advanced(QgsProcessingParameterCrs(self.TARGET_CRS, crs, None, True))
        pixel = self.tr("Pixel size [m]")
        self.add_advanced(QgsProcessingParameterNumber(self.PIXEL_SIZE, pixel, DOUBLE, 10, False, 1, LARGEST_PIXEL_M))

    def add_archive_parameters(self) -> None:
        """Add address, collections and login of an archive."""
        address = self.tr("Address of another archive: any STAC API (https://…)")
        self.add_advanced(QgsProcessingParameterString(self.ARCHIVE_URL, address, None, False, True))
        collections = self.tr("Collections to search, separated by commas (default: those that the archives share)")
        self.add_advanced(QgsProcessingParameterString(self.COLLECTIONS, collections, None, False, True))
        login = self.tr("Login to the archive")
        self.add_advanced(QgsProcessingParameterAuthConfig(self.AUTHCFG, login, None, True))
        hosts = self.tr("Other hosts that may get the login, separated by commas")
        self.add_advanced(QgsProcessingParameterString(self.AUTH_HOSTS, hosts, None, False, True))
        token = self.tr("Address that gives tokens for images, with {collection} in it (default: the archive's)")
        self.add_advanced(QgsProcessingParameterString(self.TOKEN_URL, token, None, False, True))

    def access(self, parameters: dict, context: QgsProcessingContext) -> Access:
        """Return the access to the archive; call it in the main thread, as it may ask for the master password."""
        login = self.parameterAsString(parameters, self.AUTHCFG, context)
        return access_to(self._read_archive(parameters, context).url, login)

    def search_request(
        self,
        parameters: dict,
        context: QgsProcessingContext,
        searched_area: Area,
        outputs: SearchOutputs,
        access: Access,
    ) -> SearchRequest:
        """Return the search request; raise RequestError."""
        event = self.parameterAsDateTime(parameters, self.EVENT_DATE, context)
        if not event.isValid():
            raise RequestError(self.tr("The day of the event is missing."), self.tr("Write it as 2023-08-24."))
        return SearchRequest(
            self._read_archive(parameters, context),
            searched_area.bbox_deg,
            event.toString("yyyy-MM-dd"),
            outputs,
            before_months=int(self.parameterAsEnumString(parameters, self.BEFORE_MONTHS, context)),
            after_months=int(self.parameterAsEnumString(parameters, self.AFTER_MONTHS, context)),
            is_same_season=self.parameterAsBool(parameters, self.SAME_SEASON, context),
            maximum_cloud_percent=self.parameterAsDouble(parameters, self.MAX_CLOUD, context),
            maximum_dates=self.parameterAsInt(parameters, self.MAX_DATES, context),
            sensors=tuple(SENSORS[i] for i in self.parameterAsEnums(parameters, self.SENSORS, context)),
            bands=ALL_BANDS if self.parameterAsBool(parameters, self.ALL_BANDS, context) else FEW_BANDS,
            relative_orbit=self.optional_int(parameters, self.RELATIVE_ORBIT, context),
            orbit_pass=self.parameterAsEnumString(parameters, self.ORBIT, context) or "",
            access=access,
        )

    def area(self, parameters: dict, context: QgsProcessingContext) -> Area:
        """Return the area; raise RequestError if none or two are given."""
        given = [name for name in (self.EXTENT, self.AREA) if not is_empty(parameters.get(name))]
        if len(given) != 1:
            raise RequestError(
                self.tr("One area is needed: a rectangle, or polygons."), self.tr("Fill in EXTENT or AREA, not both.")
            )
        if given == [self.EXTENT]:
            crs = self.parameterAsExtentCrs(parameters, self.EXTENT, context)
            return area(self.parameterAsExtent(parameters, self.EXTENT, context), crs, context.transformContext())
        source = self.parameterAsSource(parameters, self.AREA, context)
        if source is None:
            raise RequestError(self.tr("The polygons of the area cannot be read."), self.tr("Choose another layer."))
        return area_of_source(source, context.transformContext())

    def target(self, parameters: dict, context: QgsProcessingContext, searched_area: Area) -> Target:
        """Return the target grid."""
        crs = self.parameterAsCrs(parameters, self.TARGET_CRS, context)
        return searched_area.target(
            crs.authid() or crs.toWkt() if crs.isValid() else None,
            self.parameterAsDouble(parameters, self.PIXEL_SIZE, context),
        )

    def stack_sources(self, parameters: dict, context: QgsProcessingContext) -> StackSources:
        """Return the user's own rasters for the stack."""
        rasters = {name: self.optional_raster(parameters, name, context) for name in StackSources.names()}
        paths = {name.lower(): raster.path for name, raster in rasters.items() if raster is not None}
        setting = self.parameterAsEnumString(parameters, self.BAND_SETTING, context)
        return StackSources(setting, self.parameterAsString(parameters, self.LEGEND, context) or "study", **paths)

    def is_search_only(self, parameters: dict, context: QgsProcessingContext) -> bool:
        """Return whether nothing is fetched."""
        return self.parameterAsBool(parameters, self.SEARCH_ONLY, context)

    def _read_archive(self, parameters: dict, context: QgsProcessingContext) -> Archive:
        url = self.parameterAsString(parameters, self.ARCHIVE_URL, context).strip()
        archive = archive_named(url or self.parameterAsString(parameters, self.ARCHIVE, context))
        token_url = self.parameterAsString(parameters, self.TOKEN_URL, context).strip()
        hosts = _split_commas(self.parameterAsString(parameters, self.AUTH_HOSTS, context))
        names = _split_commas(self.parameterAsString(parameters, self.COLLECTIONS, context))
        radar = tuple(name for name in names if "sentinel-1" in name)
        optical = tuple(name for name in names if name not in radar)
        return replace(
            archive,
            token_url=token_url or archive.token_url,
            hosts=(*archive.hosts, *hosts),
            optical=optical or archive.optical,
            radar=radar or archive.radar,
        )


def _split_commas(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())
