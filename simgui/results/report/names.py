"""What a report calls KPIs, stages, causes and verdicts."""

from collections.abc import Mapping
from types import MappingProxyType

from simgui.results.result import Judgement

GLYPHS: Mapping[Judgement, str] = MappingProxyType({Judgement.PASS: "✓", Judgement.FAIL: "✗", Judgement.UNDECIDED: "?"})
WORDS: Mapping[Judgement, str] = MappingProxyType(
    {Judgement.PASS: "kept", Judgement.FAIL: "missed", Judgement.UNDECIDED: "undecided"}
)

_LABELS = {
    "jobs": "Windows",
    "jobs_lost": "Windows without a decision",
    "latency_p50_s": "Latency, median",
    "latency_p95_s": "Latency p95",
    "latency_p99_s": "Latency p99",
    "latency_max_s": "Latency, longest",
    "deadline_miss_ratio": "Deadlines missed",
    "decision_availability": "Decisions in time",
    "event_recall": "Events caught",
    "false_alarms_per_device_day": "False alarms per device and day",
    "f1": "F1",
    "battery_life_s": "Battery life (95 % reach it)",
    "battery_life_p50_s": "Battery life, median",
    "first_death_s": "First battery empty",
    "uplink_bytes_per_device_day": "Uplink per device and day",
    "downlink_bytes_per_device_day": "Downlink per device and day",
    "raw_bytes_leaving_device": "Raw data leaving devices",
    "gateway_utilisation": "Busiest gateway",
    "cloud_utilisation": "Busiest cloud server",
    "cost_usd_per_device_month": "Running cost per device and month",
    "bom_usd_per_device": "Parts of a device",
}
_SEGMENTS = {"infer": "inference", "downhaul": "backhaul, down", "cloud": "cloud server"}
_UNIT_ENDINGS = ("_s", "_j", "_w")


def kpi_label(kpi: str) -> str:
    """Name a KPI.

    Examples
    --------
    >>> kpi_label("latency_p99_s"), kpi_label("device_power_w")
    ('Latency p99', 'Device power')
    """
    if kpi in _LABELS:
        return _LABELS[kpi]
    ending = next((one for one in _UNIT_ENDINGS if kpi.endswith(one)), "")
    return kpi.removesuffix(ending).replace("_", " ").capitalize()


def segment_label(name: str) -> str:
    """Name a stage of a job or a cause of energy."""
    return _SEGMENTS.get(name, name.replace("_", " "))


def limit_text(limit: str) -> str:
    """Write a limit with the signs of print."""
    return limit.replace("<=", "≤").replace(">=", "≥").replace("==", "=").strip()
