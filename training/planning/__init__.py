"""Experiments: the TOML file that says what is trained, checked before anything is; the folder of each member."""
