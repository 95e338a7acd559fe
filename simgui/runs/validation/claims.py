"""``python -m simgui.runs.validation.claims``: what the models say of claims that people make of edge AI."""

from __future__ import annotations

import argparse
import datetime as dt
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from simgui.core.paths import bundled
from simgui.core.units import Dimension, format_quantity
from simgui.models.cost_model import Prediction, predict
from simgui.models.graph import Model
from simgui.models.tflite_file import read_model
from simgui.placement.airtime import at_data_rate, radio_energy, transfer
from simgui.placement.inference import cloud_inference_s
from simgui.placement.misfit import MisfitError
from simgui.profiles.lorawan_eu868 import DATA_RATES
from simgui.profiles.part import DeviceKind, DeviceProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.results.result import PlacementResult
from simgui.runs.options import RunOptions
from simgui.runs.runner import run_scenario
from simgui.scenario.load import load_scenario
from simgui.scenario.overrides import Override

_YEAR_S = 365.25 * 86400
_EARTH_M = 6_371_000.0
_TOKYO, _OREGON = (35.68, 139.69), (45.84, -119.70)
_FIBRE_INDEX, _LIGHT_M_PER_S = 1.468, 299_792_458.0
_DETOUR = 1.5
_SMALL, _LARGE = "bearing-cnn-int8", "bearing-cnn-large-int8"
_NPU = "stm32n6570-dk"
_NPU_LINKS = ("ble-2m", "wifi-4", "lte-m", "nb-iot", "lorawan-eu868", "5g-sa")
_WINDOW_BYTE = 2048
_FRAME_S = (3.5e-3, 15e-3)
_FRAME_J = (10.0, 22.0)
_SAFE_S = 10e-3


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim and what the models say of it.

    Parameters
    ----------
    claim : str
        As it is made.
    says : str
        What comes out, with its interval.
    verdict : str
        ``holds``, ``refuted``, or what it depends on.
    reason : str
        Why.
    """

    claim: str
    says: str
    verdict: str
    reason: str


def all_claims(registry: Registry) -> list[Claim]:
    """Compute every claim.

    Parameters
    ----------
    registry : Registry
        The profiles.

    Returns
    -------
    list[Claim]
        In the order of the table.
    """
    return [
        *power_and_life(),
        ten_milliseconds(registry),
        joules_a_frame(registry),
        transmission_against_npu(registry),
        across_the_pacific(registry),
        *low_power_wide_area(registry),
    ]


def claims_markdown(claims: Sequence[Claim], date: dt.date) -> str:
    """Write the table.

    Parameters
    ----------
    claims : Sequence[Claim]
        The rows.
    date : datetime.date
        When.

    Returns
    -------
    str
        Markdown.
    """
    lines = [
        "# Claims",
        "",
        f"simgui {version('simgui')}, {date}. Written by `make claims`: every number here is computed from the "
        "profiles and scenarios of this repository. Intervals say what the tolerances of the profiles leave open: for "
        "runs 95 % by Monte Carlo, for inferences 80 % of the time times the tolerance of the power, for radios the "
        "tolerance of their power.",
        "",
        "| claim | the model says | verdict | why |",
        "|---|---|---|---|",
        *(f"| {one.claim} | {one.says} | {one.verdict} | {one.reason} |" for one in claims),
    ]
    return "\n".join(lines) + "\n"


def power_and_life() -> list[Claim]:
    """Judge a vibration node: 50 µW and three years."""
    rows = []
    for every, rate in (("1 h", "once an hour"), ("10 s", "every ten seconds")):
        run = _run("predictive_maintenance", "edge", ("fleet.motors.tasks.wear.every", every))
        power_w, life_s = run.kpis["device_power_w"], run.kpis["battery_life_s"]
        low_w, high_w = run.intervals.get("device_power_w", (power_w, power_w))
        low_s, high_s = run.intervals.get("battery_life_s", (life_s, life_s))
        causes = sorted(run.breakdowns["energy_by_cause_j"].items(), key=lambda item: -item[1])
        whole = sum(energy_j for _, energy_j in causes)
        shares = ", ".join(f"{cause.replace('_', ' ')} {energy_j / whole:.0%}" for cause, energy_j in causes[:4])
        says = f"{_power(power_w)} ({_power(low_w)} to {_power(high_w)}); {_years(life_s)} ({_years(low_s)} to "
        says += f"{_years(high_s)}), sensor, radio and self-discharge included"
        fifty = "50 µW holds" if high_w <= 50e-6 else "50 µW lies within" if low_w <= 50e-6 else "50 µW refuted"
        three = "3 years not sure" if low_s < 3 * _YEAR_S <= high_s else "3 years hold"
        three = "3 years refuted" if high_s < 3 * _YEAR_S else three
        rows.append(
            Claim(
                f"A sensor that looks for bearing wear takes 50 µW and lives three years: {rate}, one ER14505",
                says,
                f"{fifty}; {three}",
                f"Where the energy goes: {shares}.",
            )
        )
    return rows


def ten_milliseconds(registry: Registry) -> Claim:
    """Inference below 10 ms on the device."""
    small, large = (_model(name) for name in (_SMALL, _LARGE))
    fast: list[tuple[float, str]] = []
    slow: list[tuple[float, str]] = []
    for device, found in _fitting(registry, small):
        mark = f"{device.name} {_time(found.latency_s)}"
        (fast if found.latency_high_s <= _SAFE_S else slow).append((found.latency_s, mark))
    npu = _predicted(registry, registry.device(_NPU), large)
    listed = "; ".join(mark for _, mark in sorted(slow)[:4])
    quickest = "; ".join(mark for _, mark in sorted(fast)[:4])
    return Claim(
        f"Edge inference takes less than 10 ms ({small.macs / 1e6:.2g} million multiply-accumulates)",
        f"{len(fast)} of {len(fast) + len(slow)} devices are below it for sure, the quickest {quickest}. Not so, or "
        f"not sure: {listed} and slower. Twenty times the work takes {_time(npu.latency_s)} "
        f"({_time(npu.latency_low_s)} to {_time(npu.latency_high_s)}) on {_NPU}",
        "depends on the chip",
        "A Cortex-M spends about a cycle on a multiply-accumulate and tens on an output; an NPU, a GPU or a large core "
        "spends a hundredth of it. Exposure, window and radio come on top.",
    )


def joules_a_frame(registry: Registry) -> Claim:
    """10 to 22 J a frame in 3.5 to 15 ms."""
    model = _model(_LARGE)
    found = [(one.energy_j, device, one) for device, one in _fitting(registry, model)]
    most_j, most, worst = max(found, key=lambda row: row[0])
    middle = sorted(found, key=lambda row: row[0])[len(found) // 2][0]
    low_w, high_w = _FRAME_J[0] / _FRAME_S[1], _FRAME_J[1] / _FRAME_S[0]
    drawn_w = max(device.active_power_w.value for _, device, _ in found)
    low_j, high_j = _energy_span(most, worst)
    return Claim(
        "An inference of a microcontroller takes 10 to 22 J a frame, in 3.5 to 15 ms",
        f"That would be {low_w:.0f} W to {high_w / 1e3:.1f} kW. A network of {model.macs / 1e6:.0f} million "
        f"multiply-accumulates takes {_energy(middle)} on the middle one of {len(found)} devices, and at most "
        f"{_energy(most_j)} ({_energy(low_j)} to {_energy(high_j)}), on {most.name}",
        "refuted",
        f"No device here draws more than {_power(drawn_w)}. Millijoules or microjoules must be meant.",
    )


def transmission_against_npu(registry: Registry) -> Claim:
    """Compare sending a window to the cloud with judging it on an NPU."""
    device, parts = registry.device(_NPU), []
    model = _model(_SMALL)
    own = _predicted(registry, device, model)
    low_j, high_j = _energy_span(device, own)
    for name in _NPU_LINKS:
        link = registry.link(name)
        try:
            sent_j = radio_energy(link, transfer(link, _WINDOW_BYTE).airtime_s).total_j
        except MisfitError:
            parts.append(f"{name} cannot carry it")
            continue
        tolerance = link.transmit_power_w.tolerance
        least, most = sent_j * (1 - tolerance) / high_j, sent_j * (1 + tolerance) / max(low_j, 1e-12)
        parts.append(f"{name} × {_short(sent_j / own.energy_j)} ({_short(least)} to {_short(most)})")
    return Claim(
        f"To send a window of {_WINDOW_BYTE} bytes to the cloud takes ten times the energy of judging it on an NPU",
        f"Against {_energy(own.energy_j)} on {_NPU}: " + "; ".join(parts),
        "depends on the link",
        "Wide-area radios pay for connection and tail at every message; short-range radios may be cheaper than waking "
        "an NPU that draws a third of a watt.",
    )


def across_the_pacific(registry: Registry) -> Claim:
    """100 ms from Tokyo to Oregon and back."""
    metres = _great_circle_m(_TOKYO, _OREGON)
    fibre_s = 2 * metres * _FIBRE_INDEX / _LIGHT_M_PER_S
    cloud = registry.cloud("cloud-8vcpu")
    server_s = cloud_inference_s(_model(_LARGE), cloud, registry)
    wifi, cell = (registry.link(name).latency_s.value * 2 for name in ("wifi-4", "5g-sa"))
    least_s, most_s = fibre_s + server_s + wifi, _DETOUR * fibre_s + server_s + cell
    return Claim(
        "A round trip from Tokyo to a server in Oregon takes 100 ms",
        f"Fibre alone {_time(fibre_s)} along the great circle of {metres / 1e6:.1f} thousand km, "
        f"{_time(_DETOUR * fibre_s)} with a detour of a half; with server and access {_time(least_s)} (Wi-Fi, no "
        f"detour) to {_time(most_s)} (5G, detour)",
        "holds, near the least",
        "Light in glass sets the floor; no server and no radio shortens it. A budget of 100 ms is spent on the way.",
    )


def low_power_wide_area(registry: Registry) -> list[Claim]:
    """LPWAN carries a few hundred bit/s."""
    slow, fast = DATA_RATES[0], DATA_RATES[5]
    link, rate = registry.link("lorawan-eu868"), registry.link("nb-iot").uplink_bit_per_s
    share = link.duty_cycle.value if link.duty_cycle else 1.0
    paid = {
        one.name: 8 * one.max_payload_byte / transfer(at_data_rate(link, one), one.max_payload_byte).airtime_s
        for one in (slow, fast)
    }
    return [
        Claim(
            "LPWAN carries a few hundred bit/s: LoRaWAN, EU868",
            f"Payload while sending: {paid[slow.name]:.0f} bit/s at {slow.name} (SF{slow.spreading_factor}) to "
            f"{paid[fast.name]:.0f} at {fast.name} (SF{fast.spreading_factor}); over the hour "
            f"{share * paid[slow.name]:.1f} to {share * paid[fast.name]:.0f} bit/s: the duty cycle allows {share:.0%}",
            "holds on air at the slow end; over the hour it is a hundredth",
            "The law of the band, not the modulation, limits how much a day carries.",
        ),
        Claim(
            "LPWAN carries a few hundred bit/s: NB-IoT",
            f"{rate.value / 1e3:.1f} kbit/s ({rate.value * (1 - rate.tolerance) / 1e3:.1f} to "
            f"{rate.value * (1 + rate.tolerance) / 1e3:.1f})",
            "refuted",
            "NB-IoT sends on a licensed carrier of 180 kHz without duty cycle, in normal coverage. At the edge of the "
            "cell its repetitions bring it down towards hundreds.",
        ),
    ]


def _run(name: str, placement: str, *changes: tuple[str, str]) -> PlacementResult:
    """Run a shipped scenario for a day."""
    overrides = [Override("duration", "1 d"), *(Override(path, value) for path, value in changes)]
    scenario = load_scenario(bundled("scenarios") / f"{name}.yaml", overrides=overrides)
    return run_scenario(scenario, RunOptions(placements=(placement,))).runs[0]


def _model(name: str) -> Model:
    return read_model(bundled("assets") / "models" / f"{name}.tflite")


def _predicted(registry: Registry, device: DeviceProfile, model: Model) -> Prediction:
    return predict(model, device, registry.kernel(device.core, device.stack))


def _fitting(registry: Registry, model: Model) -> Iterable[tuple[DeviceProfile, Prediction]]:
    """Give every device the network fits, accelerators that need a host left out."""
    for name in registry.names(Kind.DEVICE):
        device = registry.device(name)
        found = _predicted(registry, device, model)
        if found.fits and device.kind is not DeviceKind.ACCELERATOR:
            yield device, found


def _energy_span(device: DeviceProfile, found: Prediction) -> tuple[float, float]:
    """Give the ends of an energy: those of the time, times those of the power. [J]"""
    tolerance = device.active_power_w.tolerance
    return (
        found.latency_low_s * found.power_w * (1 - tolerance),
        found.latency_high_s * found.power_w * (1 + tolerance),
    )


def _great_circle_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the shortest way over the Earth between two points in degrees. [m]"""
    (north, east), (north_2, east_2) = (tuple(map(math.radians, point)) for point in (one, other))
    across = math.sin((north_2 - north) / 2) ** 2
    across += math.cos(north) * math.cos(north_2) * math.sin((east_2 - east) / 2) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(across))


def _power(power_w: float) -> str:
    return format_quantity(power_w, Dimension.POWER, 2)


def _energy(energy_j: float) -> str:
    return format_quantity(energy_j, Dimension.ENERGY, 2)


def _time(time_s: float) -> str:
    return format_quantity(time_s, Dimension.TIME, 2)


def _years(time_s: float) -> str:
    return f"{time_s / _YEAR_S:.1f} y"


def _short(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"


def main(words: list[str]) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m simgui.runs.validation.claims", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="Markdown file to write")
    options = parser.parse_args(words)
    text = claims_markdown(all_claims(Registry()), dt.datetime.now(tz=dt.UTC).date())
    options.out.write_text(text, encoding="utf-8")
    sys.stdout.write(f"wrote {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
