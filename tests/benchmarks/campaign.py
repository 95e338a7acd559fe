"""Who is compared with whom, at which sizes, and in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measure import MODELS, SLOW, Clock, Measured, best, in_process

SCALING_MODELS = ("numpy_pipeline", "vectorised_kpis")


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured.

    Parameters
    ----------
    fleets : Sequence[int]
        Fleet sizes of the comparison.
    jobs, slow_jobs : int
        Messages for the array models and for the loops (their rate does not depend on it beyond a few periods).
    rounds : int
        How often the whole row of models is run; the best counts.
    scaling_fleets, scaling_jobs : Sequence[int], int
        Fleet sizes and messages of the picture.
    """

    fleets: Sequence[int]
    jobs: int
    slow_jobs: int
    rounds: int
    scaling_fleets: Sequence[int]
    scaling_jobs: int


QUICK = Sizes((1_000,), 200_000, 10_000, 1, (100, 1_000, 10_000), 200_000)
USUAL = Sizes((100, 1_000, 10_000), 1_000_000, 100_000, 2, (100, 1_000, 10_000, 100_000, 1_000_000), 4_000_000)
LONG_FLEET, LONG_JOBS = 1_000, 1_000_000


def compare(sizes: Sizes) -> list[Measured]:
    """Measure every model on every fleet, one after the other, round by round, so that a busy machine hurts all."""
    found: dict[tuple[int, str], Measured] = {}
    for _ in range(sizes.rounds):
        for fleet in sizes.fleets:
            for model in MODELS:
                jobs = sizes.slow_jobs if model in SLOW else sizes.jobs
                one = in_process(model, fleet, jobs, repeats=4)
                found[fleet, model] = best(one, found.get((fleet, model), one))
    return list(found.values())


def run_long() -> list[Measured]:
    """Measure SimPy, the reference and ours once, all on a million messages; takes minutes."""
    models = ("simpy_process", "reference", "vectorised_one", "vectorised_kpis")
    return [in_process(model, LONG_FLEET, LONG_JOBS, repeats=4) for model in models]


def scale(sizes: Sizes) -> list[Measured]:
    """Measure the array models over fleet sizes; about the same number of messages each."""
    found: dict[tuple[int, str], Measured] = {}
    for _ in range(sizes.rounds):
        for fleet in sizes.scaling_fleets:
            for model in SCALING_MODELS:
                one = in_process(model, fleet, max(sizes.scaling_jobs, fleet), repeats=2)
                found[fleet, model] = best(one, found.get((fleet, model), one))
    return list(found.values())


def ratios(measured: Sequence[Measured], clock: Clock, ours: str) -> Mapping[int, Mapping[str, float]]:
    """Give, per fleet size, how many times the messages a second of each model one of ours handles. [-]"""
    rates = {(one.devices, one.model): one.rate(clock) for one in measured}
    mine = {devices: rate for (devices, model), rate in rates.items() if model == ours}
    return {
        devices: {model: rate / rates[devices, model] for model in MODELS if (devices, model) in rates}
        for devices, rate in mine.items()
    }


def byte_per_device(scaling: Sequence[Measured]) -> float:
    """Give the slope of peak memory between the two largest fleets, plan included. [byte]"""
    small, large = sorted((one for one in scaling if one.model == "vectorised_kpis"), key=lambda one: one.devices)[-2:]
    return (large.peak_byte - small.peak_byte) / (large.devices - small.devices)


def spread_of_rate(scaling: Sequence[Measured], clock: Clock) -> float:
    """Give the highest over the lowest rate at 1e4 devices and more. [-]"""
    rates = [one.rate(clock) for one in scaling if one.model == "vectorised_kpis" and one.devices >= 10_000]
    return max(rates) / min(rates)
