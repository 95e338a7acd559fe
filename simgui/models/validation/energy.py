"""Energy of an inference, and mean power of a wake-word stream."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from simgui.models.calibration.law import CycleLaw, Place
from simgui.models.calibration.leave_out import Guess, accuracy
from simgui.models.calibration.measurement import Measurement
from simgui.models.calibration.published import board_name, core_name, rows
from simgui.models.calibration.spectrum import spectrum_prices
from simgui.models.cost_model import clock_scale
from simgui.models.graph import add_up
from simgui.models.signal_cost import log_mel_flops
from simgui.models.streaming import follow
from simgui.models.tflite_file import read_model
from simgui.models.validation.comparison import Finding, Point, Section
from simgui.models.validation.power_law import power_elsewhere, power_of_device

_MARGIN = 4.0
_FRAME, _BANDS = 1024, 40
_SLEEP_SHARE = 0.15
"""Power between the steps of a stream against inferring: core stopped, clocks and audio path on. Data sheets give
about 0.3 of the running current, and a network draws about twice that. An assumption where nothing is known. [-]"""


def energy_section(truth: Path, measurements: Sequence[Measurement], systems: Sequence[Guess]) -> Section:
    """Predict energy as the board's power in other systems times predicted time.

    Parameters
    ----------
    truth : Path
        The folder of the published tables.
    measurements : Sequence[Measurement]
        Every int8 latency on Cortex-M.
    systems : Sequence[Guess]
        Their times, predicted with the system left out.

    Returns
    -------
    Section
        Energy of an inference, and streams.
    """
    known = [guess for guess in systems if not math.isnan(guess.measurement.energy_j)]
    own_power = [(guess, power_of_device(guess.measurement, measurements)) for guess in known]
    foreign_power = [(guess, power_elsewhere(guess.measurement, measurements)) for guess in known]
    own = accuracy([guess.percent for guess, power_w in own_power if power_w is not None])
    return Section(
        "Energy",
        "J",
        (
            Finding(
                "energy, time with the system left out, power of the device with other networks",
                _points(own_power),
                own.median + _MARGIN,
                own.p90 + _MARGIN,
                f"target: latency error of the same rows ({own}) + {_MARGIN:g} points",
            ),
            Finding(
                "energy, time and power with the system left out",
                _points(foreign_power),
                note="power by board, supply and library from other systems; supplies that are not stated cost most",
            ),
            *_streams(truth, measurements),
        ),
    )


def _points(powers: Sequence[tuple[Guess, float | None]]) -> tuple[Point, ...]:
    """Multiply power and predicted time."""
    found = []
    for guess, power_w in powers:
        one = guess.measurement
        if power_w is not None:
            joules = power_w * one.latency_s * math.exp(guess.log_error)
            found.append(Point(one.core, f"{one.board}, {one.stack}, {one.model}", one.energy_j, joules))
    return tuple(found)


def _nearly(first: float, second: float) -> bool:
    return abs(first - second) <= 0.1 * max(first, second)


def _streams(truth: Path, measurements: Sequence[Measurement]) -> tuple[Finding, Finding]:
    """Predict duty cycle and power of the wake-word streams, each core's front end from the other cores."""
    found = [
        row
        for row in rows(truth / "mlperf_tiny_results.csv")
        if row["task"] == "SWW" and row["core"].startswith("Cortex-M") and not row["accelerator"]
    ]
    model = read_model(truth / "models" / "mlperf_sww_str_ww_ref_model.tflite")
    work = add_up(operator.work for operator in model.operators)
    law = CycleLaw(measurements)
    network = {id(row): _network_cycles(row, law, work) for row in found}
    duty_points, power_points = [], []
    for row in found:
        cycles = network[id(row)] + _front_end(row, [other for other in found if other is not row], network)
        period_s, clock_hz = float(row["period_s"]), float(row["clock_mhz"]) * 1e6
        active_w = _stream_power(row, measurements)
        busy_s = min(cycles / clock_hz, period_s)
        stream = follow(busy_s, period_s, active_w, _SLEEP_SHARE * active_w)
        core, label = core_name(row["core"]), f"{row['system']} at {row['clock_mhz']} MHz"
        duty_points.append(Point(core, label, float(row["duty_cycle"]), stream.duty))
        power_points.append(Point(core, label, float(row["power_mW"]) * 1e-3, stream.mean_power_w))
    note = (
        "front end (log-mel, audio path) of each core from the other cores; a Cortex-M7 takes as much less for it as "
        "for a transform of CMSIS-DSP"
    )
    return (
        Finding("wake-word stream, duty cycle", tuple(duty_points), 10, 20, note),
        Finding(
            "wake-word stream, mean power",
            tuple(power_points),
            10,
            20,
            f"waiting power assumed {_SLEEP_SHARE:.0%} of inferring (H7A3 13 %, U575 21 %), a tenth of the power apart "
            "from the clock (L4R5-P at 70 MHz draws 70 % of its power at 120 MHz); three rows cannot tell both laws",
        ),
    )


def _network_cycles(row: Mapping[str, str], law: CycleLaw, work: Mapping[str, float]) -> float:
    place = Place(core_name(row["core"]), "x-cube-ai", "x-cube-ai-9", board_name(row["soc"]))
    return math.exp(law.predict(place, work))


def _front_end(row: Mapping[str, str], others: Sequence[Mapping[str, str]], network: Mapping[int, float]) -> float:
    """Give the cycles of the front end, from what it takes on other cores. [cycle]"""
    flops = log_mel_flops(_FRAME, _BANDS)
    each = []
    for other in others:
        spent = float(other["latency_ms"]) * 1e-3 * float(other["clock_mhz"]) * 1e6 - network[id(other)]
        each.append(spent / flops / _against_single_issue(other))
    return median(each) * flops * _against_single_issue(row)


def _against_single_issue(row: Mapping[str, str]) -> float:
    """Give the cycles of a transform against those of a Cortex-M4, by CMSIS-DSP's published times. [-]"""
    core = core_name(row["core"])
    if core != "cortex-m7":
        return 1.0
    return spectrum_prices(core)["transform_flop"].value / spectrum_prices("cortex-m4")["transform_flop"].value


def _stream_power(row: Mapping[str, str], measurements: Sequence[Measurement]) -> float:
    """Give the power while inferring: of the same board and supply, in proportion to the clock. [W]"""
    mark = "L4R5ZI-P" if row["system"].startswith("NUCLEO_L4R5ZI-P") or "L4R5ZI-P" in row["system"] else ""
    volts, clock_hz = float(row["supply_v"]), float(row["clock_mhz"]) * 1e6
    alike = [
        one
        for one in measurements
        if one.board == board_name(row["soc"])
        and not math.isnan(one.energy_j)
        and _nearly(one.supply_v, volts)
        and ("L4R5ZI-P" in one.system) == bool(mark)
    ]
    newest = max(one.stack for one in alike)
    return median(
        one.energy_j / one.latency_s * clock_scale(clock_hz / one.clock_hz) for one in alike if one.stack == newest
    )
