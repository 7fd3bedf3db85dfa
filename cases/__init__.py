"""Floor 1: what is scored, assembled as of a moment from the newest versions."""
