"""Members at work: loaded by a runtime, kept, and shown batches where they work."""
