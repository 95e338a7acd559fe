"""A run from start to end: perceive, execute, store, report."""
