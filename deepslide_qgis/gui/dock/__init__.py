"""The review dock, piece by piece: thin, for the review itself is in ``gui.review``."""
