"""The reports: diagrams drawn after their formulas, pages that need no other file, sentences a geologist can trust."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from deepslide_qgis.core.comparison import Areas, ComparisonReport, ObjectColumns, Objects
from deepslide_qgis.core.scores import ObjectScores, PixelScores, SizeClass
from deepslide_qgis.processing.comparison.sentences import summary_sentences
from deepslide_qgis.processing.report.page import Page, number
from deepslide_qgis.processing.report.performance_diagram import (
    BIASES,
    F1_ISOLINES,
    Marked,
    bias_line,
    f1_isoline,
    legend,
    performance_diagram,
)
from deepslide_qgis.processing.report.svg import Plot

NONE = ObjectColumns(*[()] * 9)
INFINITE = float("inf")


@pytest.mark.parametrize("f1", F1_ISOLINES)
def test_isolines_have_their_f1(f1):
    points = f1_isoline(f1)
    assert all(2 * p * r / (p + r) == pytest.approx(f1) for p, r in points)
    assert points[0][1] == pytest.approx(1) and points[-1][0] == pytest.approx(1)


@pytest.mark.parametrize("bias", BIASES)
def test_bias_lines_have_their_bias(bias):
    (x0, y0), (precision, recall) = bias_line(bias)
    assert (x0, y0) == (0, 0) and recall / precision == pytest.approx(bias)
    assert max(precision, recall) == 1


def test_a_dot_lies_where_its_scores_are():
    plot = performance_diagram([Marked("a", "here", 0.25, 0.75)])
    left, bottom = plot.place(0, 0)
    right, top = plot.place(1, 1)
    svg = ElementTree.fromstring(plot.svg())
    (circle,) = svg.iter("{http://www.w3.org/2000/svg}circle")
    assert (float(circle.get("cx")) - left) / (right - left) == pytest.approx(0.25, abs=1e-3)
    assert (bottom - float(circle.get("cy"))) / (bottom - top) == pytest.approx(0.75, abs=1e-3)


def test_what_is_no_number_is_not_drawn_and_words_are_escaped():
    plot = Plot("a < b & c", "x", "y")
    plot.dot(math.nan, 0.5, "red")
    plot.line([(0, 0), (0.2, math.nan), (0.4, 0.4), (0.6, 0.6), (math.inf, 1)], "red")
    svg = ElementTree.fromstring(plot.svg())
    names = [element.tag.rsplit("}")[-1] for element in svg]
    assert "circle" not in names and names.count("polyline") == 1
    assert "a < b & c" in [element.text for element in svg]


def test_a_page_escapes_and_stands_alone(tmp_path):
    page = Page("<script>")
    page.table(["a"], [["<b>"], [math.nan], [3]])
    page.pictures([Plot("t", "x", "y").image(), legend([Marked("<i>", "", 0, 0)])])
    page.write(str(tmp_path / "page.html"))
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script>" not in html and "<b>" not in html and "<i>" not in html and "–" in html
    assert not re.search(r'(src|href)="(?!data:)', html) and [p.name for p in tmp_path.iterdir()] == ["page.html"]
    assert (number(math.nan), number(1234), number(0.12345)) == ("–", "1,234", "0.123")


def answer(
    found: int = 8, landslides: int = 10, false: int = 5, candidates: int = 20, predicted: int = 88, **settings
) -> ComparisonReport:
    """An answer with these figures: ``landslides`` over 1000 m² and two smaller ones that are missed."""
    pixels = PixelScores(0.5, 70, predicted - 70, 30, 1000)
    areas = Areas(7000, (predicted - 70) * 100, 3000, 1e5)
    sizes = (SizeClass(0, 1000, 2, 1, 0), SizeClass(1000, INFINITE, landslides, found, found))
    rules = (ObjectScores("any overlap", landslides + 2, found + 1, candidates, candidates - false),)
    objects = Objects(rules, sizes, 0.5, 0, 0, 1.0, 1.0, 1.0)
    return replace(ComparisonReport(0.5, 400, 100, True, False, pixels, areas, objects, NONE, NONE), **settings)


def test_the_summary_in_plain_words():
    text = " ".join(summary_sentences(answer()))
    assert "Finds 8 of 12 landslides" in text and "touches 9" in text
    assert "Of those over 1,000 m², it finds 8 of 10." in text
    assert "Every fourth candidate is false (5 of 20" in text
    assert "under-predicts the area by 12 %" in text
    assert "precision 0.80, recall 0.70, F1 0.74" in text


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        ({"false": 0}, "None of the 20 candidates is false"),
        ({"false": 20}, "Every candidate is false"),
        ({"false": 8}, "40 % of the candidates are false"),
        ({"false": 10}, "Every second candidate is false"),
        ({"false": 0, "candidates": 0}, "There is no candidate at this threshold."),
        ({"predicted": 101}, "The area predicted is about the area mapped."),
        ({"predicted": 130}, "over-predicts the area by 30 %"),
        ({"predicted": 350}, "predicts 3.5 times the area"),
    ],
)
def test_the_sentence_fits_the_figures(figures, text):
    assert text in " ".join(summary_sentences(answer(**figures)))


def test_nothing_mapped_that_counts():
    bare = answer()
    none = replace(
        bare.objects, sizes=tuple(replace(size, landslides=0, found=0, touched=0) for size in bare.objects.sizes)
    )
    text = " ".join(summary_sentences(replace(bare, objects=none, areas=Areas(0, 0, 0, 1))))
    assert "No landslide of the inventory is large enough" in text and "area" not in text.replace("large", "")
