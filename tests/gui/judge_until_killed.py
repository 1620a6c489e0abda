"""A QGIS process that reviews a GeoPackage, says each judgement once it is made, and waits to be killed."""

from __future__ import annotations

import sys

from qgis.core import QgsApplication, QgsVectorLayer

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.editing import Editing
from deepslide_qgis.gui.review.review import Review


def main(path: str) -> None:
    application = QgsApplication([], True)
    application.initQgis()
    review = Review(QgsVectorLayer(path, "candidates", "ogr"), "Ada")
    turns = (ReviewStatus.ACCEPTED, ReviewStatus.REJECTED, ReviewStatus.UNSURE)
    while review.current is not None:
        number, status = review.current.number, turns[review.current.number % 3]
        review.judge(status, {"comment": f"number {number}"})
        print(number, status.value, flush=True)
        if review.progress().judged == 40:  # leave something unsaved, too, as a reshape under way would
            Editing(review.layer, review.file)
            review.layer.deleteFeature(review.current_fid)
            print("waiting", flush=True)
            sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
