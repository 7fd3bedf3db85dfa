"""Floor 2: labels, splits, ranker, calibration, metrics, explanation, registry."""
