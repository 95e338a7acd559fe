"""Small groups and tasks to test with."""

from dataclasses import replace

from simgui.scenario.scenario import Group, Phase, ReportPolicy, StreamSpec, Task, Tier


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
