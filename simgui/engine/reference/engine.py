"""The reference engine: SimPy, one object per device, station and message."""

import numpy as np

from simgui.core.errors import RunCancelled
from simgui.engine.battery import DEVICE_STAGES, Battery, may_die
from simgui.engine.control import Control, EngineReport
from simgui.engine.energy import EnergyBooks
from simgui.engine.reference.air import Air
from simgui.engine.reference.clock import Clock
from simgui.engine.reference.device import Device
from simgui.engine.reference.message import Message
from simgui.engine.reference.recorder import Recorder
from simgui.engine.reference.route import TaskRoute
from simgui.engine.reference.station import Station, Visit
from simgui.engine.reference.storage_device import StorageDevice
from simgui.engine.storage import Storage, load_power_w
from simgui.plan.plan import GroupPlan, Plan
from simgui.plan.stages import Outcome, State
from simgui.plan.trace import TraceChunk, TraceSink

_JOBS_PER_SLICE = 1_000
"""How many jobs pass between two looks at the control: some 50 ms of work."""


class ReferenceEngine:
    """Executes any plan, event by event, under the law of the design.

    Parameters
    ----------
    reason : str
        Why this engine was chosen, for the report.
    """

    name = "simpy"

    def __init__(self, reason: str = "the reference executes every plan") -> None:
        self._reason = reason

    def run(self, plan: Plan, sink: TraceSink, control: Control) -> EngineReport:
        """Run a plan to its end.

        Parameters
        ----------
        plan : Plan
            What to execute.
        sink : TraceSink
            Takes the trace rows.
        control : Control
            Hears the progress, and may cancel.

        Raises
        ------
        RunCancelled
            When the control asks to stop.
        """
        return _Run(plan, sink).execute(control, self.name, self._reason)


class _Dispatcher:
    """Gives a served visit to the route of its task."""

    def __init__(self) -> None:
        self.routes: dict[tuple[int, int], TaskRoute] = {}
        self.air: dict[tuple[str, int], Air] = {}

    def of(self, message: Message) -> TaskRoute:
        return self.routes[message.device.group_index, message.task]

    def begun(self, visit: Visit) -> None:
        self.of(visit.message).begun(visit)

    def served(self, visit: Visit) -> None:
        self.of(visit.message).served(visit)

    def refused(self, visit: Visit, outcome: Outcome) -> None:
        self.of(visit.message).refused(visit, outcome)


