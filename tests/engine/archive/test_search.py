"""What is found, what is chosen, and why not: with the traps that real archives hold."""

from __future__ import annotations

import pytest

from deepslide_qgis.core.errors import RequestError
from tests.archive import items
from tests.archive.event import AREA, AROUND
from tests.engine.archive.conftest import S1, S2, judged


def test_periods_clouds_and_the_day_of_the_event(engine, add):
    for name, day, cloud in (
        ("early", "2023-07-20", 5), ("pre", "2023-08-10", 5), ("cloudy", "2023-08-12", 95),
        ("event", "2023-08-24", 1), ("post", "2023-09-09", 5), ("late", "2023-09-30", 5),
    ):  # fmt: skip
        add(items.earth_search, name, day, cloud=float(cloud))
    assert judged(engine.search(**S2)) == {
        "pre": "before",
        "cloudy": "95 % cloud, over 40 %",
        "event": "taken on the day of the event",
        "post": "after",
    }


def test_an_archive_that_ignores_the_dates_is_not_believed(engine, server, add):
    """Wrong season: it answers with what it has."""
    server.ignores_filters = True
    for name, day in (("winter", "2023-01-10"), ("pre", "2023-08-10"), ("post", "2023-09-09")):
        add(items.earth_search, name, day)
    add(items.earth_search, "elsewhere", "2023-08-11", box=(20.0, 10.0, 21.0, 11.0))
    assert judged(engine.search(**S2)) == {
        "winter": "taken outside both periods",
        "pre": "before",
        "post": "after",
        "elsewhere": "does not touch the area",
    }


def test_the_same_season_a_year_earlier(engine, add):
    for name, day in (("year ago", "2022-09-05"), ("pre", "2023-08-10"), ("post", "2023-09-09")):
        add(items.earth_search, name, day)
    found = judged(engine.search(is_same_season=True, **S2))
    assert found == {"year ago": "before", "post": "after"}


def test_far_seasons_are_warned_of(engine, add):
    add(items.earth_search, "pre", "2022-12-20")
    add(items.earth_search, "post", "2023-09-09")
    answer = engine.search(before_months=12, **S2)
    assert "days apart in the year" in answer.warnings[0] and "102 days" in answer.warnings[0]


def test_the_clearest_days_of_the_whole_area_win(engine, add):
    """Two half images of one orbit, little cloud; they need each other."""
    middle = (AREA[0] + AREA[2]) / 2
    for name, day, box, cloud in (
        ("west", "2023-08-10", (11.9, 45.9, middle, 46.1), 0),
        ("east", "2023-08-12", (middle, 45.9, 12.1, 46.1), 2),
        ("west too", "2023-08-15", (11.9, 45.9, middle, 46.1), 1),
        ("after", "2023-09-09", AROUND, 3),
    ):
        add(items.earth_search, name, day, box, cloud=float(cloud))
    found = judged(engine.search(maximum_dates=2, **S2))
    assert found == {"west": "before", "east": "before", "west too": "there are enough clearer days", "after": "after"}


def test_gaps_are_told(engine, add):
    west, _, east, _ = AREA
    add(items.earth_search, "pre", "2023-08-10", (11.9, 45.9, west + (east - west) / 4, 46.1))
    add(items.earth_search, "post", "2023-09-09")
    assert engine.search(**S2).warnings == ("Sentinel-2 before: the chosen images cover 25% of the area.",)


def test_missing_assets_and_an_untold_baseline(engine, add):
    add(items.earth_search, "no infrared", "2023-08-10", bands=("B2", "B3", "B4", "SCL"))
    add(items.planetary_computer, "untold", "2023-08-12", baseline="")
    add(items.earth_search, "post", "2023-09-09")
    found = judged(engine.search(archive={"optical": ["sentinel-2-c1-l2a", "sentinel-2-l2a"]}, **S2))
    assert found["no infrared"].startswith("lacks B8")
    assert found["untold"].startswith("its processing baseline is unknown")


