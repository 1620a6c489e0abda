"""HTML page of headings, paragraphs, tables and pictures, simple enough for every viewer of QGIS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.run_files import write_atomically

IMAGE_PX = 200
STYLE = """
body { font-family: "Open Sans", Arial, sans-serif; color: #222222; margin: 24px; max-width: 1080px; }
h1 { font-size: 22px; } h2 { font-size: 17px; margin-top: 28px; }
p.lead { font-size: 15px; } p.note { color: #666666; font-size: 12px; }
table { border-collapse: collapse; font-size: 13px; }
td, th { padding: 3px 10px; text-align: left; } td.number { text-align: right; }
"""


class Page:
    """A report, filled from top to bottom."""

    def __init__(self, title: str):
        self._title = title
        self._parts = [f"<h1>{escape(title)}</h1>"]

    def heading(self, text: str) -> None:
        """Add a heading."""
        self._parts.append(f"<h2>{escape(text)}</h2>")

    def lead(self, sentences: Iterable[str]) -> None:
        """Add the main statements."""
        self._parts += [f'<p class="lead">{escape(sentence)}</p>' for sentence in sentences]

    def note(self, text: str) -> None:
        """Add an explanatory note."""
        self._parts.append(f'<p class="note">{escape(text)}</p>')

    def table(self, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add a table; numbers are right-aligned."""
        head = "".join(f"<th>{escape(text)}</th>" for text in header)
        body = "".join("<tr>" + "".join(map(_format_cell, row)) + "</tr>\n" for row in rows)
        self._parts.append(f'<table border="1" cellspacing="0"><tr>{head}</tr>\n{body}</table>')

    def facts(self, rows: Iterable[Sequence[str]]) -> None:
        """Add a table without header: names on the left, in bold; rows with empty text are skipped."""
        cells = ((escape(name), escape(text).replace("\n", "<br/>")) for name, text in rows if text)
        body = "".join(f'<tr><th valign="top">{name}</th><td>{text}</td></tr>\n' for name, text in cells)
        self._parts.append(f'<table cellspacing="0">{body}</table>')

    def pictures(self, images: Sequence[str], captions: Sequence[str] = (), across: int = 2) -> None:
        """Add ``img`` elements with captions below, ``across`` per row."""
        cells = [
            f'<td valign="top">{image}{f"<br/>{escape(captions[i])}" if captions else ""}</td>'
            for i, image in enumerate(images)
        ]
        rows = ["<tr>" + "".join(cells[i : i + across]) + "</tr>" for i in range(0, len(cells), across)]
        self._parts.append(f"<table>{''.join(rows)}</table>")

    def html(self) -> str:
        """Return the page as HTML."""
        body = "\n".join(self._parts)
        return (
            f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"/><title>{escape(self._title)}</title>\n'
            f"<style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
        )

    def write(self, path: str) -> None:
        """Write the page to ``path`` atomically; raise OutputError."""
        write_page(path, self.html())


def write_page(path: str, html: str) -> None:
    """Write ``html`` to ``path`` atomically; raise OutputError."""
    try:
        write_atomically(path, html)
    except OSError as error:
        raise OutputError(
            f"The report '{path}' cannot be written: {error}.", "Check the folder and its permissions."
        ) from error


def png_image(code: str) -> str:
    """Return an ``img`` element with the PNG ``code`` (base64) embedded."""
    return f'<img width="{IMAGE_PX}" height="{IMAGE_PX}" src="data:image/png;base64,{code}"/>'


def number(value: Any, decimals: int = 3) -> str:
    """Return ``value`` formatted for a table, a dash for None or NaN."""
    if value is None or value != value:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.{decimals}f}"


def _format_cell(value: Any) -> str:
    if isinstance(value, str):
        return f"<td>{escape(value)}</td>"
    return f'<td class="number" align="right">{number(value)}</td>'
