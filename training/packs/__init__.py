"""Model packs made of trained members: graphs, shorter numbers, scores and the card."""
