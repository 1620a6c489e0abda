"""The review without its widgets: candidate table, walking order, edits of the layer, undo."""
