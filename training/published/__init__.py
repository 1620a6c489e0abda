"""The published data and networks of the two studies: fetched, converted into packs, and their tables made again."""
