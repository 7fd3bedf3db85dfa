"""Floor 1: what is known about a case as of a moment."""
