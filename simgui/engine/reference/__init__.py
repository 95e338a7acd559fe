"""The SimPy reference engine: readable, a process per activity."""
