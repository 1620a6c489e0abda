"""The papers' tables and figures for whatever data was trained on, as CSV, Markdown, PNG and SVG."""
