"""The KPIs of a run: what they are called, what they measure, and which way is better."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from simgui.core.units import Dimension


class Direction(StrEnum):
    """Which values of a KPI one wants."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure that every run reports.

    Parameters
    ----------
    name : str
        Full name with its unit suffix, as in results, e.g. ``battery_life_s``.
    budget_key : str
        Name in budgets, without the unit suffix, e.g. ``battery_life``.
    dimension : Dimension
        Kind of quantity, for limits and display.
    direction : Direction
        Whether lower or higher values are better.
    about : str
        Definition in one sentence.
    is_breakdown : bool
        True when it is a table of several numbers, which no budget can limit.
    """

    name: str
    budget_key: str
    dimension: Dimension
    direction: Direction
    about: str
    is_breakdown: bool = False


_SUFFIXES = ("_s", "_j", "_w")
_LOW, _HIGH, _NEITHER = Direction.LOWER, Direction.HIGHER, Direction.NEITHER
_TIME, _COUNT, _RATIO = Dimension.TIME, Dimension.COUNT, Dimension.RATIO
_SIZE, _POWER, _ENERGY, _MONEY = Dimension.SIZE, Dimension.POWER, Dimension.ENERGY, Dimension.MONEY
_LATENCY = "from the end of a window until its decision is available where it is needed; a lost one never is."


def _kpi(name: str, dimension: Dimension, direction: Direction, about: str, *, is_breakdown: bool = False) -> Kpi:
    """Make a KPI, its budget key being the name without the unit."""
    suffix = next((one for one in _SUFFIXES if name.endswith(one)), "")
    key = name.removesuffix(suffix).replace("_usd_", "_")
    return Kpi(name, key, dimension, direction, about, is_breakdown)


_ALL = (
    _kpi("jobs", _COUNT, _NEITHER, "Windows that end within the run."),
    _kpi("jobs_lost", _COUNT, _LOW, "Jobs without a decision where it is needed, an hour of draining included."),
    _kpi("latency_p50_s", _TIME, _LOW, f"Median time {_LATENCY}"),
    _kpi("latency_p95_s", _TIME, _LOW, f"95th percentile of the time {_LATENCY}"),
    _kpi("latency_p99_s", _TIME, _LOW, f"99th percentile of the time {_LATENCY}"),
    _kpi("latency_max_s", _TIME, _LOW, f"Longest time {_LATENCY}"),
    _kpi("latency_by_stage_s", _TIME, _LOW, "Mean time a job spends in each stage.", is_breakdown=True),
    _kpi("deadline_miss_ratio", _RATIO, _LOW, "Late and lost decisions over decisions due."),
    _kpi(
        "decision_availability",
        _RATIO,
        _HIGH,
        "Decisions in time over decisions due, those of dead and rebooting devices included.",
    ),
    _kpi(
        "control_deadline_miss_ratio",
        _RATIO,
        _LOW,
        "Late ends of control tasks over all of their activations; a dead device counts as if alive.",
    ),
    _kpi(
        "event_to_action_s",
        _TIME,
        _LOW,
        "Mean time from the true onset of a detected event until the actuator is done, its window included.",
    ),
    _kpi("events_missed", _COUNT, _LOW, "True events without an alarm within alarm_within."),
    _kpi("events_missed_in_outage", _COUNT, _LOW, "Those missed events that fell into an outage."),
    _kpi("event_recall", _RATIO, _HIGH, "True events with an alarm in time over all true events."),
    _kpi(
        "false_alarms_per_device_day",
        _COUNT,
        _LOW,
        "Alarms without a true event in any window counted for their confirmation, per device and day, at the "
        "scenario's rate of true events.",
    ),
    _kpi(
        "accuracy",
        _RATIO,
        _HIGH,
        "Windows that got the right label over all windows, counted after `confirm`; lost ones are wrong.",
    ),
    _kpi("precision", _RATIO, _HIGH, "Alarms from windows with an event over all alarms, counted after `confirm`."),
    _kpi(
        "recall",
        _RATIO,
        _HIGH,
        "Windows of an event that raised an alarm, counted after `confirm`, over all of them; lost ones are wrong.",
    ),
    _kpi("f1", _RATIO, _HIGH, "Harmonic mean of precision and recall."),
    _kpi(
        "energy_per_job_j",
        _ENERGY,
        _LOW,
        "Energy of a device over its jobs: sleep, sensor and what its battery loses by itself included.",
    ),
    _kpi("energy_by_cause_j", _ENERGY, _LOW, "Energy of a device by cause.", is_breakdown=True),
    _kpi(
        "device_power_w",
        _POWER,
        _LOW,
        "Mean power of a device: sleep, sensor and what its battery loses by itself included.",
    ),
    _kpi("battery_life_s", _TIME, _HIGH, "Battery life that 95 % of the devices reach or exceed."),
    _kpi("battery_life_p50_s", _TIME, _HIGH, "Battery life that half of the devices reach or exceed."),
    _kpi("first_death_s", _TIME, _HIGH, "Battery life of the worst device."),
    _kpi(
        "worst_week_charge",
        _RATIO,
        _HIGH,
        "Mean charge over the worst week of a year that 95 % of the devices with a harvester reach or exceed.",
    ),
    _kpi(
        "blackout_days_per_year",
        _COUNT,
        _LOW,
        "Days of a year with a time without power, which 95 % of the devices with a harvester do not exceed.",
    ),
    _kpi(
        "energy_neutral_ratio",
        _RATIO,
        _HIGH,
        "Devices whose harvest of a year replaces all that they use in it, over all with a harvester.",
    ),
    _kpi(
        "uplink_bytes_per_device_day",
        _SIZE,
        _LOW,
        "Bytes on a device's first hop per day, headers and retries included.",
    ),
    _kpi(
        "downlink_bytes_per_device_day",
        _SIZE,
        _LOW,
        "Bytes on the last hop to a device per day, headers and retries included.",
    ),
    _kpi(
        "raw_bytes_leaving_device",
        _SIZE,
        _LOW,
        "Input windows or samples that leave a device, over the whole run; features are not raw.",
    ),
    _kpi("gateway_utilisation", _RATIO, _LOW, "Busy share of the busiest gateway server."),
    _kpi("cloud_utilisation", _RATIO, _LOW, "Busy share of the busiest cloud server."),
    _kpi("gateway_power_w", _POWER, _LOW, "Mean power of a gateway."),
    _kpi("backlog_drain_s", _TIME, _LOW, "From the return of a link until its queue is empty."),
    _kpi("cost_usd_per_device_month", _MONEY, _LOW, "Running cost of a device in a month of 30.4375 days."),
    _kpi("bom_usd_per_device", _MONEY, _LOW, "Price of the parts of a device."),
    _kpi(
        "bytes_by_hop_per_device_day",
        _SIZE,
        _LOW,
        "Bytes of a device and day by hop: sensed, those of them sent raw, and on each link.",
        is_breakdown=True,
    ),
    _kpi(
        "cost_by_cause_usd_per_device_month",
        _MONEY,
        _LOW,
        "Running cost of a device by cause: subscription, traffic, messages, servers.",
        is_breakdown=True,
    ),
)

KPIS: Mapping[str, Kpi] = MappingProxyType({kpi.name: kpi for kpi in _ALL})
"""Every KPI by its full name, in the order of the results table."""

BUDGET_KEYS: Mapping[str, Kpi] = MappingProxyType({kpi.budget_key: kpi for kpi in _ALL if not kpi.is_breakdown})
"""Every KPI that a budget can limit, by the name that budgets use."""
