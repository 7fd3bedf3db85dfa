"""A fictitious region that writes real messages and plays the officers."""
