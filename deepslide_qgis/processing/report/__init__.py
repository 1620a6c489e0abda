"""Reports: pages of HTML that need no other file, with diagrams drawn as SVG (docs/decisions/reports.md)."""
