"""What KPIs, stages, causes and verdicts are called, everywhere: command line, window and report."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simgui.core.phrase import Phrase
from simgui.core.units import Dimension
from simgui.results.result import BudgetVerdict, Judgement
from simgui.results.wording import shown, supported_digits
from simgui.scenario.kpi import KPIS

GLYPHS: Mapping[Judgement, str] = MappingProxyType({Judgement.PASS: "✓", Judgement.FAIL: "✗", Judgement.UNDECIDED: "?"})
WORDS: Mapping[Judgement, str] = MappingProxyType(
    {Judgement.PASS: "kept", Judgement.FAIL: "missed", Judgement.UNDECIDED: "undecided"}
)


@dataclass(frozen=True, slots=True)
class KpiName:
    """A KPI's name: ``full`` where a line is free for it, ``short`` in tables of many columns."""

    full: str
    short: str


_NAMES: Mapping[str, KpiName] = MappingProxyType(
    {
        "jobs": KpiName("Windows", "Windows"),
        "jobs_lost": KpiName("Windows without a decision", "Jobs lost"),
        "latency_p50_s": KpiName("Latency, median", "Latency p50"),
        "latency_p95_s": KpiName("Latency p95", "Latency p95"),
        "latency_p99_s": KpiName("Latency p99", "Latency p99"),
        "latency_max_s": KpiName("Latency, longest", "Latency, longest"),
        "deadline_miss_ratio": KpiName("Deadlines missed", "Deadlines missed"),
        "decision_availability": KpiName("Decisions in time", "Decisions in time"),
        "event_to_action_s": KpiName("From event to action", "Event to action"),
        "events_missed": KpiName("Events missed", "Events missed"),
        "events_missed_in_outage": KpiName("Events missed in an outage", "Missed in outage"),
        "event_recall": KpiName("Events caught", "Events caught"),
        "false_alarms_per_device_day": KpiName("False alarms per device and day", "False alarms/day"),
        "f1": KpiName("F1", "F1"),
        "energy_per_job_j": KpiName("Energy per job", "Energy per job"),
        "device_power_w": KpiName("Device power", "Device power"),
        "battery_life_s": KpiName("Battery life (95 % reach it)", "Battery life"),
        "battery_life_p50_s": KpiName("Battery life, median", "Battery life, median"),
        "first_death_s": KpiName("First battery empty", "First battery empty"),
        "worst_week_charge": KpiName("Charge in the worst week", "Charge, worst week"),
        "blackout_days_per_year": KpiName("Days with a blackout per year", "Blackout days/y"),
        "energy_neutral_ratio": KpiName("Devices that live on their harvest", "Energy-neutral"),
        "uplink_bytes_per_device_day": KpiName("Uplink per device and day", "Uplink per day"),
        "downlink_bytes_per_device_day": KpiName("Downlink per device and day", "Downlink per day"),
        "raw_bytes_leaving_device": KpiName("Raw data leaving devices", "Raw data leaving"),
        "gateway_utilisation": KpiName("Busiest gateway", "Gateway busy"),
        "cloud_utilisation": KpiName("Busiest cloud server", "Cloud busy"),
        "gateway_power_w": KpiName("Gateway power", "Gateway power"),
        "cost_usd_per_device_month": KpiName("Running cost per device and month", "Cost per month"),
        "bom_usd_per_device": KpiName("Parts of a device", "Parts of a device"),
    }
)
_SPOKEN: Mapping[str, str] = MappingProxyType(
    {
        "jobs": "number of windows",
        "jobs_lost": "number of windows without a decision",
        "latency_p50_s": "median latency",
        "latency_p95_s": "95th percentile latency",
        "latency_p99_s": "99th percentile latency",
        "latency_max_s": "longest latency",
        "deadline_miss_ratio": "share of deadlines missed",
        "control_deadline_miss_ratio": "share of control deadlines missed",
        "decision_availability": "share of decisions in time",
        "event_to_action_s": "time from event to action",
        "events_missed": "number of events missed",
        "events_missed_in_outage": "number of events missed in an outage",
        "event_recall": "share of events caught",
        "false_alarms_per_device_day": "false alarms per device and day",
        "near_misses_per_device_hour": "near misses per device and hour",
        "accuracy": "accuracy",
        "precision": "precision",
        "recall": "recall",
        "f1": "F1 score",
        "energy_per_job_j": "energy per job",
        "device_power_w": "device power",
        "battery_life_s": "battery life",
        "battery_life_p50_s": "median battery life",
        "first_death_s": "time until the first battery is empty",
        "worst_week_charge": "charge in the worst week",
        "blackout_days_per_year": "days with a blackout per year",
        "energy_neutral_ratio": "share of devices that live on their harvest",
        "uplink_bytes_per_device_day": "uplink per device and day",
        "downlink_bytes_per_device_day": "downlink per device and day",
        "raw_bytes_leaving_device": "raw data leaving devices",
        "gateway_utilisation": "load of the busiest gateway",
        "cloud_utilisation": "load of the busiest cloud server",
        "gateway_power_w": "gateway power",
        "cost_usd_per_device_month": "running cost per device and month",
        "bom_usd_per_device": "price of the parts of a device",
        "backlog_drain_s": "time to work off the backlog",
    }
)
OF_SIGNALS = frozenset({"accuracy", "precision", "recall", "f1", "event_recall"})
"""KPIs that say how often the model is right, which is worth what the signals are worth it was tried on."""

