"""Floor 1: what the goods are: their class, their text, their value in EUR."""
