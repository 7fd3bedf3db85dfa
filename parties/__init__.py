"""Floor 1: who is who."""
