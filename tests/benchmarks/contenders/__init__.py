"""Ways to predict a raster, each a program: ``python -m tests.benchmarks.contenders.NAME RASTER PACK OUT``."""
