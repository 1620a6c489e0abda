"""Client of the engine: sets its environment up, starts its process, talks to it; standard library only."""
