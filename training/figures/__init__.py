"""The papers' tables and figures, for any experiment."""
