"""One member: trained, kept, loaded again, and what it predicts on a split."""
