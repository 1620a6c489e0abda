"""What the engine's process has, and how it may use it: memory, cores, libraries; and how it tells what went wrong."""
