"""The Processing provider: parameters in, requests to the engine, named and styled layers out; qgis.core only."""
