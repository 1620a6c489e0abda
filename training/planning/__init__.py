"""Experiments: the TOML file that defines what is trained, validated on reading, and the run folder of each member."""
