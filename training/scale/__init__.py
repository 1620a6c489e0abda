"""Prediction of what outgrows one process: blocks of tiles of many rasters, handed to Ray, put together again."""
