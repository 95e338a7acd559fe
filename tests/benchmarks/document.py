"""Writes the results as a page: tables, what the aims were, and what was reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.campaign import Sizes, byte_per_device, ratios, spread_of_rate
from benchmarks.measure import NAMES, SLOW, Clock, Measured
from benchmarks.outside import PeerRate
from benchmarks.picture import Panel
from benchmarks.time_shares import Floors

AIM_SIMPY, AIM_REFERENCE, AIM_SPREAD = 150.0, 60.0, 2.0
OURS: Mapping[Clock, str] = {Clock.PROCESSOR: "vectorised_one", Clock.WALL: "vectorised_kpis"}
"""The rows that others are compared with: hash and all KPIs, on one thread or on all cores."""

SHORT_NAMES: Mapping[str, str] = {
    "simpy_process": "SimPy, idiomatic",
    "simpy_callback": "SimPy, callbacks",
    "heap_loop": "heapq loop",
    "reference": "simgui reference",
    "numpy_pipeline": "plain numpy",
    "vectorised_kpis": "simgui vectorised",
}


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a benchmark run found out."""

    machine: Mapping[str, str]
    sizes: Sizes
    comparison: Sequence[Measured]
    long: Sequence[Measured]
    scaling: Sequence[Measured]
    shares: Mapping[str, float]
    floors: Floors
    outside: Sequence[PeerRate]


def text(results: Results, picture: str) -> str:
    """Write the page.

    Parameters
    ----------
    results : Results
        What was measured.
    picture : str
        Name of the picture's file, beside the page.
    """
    machine = "; ".join(f"{key}: {value}" for key, value in results.machine.items())
    return (
        "\n\n".join(
            [
                "# Benchmarks",
                _method(machine, results.sizes),
                "## Messages per second of processor time",
                "Other work on the machine hardly touches these. The ratio is how many times the rate simgui reaches "
                "on one thread, with hash and all KPIs.",
                _comparison(results, Clock.PROCESSOR),
                "## Messages per second on the clock",
                "Whatever else the machine does lengthens these, the long runs of the loops and the runs on all "
                "cores most. The ratio is how many times the rate simgui reaches on all cores, with hash and all KPIs.",
                _comparison(results, Clock.WALL),
                "## Against the aims",
                _aims(results),
                *_long(results.long),
                "## Cost against fleet size",
                f"![Time per message and peak memory against fleet size]({picture})",
                _scaling(results),
                "## Where the time goes",
                _time(results),
                *_outside(results.outside),
            ]
        )
        + "\n"
    )


def _method(machine: str, sizes: Sizes) -> str:
    return (
        f"Written by `make bench`. Machine: {machine}. The models run one after the other, each in a process of its "
        f"own, {sizes.rounds} round(s) of all; the best time of each counts, from the arrays of the work to the "
        f"result, the making of the plan included. The loops ran {sizes.slow_jobs:,} messages, the array models "
        f"{sizes.jobs:,}. All rows of simgui keep the energy books, the reference too.\n\n"
        "The work (`tests/benchmarks/pipeline.py`): every device sends a message each 10 s with a random phase; it "
        "passes the device's CPU (30 ms), the channel (100 ms) and CPU (120 ms) of a gateway that 50 devices share, "
        "40 ms of backhaul, and one of 4 cloud servers in turn. Loads are 0.5, 0.6 and 0.7 at every fleet size. "
        "`make test` checks that all models finish every message in the same nanosecond."
    )


def _comparison(results: Results, clock: Clock) -> str:
    fleets = _fleets(results)
    rates = {(one.devices, one.model): one.rate(clock) for one in results.comparison}
    header = " | ".join(f"{fleet:,} devices | ratio" for fleet in fleets)
    lines = [f"| model | {header} |", "|---|" + "---:|" * (2 * len(fleets))]
    over = ratios(results.comparison, clock, OURS[clock])
    for model, name in NAMES.items():
        cells = [f"{_rate(rates[fleet, model])} | × {_times(over[fleet][model])}" for fleet in fleets]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _fleets(results: Results) -> list[int]:
    return sorted({one.devices for one in results.comparison})


def _aims(results: Results) -> str:
    sizes = " / ".join(f"{fleet:,}" for fleet in _fleets(results))
    lines = [f"| aim | by | reached ({sizes} devices) | |", "|---|---|---|---|"]
    for against, aim in (("simpy_process", AIM_SIMPY), ("reference", AIM_REFERENCE)):
        for clock, ours in OURS.items():
            values = [times[against] for times in ratios(results.comparison, clock, ours).values()]
            reached = ", ".join(f"× {value:.0f}" for value in values)
            lines.append(
                f"| ≥ {aim:.0f} × {SHORT_NAMES[against]} | {clock.value} | {reached} | {_verdict(values, aim)} |"
            )
    for clock in Clock:
        spread = spread_of_rate(results.scaling, clock)
        met = "met" if spread <= AIM_SPREAD else "**missed**"
        aim_text = f"rates from 10,000 devices up within × {AIM_SPREAD:.0f}"
        lines.append(f"| {aim_text} | {clock.value} | × {spread:.2f} | {met} |")
    memory = f"{byte_per_device(results.scaling):,.0f} B, plan and verdict tables included"
    lines.append(f"| memory per device stated | peak | {memory} | |")
    return "\n".join(lines)


