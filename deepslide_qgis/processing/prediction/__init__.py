"""The algorithms that predict, and the conversion of their parameters to engine requests."""
