"""The algorithms that predict, and how their parameters become a request to the engine."""