def test_of_two_processings_the_newer_is_taken_and_collection_one_before_all(engine, add):
    add(items.planetary_computer, "old", "2023-08-10", baseline="03.00")
    add(items.planetary_computer, "new", "2023-08-10", baseline="05.10")
    add(items.planetary_computer, "post", "2023-09-09")
    assert judged(engine.search(**S2))["old"] == "a newer processing of it exists"
    add(items.earth_search, "first", "2023-08-10", baseline="05.00")
    found = judged(engine.search(**S2))
    assert (found["first"], found["new"]) == ("before", "a newer processing of it exists")


def test_two_parts_of_one_picture_are_both_taken(engine, add):
    """A product ends where its strip does; the other has the rest of the tile on that day."""
    west, middle, east = 11.9, AREA[0] + (AREA[2] - AREA[0]) / 3, 12.1
    add(items.earth_search, "short", "2023-08-10", (west, 45.9, middle, 46.1))
    add(items.earth_search, "rest", "2023-08-10", (middle, 45.9, east, 46.1))
    add(items.earth_search, "post", "2023-09-09")
    assert judged(engine.search(**S2)) == {"short": "before", "rest": "before", "post": "after"}


def test_an_older_processing_is_taken_only_where_it_shows_what_newer_ones_do_not(engine, add):
    middle = (AREA[0] + AREA[2]) / 2
    add(items.planetary_computer, "old", "2023-08-10", baseline="03.00")
    add(items.planetary_computer, "old west", "2023-08-10", (11.9, 45.9, middle, 46.1), baseline="04.00")
    add(items.planetary_computer, "new west", "2023-08-10", (11.9, 45.9, middle, 46.1), baseline="05.10")
    add(items.planetary_computer, "post", "2023-09-09")
    found = judged(engine.search(**S2))
    assert (found["new west"], found["old"]) == ("before", "before")
    assert found["old west"] == "a newer processing of it exists"


def test_the_second_collection_is_asked_only_where_the_first_is_not_enough(engine, server, add):
    for name, day in (("pre", "2023-08-10"), ("post", "2023-09-09")):
        add(items.earth_search, name, day)
    add(items.planetary_computer, "other", "2023-08-12")
    assert "other" not in judged(engine.search(**S2))


