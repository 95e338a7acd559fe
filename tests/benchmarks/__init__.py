"""Benchmarks: this project against SimPy, a heap loop and plain numpy, on the same work; `make bench` runs them."""
