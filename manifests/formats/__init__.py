"""One file a message format, found and not registered."""
