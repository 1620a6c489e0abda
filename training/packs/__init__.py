"""Model packs from trained members: weights, graphs, shorter precisions, scores and the card."""
