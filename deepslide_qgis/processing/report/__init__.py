"""Reports: self-contained HTML pages with SVG diagrams (docs/decisions/reports.md)."""
