"""Drivers for tests."""

from simgui.profiles.sourced import Basis
from simgui.results.why.driver import Driver


def driver(
    number: str,
    *,
    share: float,
    basis: Basis = Basis.MEASURED,
    tolerance: float = 0.2,
    low: float = 1.0,
    high: float = 2.0,
) -> Driver:
    return Driver(number, "1 x", tolerance, basis, "data sheet", low, high, share)
