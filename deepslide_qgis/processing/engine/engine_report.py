"""The engine's findings about itself, as text lines and as an HTML page."""

from __future__ import annotations

from html import escape
from typing import Any

from deepslide_qgis.core.anonymous import redact_personal_data
from deepslide_qgis.processing.translation import translate


def report_lines(findings: dict[str, Any]) -> list[str]:
    """Return the findings as lines, with verdict and advice at the end."""
    lines = [
        *(f"{title}: {text}" for title, text in _format_rows(findings)),
        _format_verdict(findings),
        *_format_advice(findings),
    ]
    return [redact_personal_data(line) for line in lines]


def report_html(findings: dict[str, Any]) -> str:
    """Return the findings as a page."""
    rows = "".join(
        f"<tr><th align='left'>{escape(title)}</th><td>{escape(text)}</td></tr>"
        for title, text in _format_rows(findings)
    )
    advice = "".join(f"<li>{escape(line)}</li>" for line in _format_advice(findings))
    verdict = escape(_format_verdict(findings))
    page = (
        "<html><head><meta charset='utf-8'></head><body>"
        f"<h2>{verdict}</h2><ul>{advice}</ul><table cellpadding='4'>{rows}</table></body></html>"
    )
    return redact_personal_data(page)


def _format_verdict(findings: dict[str, Any]) -> str:
    return translate("The engine is ready.") if findings["ready"] else translate("The engine is not ready.")


def _format_rows(findings: dict[str, Any]) -> list[tuple[str, str]]:
    rows = []
    python = findings.get("python")
    if python:
        rows.append(("Python", f"{python['version']}, {python['executable']}"))
    if findings.get("platform"):
        rows.append((translate("System"), findings["platform"]))
    missing = translate("missing")
    rows += [(name, version or missing) for name, version in findings.get("packages", {}).items()]
    for title, place in findings.get("places", {}).items():
        free = translate("{:.1f} GB free").format(place["free_bytes"] / 1e9)
        rows.append((translate("Folder ({})").format(title), f"{place['folder']}, {place['error'] or free}"))
    amounts = findings.get("memory")
    if amounts and amounts["total_bytes"]:
        total, free = (amounts[name] / 2**30 for name in ("total_bytes", "free_bytes"))
        rows.append((translate("Memory"), translate("{:.1f} GiB, {:.1f} GiB free").format(total, free)))
    rows += list(findings.get("client", {}).items())
    rows += [
        (translate("Device {}").format(device["name"]), _format_device(device))
        for device in findings.get("devices", [])
    ]
    return rows


def _format_device(device: dict[str, Any]) -> str:
    memory = f", {device['memory_bytes'] / 2**30:.1f} GiB" if "memory_bytes" in device else ""
    threads = ", " + translate("{} threads").format(device["threads"]) if "threads" in device else ""
    trial = ""
    if "seconds_per_tile" in device:
        trial = ", " + translate("a tile takes {:.3f} s").format(device["seconds_per_tile"])
        if device["name"] != "cpu":
            trial += ", " + translate("{:.1e} off the CPU's probability").format(device["difference"])
    return f"{device['title']}{memory}{threads}{trial}"


def _format_advice(findings: dict[str, Any]) -> list[str]:
    entries = findings.get("problems", []) + findings.get("notes", [])
    return [f"{entry['message']} {entry.get('remedy', '')}".strip() for entry in entries]
