"""The Processing provider: turns parameters into requests to the engine, results into styled layers; qgis.core only."""
