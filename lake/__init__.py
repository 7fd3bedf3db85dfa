"""Floor 0: tables, store, runs, past, sites, reference."""
