"""What a member computes, whatever runs it: its input, its network, its graph."""
