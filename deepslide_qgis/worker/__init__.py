"""The client of the engine: starts its process, talks to it, sets it up; standard library only, never imports it."""
