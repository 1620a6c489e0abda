"""Windows of the plugin: the review dock."""
