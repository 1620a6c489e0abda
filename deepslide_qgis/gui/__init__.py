"""Windows of the plugin: the review dock, its map tools, and the options page."""
