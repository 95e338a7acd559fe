"""Strategies: compilers from a scenario to a Plan."""
