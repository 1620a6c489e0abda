"""An event in the Dolomites, and what archives have of it: images, and their files where a test reads them."""

from __future__ import annotations

from typing import Any

AREA = (11.950, 46.000, 11.970, 46.014)
"""West, south, east, north: some 1.5 km; the zones 32 and 33 of UTM meet 3 km east of it."""
EVENT = "2023-08-24"
AROUND = (11.90, 45.97, 12.02, 46.04)
CORNERS = {32632: (727_600, 5_100_700), 32633: (263_000, 5_100_900)}
"""Upper left corner of the scenes' files, by CRS: 3.2 km wide, the area inside."""


def request(url: str, report: str, **settings: Any) -> dict[str, Any]:
    """What a search takes, as it travels to the engine."""
    archive = {"name": url, "title": "Loopback", "url": url, **settings.pop("archive", {})}
    common = {"archive": archive, "bbox_deg": AREA, "event_date": EVENT, "outputs": {"report": report}}
    return {**common, **settings}
