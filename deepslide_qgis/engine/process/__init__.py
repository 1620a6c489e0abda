"""The engine's process: memory, cores, libraries, and the translation of exceptions."""
