"""What comes of a review: an inventory, and labels to learn from."""
