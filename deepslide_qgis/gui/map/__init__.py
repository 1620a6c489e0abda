"""What the review draws and does on the map."""
