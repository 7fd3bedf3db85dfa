"""Floor 4: the order of the night; the only place that knows prefect."""