_SEGMENTS = {"infer": "inference", "downhaul": "backhaul, down", "cloud": "cloud server"}
_UNIT_ENDINGS = ("_s", "_j", "_w")


def kpi_name(kpi: str) -> KpiName:
    """Name a KPI; one that is not in the table is named after its key.

    Examples
    --------
    >>> kpi_name("latency_p99_s").full, kpi_name("device_power_w").short
    ('Latency p99', 'Device power')
    """
    if kpi in _NAMES:
        return _NAMES[kpi]
    ending = next((one for one in _UNIT_ENDINGS if kpi.endswith(one)), "")
    words = kpi.removesuffix(ending).replace("_", " ").capitalize()
    return KpiName(words, words)


def kpi_in_words(kpi: str, group: str | None = None) -> Phrase:
    """Name a KPI as a sentence does.

    Parameters
    ----------
    kpi : str
        Full name.
    group : str | None
        The group it is about, where it is not the fleet.

    Examples
    --------
    >>> kpi_in_words("latency_p99_s"), kpi_in_words("battery_life_s", "pumps")
    ('99th percentile latency', 'battery life of pumps')
    """
    spoken = Phrase(_SPOKEN.get(kpi) or kpi_name(kpi).full.lower())
    return spoken if group is None else Phrase("{kpi} of {group}", kpi=spoken, group=group)


def kpi_dimension(kpi: str) -> Dimension:
    """Give the kind of quantity a KPI is; a count for one this version does not know."""
    return KPIS[kpi].dimension if kpi in KPIS else Dimension.COUNT


def kpi_about(kpi: str) -> str:
    """Define a KPI in a sentence; empty for one this version does not know."""
    return KPIS[kpi].about if kpi in KPIS else ""


def segment_label(name: str) -> str:
    """Name a stage of a job or a cause of energy.

    Examples
    --------
    >>> segment_label("infer"), segment_label("self_discharge")
    ('inference', 'self discharge')
    """
    return _SEGMENTS.get(name, name.replace("_", " "))


def judged_value(verdict: BudgetVerdict, interval: tuple[float, float] | None) -> str:
    """Write a value that was judged, with the digits its interval supports; what misses is not rounded to its limit.

    Parameters
    ----------
    verdict : BudgetVerdict
        What came of it.
    interval : tuple[float, float] | None
        The 95 % interval of the value, where there is one. [SI]
    """
    digits = supported_digits(verdict.value, interval)
    text = shown(verdict.kpi, verdict.value, digits)
    if verdict.judgement is Judgement.FAIL and text == shown(verdict.kpi, verdict.limit_value, digits):
        return shown(verdict.kpi, verdict.value, digits + 1)
    return text


def limit_text(limit: str) -> str:
    """Write a limit with the signs of print.

    Examples
    --------
    >>> limit_text("<= 50 ms")
    '≤ 50 ms'
    """
    return limit.replace("<=", "≤").replace(">=", "≥").replace("==", "=").strip()