class _Run:
    def __init__(self, plan: Plan, sink: TraceSink) -> None:
        self._plan = plan
        self._clock = Clock()
        self._death_ns = {group.name: np.full(group.devices, -1, dtype=np.int64) for group in plan.groups}
        self._books = EnergyBooks(plan, self._death_ns)
        self._sink = sink
        self._recorder = Recorder(plan, self)
        self._dispatcher = _Dispatcher()
        self._stations = self._build_stations()
        self._devices = self._build_devices()

    def record(self, chunk: TraceChunk) -> None:
        """Pass a chunk on to the books and to the caller's sink."""
        self._books.record(chunk)
        self._sink.record(chunk)

    def execute(self, control: Control, engine: str, reason: str) -> EngineReport:
        plan = self._plan
        end_ns = plan.duration_ns + plan.drain_ns
        jobs = sum(int(task.jobs.sum()) for group in plan.groups for task in group.tasks)
        slice_ns = max(1, plan.duration_ns * _JOBS_PER_SLICE // max(jobs, 1))
        now_ns = 0
        while now_ns < end_ns:
            if control.cancelled():
                raise RunCancelled("cancelled")
            upcoming = self._clock.peek()
            if upcoming == float("inf"):
                break
            now_ns = min(max(now_ns + slice_ns, int(upcoming) + 1), end_ns)
            self._clock.run(until=now_ns)
            control.progress(min(now_ns, plan.duration_ns), self._recorder.jobs)
        self._close()
        return EngineReport(engine, reason, self._books.close())

    def _build_stations(self) -> list[list[Station]]:
        ranks: dict[int, int] = {}
        for group in self._plan.groups:
            for task in group.tasks:
                for stage in task.stages:
                    ranks[stage.station_set] = max(ranks.get(stage.station_set, 0), stage.stage)
        stations: list[list[Station]] = []
        for index, plan in enumerate(self._plan.stations):
            instances = []
            for instance in range(plan.count if index in ranks else 0):
                station = Station(self._clock, plan, ranks[index], self._dispatcher, self._plan.duration_ns)
                for outage in plan.outages_of(instance):
                    station.schedule_outage(outage)
                instances.append(station)
            stations.append(instances)
        return stations

    def _build_devices(self) -> list[Device]:
        names = sorted(group.name for group in self._plan.groups)
        devices = []
        for group_index, group in enumerate(self._plan.groups):
            mortal = may_die(group, self._plan.duration_ns, self._plan.stations)
            rank = names.index(group.name)
            members = []
            for index in range(group.devices):
                place = (group_index, rank, index)
                device = self._device(group, place, is_mortal=bool(mortal[index]))
                device.on_death = self._bury
                members.append(device)
            self._start_tasks(group_index, group, members)
            devices += members
        return devices

    def _start_tasks(self, group_index: int, group: GroupPlan, members: list[Device]) -> None:
        for task in range(len(group.tasks)):
            route = TaskRoute(self._clock, self._plan, (group_index, task), self._recorder)
            route.connect(self._stations, self._dispatcher.air)
            self._dispatcher.routes[group_index, task] = route
            for device in members:
                self._clock.process(device.releases(task, self._release))

    def _release(self, device: Device, task: int, job: int) -> None:
        self._dispatcher.routes[device.group_index, task].release(device, task, job)

    def _device(self, group: GroupPlan, place: tuple[int, int, int], *, is_mortal: bool) -> Device:
        energy, duration_ns = group.energy, self._plan.duration_ns
        if not is_mortal or energy.storage is None:
            battery = self._battery(group, place[2]) if is_mortal else None
            return Device(self._clock, group, place, battery, duration_ns)
        base_w = float(load_power_w(energy)[place[2]])
        state_w = [float(energy.state_power_w[state][place[2]]) for state in State]
        device = StorageDevice(
            self._clock, group, place, Storage(energy.storage, place[2], base_w, state_w), duration_ns
        )
        device.on_missed = self._recorder.record_missed
        return device

    @staticmethod
    def _battery(group: GroupPlan, index: int) -> Battery:
        if group.energy.capacity_j is None:  # pragma: no cover - only battery devices are mortal
            message = "a mains device has no battery"
            raise AssertionError(message)
        return Battery(
            float(group.energy.capacity_j[index]),
            float(group.energy.total_base_power_w()[index]),
            [float(group.energy.state_power_w[state][index]) for state in State],
        )

    def _bury(self, device: Device) -> None:
        group = self._plan.groups[device.group_index]
        if group.energy.storage is None or group.energy.storage.restart_soc is None:
            self._death_ns[group.name][device.index] = device.death_ns
        for task in group.tasks:
            for stage in task.stages:
                if stage.stage in DEVICE_STAGES:
                    self._stations[stage.station_set][int(stage.instance[device.index])].bury(device)

    def _close(self) -> None:
        for route in self._dispatcher.routes.values():
            route.close()
        for device in self._devices:
            if isinstance(device, StorageDevice):
                device.storage.advance(self._plan.duration_ns)
                self._books.follow(device.group_index, device.index, device.storage.state_ns, device.storage.on_ns)
            elif device.dead:
                for task in range(len(self._plan.groups[device.group_index].tasks)):
                    self._recorder.record_unreleased(device, task)
        self._recorder.close()
        tails = [np.zeros(group.devices, dtype=np.int64) for group in self._plan.groups]
        for device in self._devices:
            tails[device.group_index][device.index] = device.close_tail()
        for index, tail_ns in enumerate(tails):
            self._books.add_tails(index, tail_ns)