def _long(measured: Sequence[Measured]) -> list[str]:
    """The loops' rates do not depend on how long they run: the same, with as many messages for all."""
    if not measured:
        return []
    texts: list[str] = []
    for clock, ours in OURS.items():
        times = ratios(measured, clock, ours)[measured[0].devices]
        simpy, reference = times["simpy_process"], times["reference"]
        texts.append(f"by {clock.value} × {simpy:.0f} idiomatic SimPy and × {reference:.0f} the reference")
    return [f"With {measured[0].jobs:,} messages for all, {measured[0].devices:,} devices: {'; '.join(texts)}."]


def _verdict(values: Sequence[float], aim: float) -> str:
    if min(values) >= aim:
        return "met"
    return "**missed**" if max(values) < aim else "**met in part**"


def _scaling(results: Results) -> str:
    lines = [
        "| devices | messages | simgui, all cores, by the clock | by processor time | plain numpy | peak memory | "
        "above start |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    numpy = {one.devices: one for one in results.scaling if one.model == "numpy_pipeline"}
    for one in results.scaling:
        if one.model == "vectorised_kpis":
            cells = [
                f"{one.devices:,}",
                f"{one.jobs:,}",
                _rate(one.rate(Clock.WALL)),
                _rate(one.rate(Clock.PROCESSOR)),
                _rate(numpy[one.devices].rate(Clock.PROCESSOR)),
                f"{one.peak_byte / 1e6:.0f} MB",
                f"{(one.peak_byte - one.start_byte) / 1e6:.0f} MB",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _time(results: Results) -> str:
    floors = results.floors
    fleet = max(one.devices for one in results.comparison)
    rates = {one.model: one.rate(Clock.PROCESSOR) for one in results.comparison if one.devices == fleet}
    ours_ns, bare_ns = 1e9 / rates["vectorised_one"], 1e9 / rates["vectorised_bare"]
    lines = [
        f"By cProfile on one thread, at {fleet:,} devices and {results.sizes.jobs:,} messages, hash and KPIs included. "
        "*Sorting* is every call of a sort, wherever it stands; the other parts of the engine are its modules.",
        "",
        "| part | share | ns per message |",
        "|---|---:|---:|",
    ]
    lines += [
        f"| {part} | {share:.0%} | {share * ours_ns:.0f} |" for part, share in results.shares.items() if share >= 0.005
    ]
    far, near = floors.copy_byte_per_s / 1e9, floors.near_copy_byte_per_s / 1e9
    lines += [
        "",
        f"A row of the trace is {floors.row_byte:.0f} B. To write it once and read it once takes "
        f"{floors.memory_ns:.0f} ns at the {far:.1f} GB/s that `np.copyto` moves through arrays of 256 MiB "
        f"({near:.0f} GB/s within the cache, for a column of a chunk). The engine alone takes {bare_ns:.0f} ns per "
        f"message, **{bare_ns / floors.memory_ns:.0f} times the memory's floor**; with hash and KPIs {ours_ns:.0f} ns, "
        f"{ours_ns / floors.memory_ns:.0f} times. The floor leaves out that order must be found: one `np.argsort` of a "
        f"chunk costs {floors.argsort_ns:.0f} ns per message, and channel, gateway and cloud need one each. The plain "
        f"numpy pipeline, two sorts and no trace, takes {floors.numpy_ns:.0f} ns: simgui with everything is "
        f"{ours_ns / floors.numpy_ns:.1f} times that.",
    ]
    return "\n".join(lines)


def _outside(rates: Sequence[PeerRate]) -> list[str]:
    if not rates:
        return []
    ours = next(rate.jobs_per_s for rate in rates if rate.peer == "simgui_vectorised")
    lines = ["| simulator | messages | messages/s | simgui is faster by |", "|---|---:|---:|---:|"]
    for rate in rates:
        value = _rate(rate.jobs_per_s) if rate.jobs_per_s else "out of time"
        factor = f"× {_times(ours / rate.jobs_per_s)}" if rate.jobs_per_s else ""
        lines.append(f"| {rate.peer} | {rate.jobs:,} | {value} | {factor} |")
    intro = (
        f"Written for another pipeline of the same kind (channel, gateway CPU, backhaul, one cloud CPU; "
        f"{rates[0].devices:,} devices), each run once, by the clock; ours keeps hash and energy books, on all cores. "
        "LEAF reserves flows and has no messages; Mesa steps every second and answers in whole steps. "
        "`SIMGUI_PEERS_PYTHON` names the interpreter that has them installed."
    )
    return ["## Other simulators", intro, "\n".join(lines)]


def panels(results: Results) -> list[Panel]:
    """Give what the picture shows."""
    lines: dict[str, list[tuple[float, float]]] = {}
    lines[SHORT_NAMES["vectorised_kpis"]] = []  # first, for the same colour in both panels
    for one in results.comparison:
        if one.model in SLOW:
            lines.setdefault(SHORT_NAMES[one.model], []).append((one.devices, 1e6 / one.rate(Clock.PROCESSOR)))
    memory: list[tuple[float, float]] = []
    for one in results.scaling:
        lines.setdefault(SHORT_NAMES[one.model], []).append((one.devices, 1e6 / one.rate(Clock.PROCESSOR)))
        if one.model == "vectorised_kpis":
            memory.append((one.devices, one.peak_byte / 1e6))
    return [
        Panel("Time per message", "[µs of processor time], everything from the work to the result", lines),
        Panel("Peak memory of the process", "[MB], with hash and KPIs", {"simgui vectorised": memory}),
    ]


def _rate(per_s: float) -> str:
    return f"{per_s / 1e6:.2f} M" if per_s >= 1e6 else f"{per_s / 1e3:.3g} k"


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"
