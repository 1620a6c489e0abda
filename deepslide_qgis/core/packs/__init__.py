"""Model packs: the card, the folder or .zip on disk, what is installed and what there is to install."""
