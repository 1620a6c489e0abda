"""One member: its training, its run folder, loading it again, and its predictions on a split."""
