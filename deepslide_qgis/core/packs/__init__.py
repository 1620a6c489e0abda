"""Model packs: the card, the folder or .zip on disk, installed packs and catalogues."""
