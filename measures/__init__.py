"""How good something is, with an interval: arrays in, measures out. Knows no model and no lake."""
