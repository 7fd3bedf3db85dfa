"""Floor 1: what must hold; the only place that knows great_expectations."""
