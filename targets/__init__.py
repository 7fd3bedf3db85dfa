"""Floor 3: what officers receive."""
