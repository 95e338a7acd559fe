"""Small groups and tasks to test with."""

from dataclasses import replace

from simgui.runs.messages import PlacementFinished, RunMessage
from simgui.scenario.group import Group
from simgui.scenario.site import Tier
from simgui.scenario.stream import Phase, StreamSpec
from simgui.scenario.task import ReportPolicy, Task

SMALL_STORY = """\
schema: simgui/1
name: Small
story: Six valves.
seed: 5
duration: 1 min
models: {detector: valve-mlp-int8}
fleet:
  valves:
    count: 6
    profile: b-u585i-iot02a
    sensor: ms5837-30ba
    battery: er34615
    site: field
    link: ble-2m
    stream:
      {source: valve_pressure, rate: 100 Hz, distinct: 3, windows: 16, events_per_device_hour: 60, event_duration: 2 s}
    tasks:
      burst:
        {model: detector, window: 200 ms, every: 1 s, needed_at: device, report: on_detection, alarm_within: 10 s}
sites:
  field: {count: 1, gateways: {hut: {profile: raspberry-pi-5, count: 1, backhaul: ethernet-100m}}}
placements: {edge: {}, threshold: {feature: variance}}
budgets: {latency_p99: "<= 100 ms"}
"""
"""A scenario that runs in a moment."""


class Silent:
    """Hears everything and says nothing; stops after so many messages of a kind."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.heard: list[RunMessage] = []
        self._stop_after = stop_after

    def tell(self, message: RunMessage) -> None:
        self.heard.append(message)

    def cancelled(self) -> bool:
        finished = sum(isinstance(one, PlacementFinished) for one in self.heard)
        return self._stop_after is not None and finished >= self._stop_after


def a_task(**changes: object) -> Task:
    task = Task(
        name="wear",
        model="detector",
        window_s=0.1024,
        every_s=10.0,
        needed_at=Tier.DEVICE,
        report=ReportPolicy.ON_DETECTION,
        deadline_s=0.1,
        alarm_within_s=60.0,
        actuator_s=0.02,
        result_byte=16,
    )
    return replace(task, **changes)  # type: ignore[arg-type]


def a_stream(**changes: object) -> StreamSpec:
    stream = StreamSpec(
        source="bearing_vibration",
        replay=None,
        rate_hz=10_000.0,
        distinct=2,
        windows=24,
        events_per_device_s=1 / 3600,
        event_duration_s=None,
        phase=Phase.RANDOM,
        faults=(),
    )
    return replace(stream, **changes)  # type: ignore[arg-type]


def a_group(**changes: object) -> Group:
    group = Group(
        name="motors",
        count=10,
        site=None,
        cloud=None,
        profile="board",
        sensor="accelerometer",
        battery=None,
        regulator=None,
        battery_count=1,
        route=(),
        spread={},
        temperature_c=25.0,
        store_messages=10,
        stream=a_stream(),
        tasks=(a_task(),),
    )
    return replace(group, **changes)  # type: ignore[arg-type]
