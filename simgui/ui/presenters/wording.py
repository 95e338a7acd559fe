"""What things are called on the screen, and how their values are written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simgui.core.units import Dimension, format_quantity
from simgui.results.result import Judgement
from simgui.results.wording import supported_digits
from simgui.scenario.kpi import KPIS

NONE = "–"

GLYPHS: Mapping[Judgement, str] = MappingProxyType({Judgement.PASS: "✓", Judgement.FAIL: "✗", Judgement.UNDECIDED: "?"})
WORDS: Mapping[Judgement, str] = MappingProxyType(
    {Judgement.PASS: "kept", Judgement.FAIL: "missed", Judgement.UNDECIDED: "undecided"}
)

_LABELS = {
    "latency_p50_s": "Latency, median",
    "latency_p95_s": "Latency p95",
    "latency_p99_s": "Latency p99",
    "latency_max_s": "Latency, longest",
    "deadline_miss_ratio": "Deadlines missed",
    "decision_availability": "Decisions in time",
    "event_to_action_s": "Event to action",
    "battery_life_s": "Battery life",
    "battery_life_p50_s": "Battery life, median",
    "first_death_s": "First battery empty",
    "device_power_w": "Device power",
    "energy_per_job_j": "Energy per job",
    "uplink_bytes_per_device_day": "Uplink per day",
    "downlink_bytes_per_device_day": "Downlink per day",
    "raw_bytes_leaving_device": "Raw data leaving",
    "accuracy": "Accuracy",
    "recall": "Recall",
    "event_recall": "Events caught",
    "false_alarms_per_device_day": "False alarms per day",
    "gateway_utilisation": "Gateway busy",
    "cloud_utilisation": "Cloud busy",
    "cost_usd_per_device_month": "Cost per month",
    "bom_usd_per_device": "Parts of a device",
}
_STRATEGIES = {
    "edge": "on the device",
    "fog": "on the gateway",
    "cloud": "in the cloud",
    "stream": "in the cloud, every sample sent",
    "threshold": "no model, a plain threshold on the device",
    "split": "the model cut in two, device and beyond",
    "cascade": "on the device, unsure cases passed on",
}
_STAGES = {"infer": "inference", "downhaul": "backhaul, down", "cloud": "cloud server"}


def kpi_label(kpi: str) -> str:
    """Name a KPI."""
    return _LABELS.get(kpi, kpi.replace("_", " ").capitalize())


def kpi_about(kpi: str) -> str:
    """Define a KPI in a sentence; empty for one this version does not know."""
    return KPIS[kpi].about if kpi in KPIS else ""


def dimension_of(kpi: str) -> Dimension:
    """Give the kind of quantity a KPI is."""
    return KPIS[kpi].dimension if kpi in KPIS else Dimension.COUNT


def kpi_text(kpi: str, value: float, interval: tuple[float, float] | None = None) -> str:
    """Write a KPI's value with its unit, with no more digits than its interval supports.

    Parameters
    ----------
    kpi : str
        Full name of the KPI.
    value : float
        The value; infinite where it is unbounded, NaN where it does not apply. [SI]
    interval : tuple[float, float] | None
        Its 95 % interval, where there is one. [SI]
    """
    return format_quantity(value, dimension_of(kpi), supported_digits(value, interval))


def strategy_text(strategy: str) -> str:
    """Say in words where a strategy puts the inference."""
    return _STRATEGIES.get(strategy, strategy.replace("_", " "))


def segment_label(name: str) -> str:
    """Name a stage of a job or a cause of energy."""
    return _STAGES.get(name, name.replace("_", " "))


def limit_text(limit: str) -> str:
    """Write a limit with the signs of print."""
    return limit.replace("<=", "≤").replace(">=", "≥").replace("==", "=").strip()


def count_text(number: float) -> str:
    """Write a large count shortly, e.g. ``1.2 M``."""
    for scale, name in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= scale:
            return f"{number / scale:.3g}{name}"
    return f"{number:.3g}"


def clock_text(duration_s: float) -> str:
    """Write a waiting time as a clock does, ``0:41`` or ``1:02:05``."""
    minutes, seconds = divmod(round(duration_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def plural(number: int, noun: str) -> str:
    """Write a count with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
