"""Monte Carlo over our ignorance: every profile number drawn from its tolerance, once for each draw.

All boards of a model share one draw, for a tolerance is what we do not know about the model, not how its copies differ
(that is ``spread``). A draw depends on seed, part, number and draw only, so every variant of a study sees the same.
"""

from collections.abc import Mapping
from dataclasses import replace
from statistics import NormalDist
from typing import Any

from simgui.core.random_numbers import Purpose, stable_hash, uniform
from simgui.profiles.load import fields_of
from simgui.profiles.part import DeviceProfile, KernelProfile
from simgui.profiles.schema import Kind, Part, rules_of
from simgui.profiles.sourced import Basis, Sourced
from simgui.results.why.varied_table import as_number, tables_of, varied

LATENCY = "latency"
"""Stands for all cycle counts of a kernel library: they are fitted together and drawn as one number."""

_CYCLES = "cycles_per"
_SPREAD = "latency_spread"
_UPPER_80 = NormalDist().inv_cdf(0.9)


def factor(tolerance: float, share: float) -> float:
    """Turn a uniform number into the factor a value is multiplied by.

    Parameters
    ----------
    tolerance : float
        Relative half-width of our ignorance. [-]
    share : float
        Uniform in [0, 1). [-]

    Returns
    -------
    float
        Uniform in [1 − t, 1 + t] for t < 1: a tolerance is a bound, and says of no value within it that it is likelier.
        For t ≥ 1, where that would reach zero, log-uniform in [1/(1 + t), 1 + t]. [-]
    """
    if tolerance < 1:
        return 1 + tolerance * (2 * share - 1)
    return float((1 + tolerance) ** (2 * share - 1))


def latency_factor(spread: float, share: float) -> float:
    """Turn a uniform number into the factor of a library's cycles: lognormal, 80 % within 1/(1+s) and 1+s. [-]"""
    z = NormalDist().inv_cdf(min(max(share, 1e-12), 1 - 1e-12))
    return float((1 + spread) ** (z / _UPPER_80))


def drawn_numbers(kind: Kind, name: str, part: Part) -> dict[str, Sourced]:
    """List the numbers and tables of a part that a draw changes, by ``folder/part.field``."""
    prefix = f"{kind.folder}/{name}."
    numbers = {f"{prefix}{path}": number for path, number in fields_of(part) if number.tolerance > 0}
    numbers |= {f"{prefix}{path}": as_number(table) for path, table in tables_of(part)}
    if isinstance(part, KernelProfile):
        spread = part.latency_spread
        numbers = {key: one for key, one in numbers.items() if _CYCLES not in key and not key.endswith(_SPREAD)}
        if spread.value > 0:
            numbers[f"{prefix}{LATENCY}"] = replace(spread, tolerance=spread.value, basis=Basis.DERIVED)
    return numbers


def factors_of(numbers: dict[str, Sourced], *, seed: int, draw: int) -> dict[str, float]:
    """Give the factor of each number in one draw; see `drawn_numbers` for the numbers."""
    factors = {}
    for key, number in numbers.items():
        share = float(uniform(seed, Purpose.TOLERANCE, stable_hash(key), draw)[0])
        of = latency_factor if key.endswith(f".{LATENCY}") else factor
        factors[key] = of(number.tolerance, share)
    return factors


def draw_part(kind: Kind, name: str, part: Part, *, seed: int, draw: int) -> Part:
    """Give a part with its numbers drawn; see `scaled_part` for what is kept.

    Parameters
    ----------
    kind, name, part : Kind, str, Part
        The part as written.
    seed, draw : int
        Which draw.
    """
    return scaled_part(kind, name, part, factors_of(drawn_numbers(kind, name, part), seed=seed, draw=draw))


def scaled_part(kind: Kind, name: str, part: Part, factors: Mapping[str, float]) -> Part:
    """Give a part with some of its numbers multiplied.

    Parameters
    ----------
    kind, name, part : Kind, str, Part
        The part as written.
    factors : Mapping[str, float]
        By ``folder/part.field``, those of other parts are passed over. [-]

    Returns
    -------
    Part
        Shares stay within [0, 1]; numbers of bytes stay whole; sleep power stays below active power.
    """
    numbers = {key: one for key, one in drawn_numbers(kind, name, part).items() if key in factors}
    prefix, rules = f"{kind.folder}/{name}.", rules_of(kind)
    tables, changed = dict(tables_of(part)), dict[str, Any]()
    for key, number in numbers.items():
        field = key.removeprefix(prefix)
        if field == LATENCY:
            continue
        if field in tables:
            changed[field] = varied(field, tables[field], factors[key])
            continue
        value = min(number.value * factors[key], rules[field].most)
        if field.endswith("_byte") and "per" not in field:
            value = float(max(round(value), 1 if number.value >= 1 else 0))
        changed[field] = replace(number, value=value)
    scale = factors.get(f"{prefix}{LATENCY}", 1.0)
    if isinstance(part, KernelProfile) and scale != 1:
        changed[_CYCLES] = {unit: replace(one, value=one.value * scale) for unit, one in part.cycles_per.items()}
    drawn: Part = replace(part, **changed)
    if isinstance(drawn, DeviceProfile) and drawn.sleep_power_w.value > drawn.active_power_w.value:
        drawn = replace(drawn, sleep_power_w=replace(drawn.sleep_power_w, value=drawn.active_power_w.value))
    return drawn