@pytest.mark.parametrize(("count", "by_get"), [(1500, False), (250, True)], ids=["pages by POST", "pages by GET"])
def test_thousands_of_images_come_in_pages(engine, server, add, count, by_get):
    server.pages_by_get = by_get
    for i in range(count):
        add(items.earth_search, f"s{i}", "2023-08-10" if i % 2 else "2023-09-09", tile=f"{i % 60 + 1}TQS")
    found = engine.search(**S2)
    assert len({image.id for image in found.images}) == count
    assert sum("/search" in asked.path for asked in server.asked) == -(-count // 100)


def test_more_than_can_be_looked_through_is_refused(engine, server, add, monkeypatch):
    monkeypatch.setattr("deepslide_qgis.engine.archive.client.LARGEST_ITEM_COUNT", 150)
    for i in range(160):
        add(items.earth_search, f"s{i}", "2023-08-10")
    with pytest.raises(RequestError, match="more than 150 images"):
        engine.search(**S2)


def test_nothing_found_is_told_and_no_error_of_the_search(engine):
    answer = engine.search(sensors=["sentinel-2", "sentinel-1"])
    assert answer.images == ()
    assert answer.warnings == tuple(
        f"{name} {period}: Loopback has no image of this area from 2023-07-24 to 2023-09-24."
        for name in ("Sentinel-2", "Sentinel-1")
        for period in ("before", "after")
    )


def test_cloud_all_over_tells_the_clearest(engine, add):
    for day, cloud in (("2023-08-10", 63), ("2023-08-15", 99), ("2023-09-09", 10)):
        add(items.earth_search, day, day, cloud=float(cloud))
    (warning,) = engine.search(**S2).warnings
    assert warning == (
        "Sentinel-2 before: none of 2 images can be used: 2 × too much cloud. The clearest has 63 % cloud."
    )


def test_radar_keeps_to_one_orbit_that_is_there_before_and_after(engine, add):
    for name, day, orbit, orbit_pass in (
        ("a1", "2023-08-10", 95, "descending"), ("a2", "2023-09-03", 95, "descending"),
        ("b1", "2023-08-09", 117, "ascending"), ("b2", "2023-08-21", 117, "ascending"),
        ("b3", "2023-09-02", 117, "ascending"), ("b4", "2023-09-14", 117, "ascending"),
        ("c1", "2023-08-20", 168, "descending"), ("c2", "2023-08-08", 168, "descending"),
    ):  # fmt: skip
        add(items.terrain_corrected, name, day, orbit=orbit, orbit_pass=orbit_pass)
    found = judged(engine.search(**S1))
    assert {name for name, why in found.items() if why in ("before", "after")} == {"b1", "b2", "b3", "b4"}
    assert found["a1"] == found["c1"] == "another orbit than ascending 117"
    found = judged(engine.search(orbit_pass="descending", **S1))
    assert {name for name, why in found.items() if why in ("before", "after")} == {"a1", "a2"}
    assert engine.search(relative_orbit=1, **S1).images[0].reason == "not of the orbit asked for"


def test_radar_dates_nearest_to_the_event_are_taken(engine, add):
    for day in ("2023-07-25", "2023-08-06", "2023-08-18", "2023-08-30", "2023-09-11"):
        add(items.terrain_corrected, day, day)
    found = judged(engine.search(maximum_dates=1, **S1))
    assert [day for day, why in found.items() if why in ("before", "after")] == ["2023-08-18", "2023-08-30"]
    assert found["2023-07-25"] == "enough days that are nearer to the event"


def test_ground_range_is_shown_and_not_taken(engine, add):
    for name, day in (("pre", "2023-08-10"), ("post", "2023-09-09")):
        add(items.ground_range, name, day)
    answer = engine.search(**S1)
    assert {image.reason for image in answer.images} == {
        "not terrain-corrected: digital numbers in radar geometry, to be calibrated and geocoded first"
    }
    assert "none of 1 images can be used: 1 × not terrain-corrected" in answer.warnings[0]


def test_one_polarisation_or_another_mode_will_not_do(engine, add):
    add(items.terrain_corrected, "vv only", "2023-08-10", bands=("VV",))
    add(items.terrain_corrected, "wide", "2023-08-11", mode="EW")
    found = judged(engine.search(**S1))
    assert found["vv only"].startswith("lacks VH") and found["wide"] == "instrument mode EW, not IW"


def test_of_two_editions_of_the_land_cover_the_newer_is_taken(engine, server):
    server.add(items.land_cover(server.url, "older", AROUND, 2020), items.land_cover(server.url, "newer", AROUND, 2021))
    answer = engine.search(sensors=["land-cover"])
    assert {image.id: image.is_chosen for image in answer.images} == {"older": False, "newer": True}


def test_what_is_in_a_store_needs_a_login(engine, add):
    add(items.copernicus, "pre", "2023-08-10")
    (image,) = engine.search(**S2).images
    assert image.assets["B4"].startswith("http://")  # the other address that the item names
    assert (image.baseline, image.relative_orbit, image.orbit_pass) == ("05.11", 65, "descending")


def test_the_day_is_the_sun_s(engine, server):
    """Shortly before midnight in UTC, on the event's eve, it is the day of the event there already."""
    server.add(items.earth_search(server.url, "eve", "2023-08-23T23:40:00Z", AROUND))
    (image,) = engine.search(**S2).images
    assert (image.day, image.reason) == ("2023-08-24", "taken on the day of the event")
