"""The same work without us: SimPy as its guide teaches it, SimPy by callbacks, a heap loop, and plain numpy.

Each takes the work and gives the finish of every message at the cloud, int64 ns (devices, jobs per device).
"""

from collections import deque
from collections.abc import Callable, Generator
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
import simpy

from benchmarks.pipeline import CLOUD_SERVERS, DEVICES_PER_GATEWAY, Work
from simgui.plan.verdicts import Int64Array

Steps = Generator[simpy.Event, Any, None]


def simpy_process(work: Work) -> Int64Array:
    """Idiomatic SimPy: a process for each device and for each message, a Resource for each station."""
    env = simpy.Environment()
    devices = [simpy.Resource(env) for _ in range(work.devices)]
    channels = [simpy.Resource(env) for _ in range(work.gateways)]
    gateways = [simpy.Resource(env) for _ in range(work.gateways)]
    cloud = [simpy.Resource(env) for _ in range(CLOUD_SERVERS)]
    finish = np.empty((work.devices, work.jobs_per_device), dtype=np.int64)
    device_ns, channel_ns, gateway_ns, cloud_ns = work.device_ns, work.channel_ns, work.gateway_ns, work.cloud_ns
    delay_ns, period_ns = work.backhaul_delay_ns, work.period_ns
    reached_cloud = 0

    def message(device: int, job: int) -> Steps:
        nonlocal reached_cloud
        with devices[device].request() as turn:
            yield turn
            yield env.timeout(device_ns)
        place = device // DEVICES_PER_GATEWAY
        with channels[place].request() as turn:
            yield turn
            yield env.timeout(channel_ns)
        with gateways[place].request() as turn:
            yield turn
            yield env.timeout(gateway_ns)
        yield env.timeout(delay_ns)
        server = cloud[reached_cloud % CLOUD_SERVERS]
        reached_cloud += 1
        with server.request() as turn:
            yield turn
            yield env.timeout(cloud_ns)
        finish[device, job] = env.now

    def source(device: int, phase_ns: int) -> Steps:
        yield env.timeout(phase_ns)
        for job in range(work.jobs_per_device):
            env.process(message(device, job))
            yield env.timeout(period_ns)

    for device, phase_ns in enumerate(work.phase_ns.tolist()):
        env.process(source(device, phase_ns))
    env.run()
    return finish


class _Station:
    """A FIFO server driven by callbacks on timeouts."""

    __slots__ = ("_busy", "_delay_ns", "_queue", "_service_ns", "_timeout", "_to")

    def __init__(
        self, env: simpy.Environment, service_ns: int, to: Callable[[tuple[int, int]], None], delay_ns: int = 0
    ) -> None:
        self._timeout = env.timeout
        self._service_ns = service_ns
        self._delay_ns = delay_ns
        self._to = to
        self._queue: deque[tuple[int, int]] = deque()
        self._busy = False

    def put(self, message: tuple[int, int]) -> None:
        if self._busy:
            self._queue.append(message)
        else:
            self._busy = True
            self._timeout(self._service_ns, message).callbacks.append(self._done)

    def _done(self, event: Any) -> None:
        if self._queue:
            self._timeout(self._service_ns, self._queue.popleft()).callbacks.append(self._done)
        else:
            self._busy = False
        if self._delay_ns:
            self._timeout(self._delay_ns, event.value).callbacks.append(self._arrived)
        else:
            self._to(event.value)

    def _arrived(self, event: Any) -> None:
        self._to(event.value)


def simpy_callback(work: Work) -> Int64Array:
    """SimPy without processes: stations are objects with a queue, timeouts carry callbacks."""
    env = simpy.Environment()
    finish = np.empty((work.devices, work.jobs_per_device), dtype=np.int64)
    reached_cloud = 0

    def finished(message: tuple[int, int]) -> None:
        finish[message] = env.now

    servers = [_Station(env, work.cloud_ns, finished) for _ in range(CLOUD_SERVERS)]

    def to_cloud(message: tuple[int, int]) -> None:
        nonlocal reached_cloud
        reached_cloud += 1
        servers[(reached_cloud - 1) % CLOUD_SERVERS].put(message)

    delay_ns, period_ns, jobs = work.backhaul_delay_ns, work.period_ns, work.jobs_per_device
    gateways = [_Station(env, work.gateway_ns, to_cloud, delay_ns) for _ in range(work.gateways)]
    channels = [_Station(env, work.channel_ns, gateway.put) for gateway in gateways]
    devices = [
        _Station(env, work.device_ns, channels[device // DEVICES_PER_GATEWAY].put) for device in range(work.devices)
    ]

    def release(event: Any) -> None:
        device, job = event.value
        if job + 1 < jobs:
            env.timeout(period_ns, (device, job + 1)).callbacks.append(release)
        devices[device].put((device, job))

    for device, phase_ns in enumerate(work.phase_ns.tolist()):
        env.timeout(phase_ns, (device, 0)).callbacks.append(release)
    env.run()
    return finish


def heap_loop(work: Work) -> Int64Array:
    """Run without a framework: a heap of (time, number, stage, message), each station only the time it is free at."""
    jobs, period_ns, cloud_ns = work.jobs_per_device, work.period_ns, work.cloud_ns
    services = (work.device_ns, work.channel_ns, work.gateway_ns)
    delays = (0, 0, work.backhaul_delay_ns)
    free = ([0] * work.devices, [0] * work.gateways, [0] * work.gateways)
    servers = [0] * CLOUD_SERVERS
    finish = np.empty(work.jobs, dtype=np.int64)
    heap = [(phase_ns, device, 0, device * jobs) for device, phase_ns in enumerate(work.phase_ns.tolist())]
    heapify(heap)
    number, reached_cloud = work.devices, 0
    while heap:
        now_ns, _, hop, message = heappop(heap)
        if hop == 3:
            server = reached_cloud % CLOUD_SERVERS
            reached_cloud += 1
            servers[server] = finish[message] = max(servers[server], now_ns) + cloud_ns
            continue
        if not hop and (message + 1) % jobs:
            heappush(heap, (now_ns + period_ns, number, 0, message + 1))
            number += 1
        device = message // jobs
        place = device // DEVICES_PER_GATEWAY if hop else device
        end_ns = max(free[hop][place], now_ns) + services[hop]
        free[hop][place] = end_ns
        heappush(heap, (end_ns + delays[hop], number, hop + 1, message))
        number += 1
    return finish.reshape(work.devices, jobs)


def _served(arrival_ns: Int64Array, service_ns: int) -> Int64Array:
    """Finish of sorted arrivals at one server, along the last axis: Lindley's recursion in closed form."""
    ahead_ns = np.arange(arrival_ns.shape[-1]) * service_ns
    return np.asarray(np.maximum.accumulate(arrival_ns - ahead_ns, axis=-1) + (ahead_ns + service_ns))


def numpy_pipeline(work: Work) -> Int64Array:
    """Plain numpy for this one pipeline: two sorts and four recursions; no trace, hash, books, losses or ties."""
    release_ns = work.phase_ns[:, None] + work.period_ns * np.arange(work.jobs_per_device)
    sent_ns = _served(release_ns, work.device_ns).reshape(work.gateways, -1)
    by_gateway = np.argsort(sent_ns, axis=1)
    passed_ns = _served(np.take_along_axis(sent_ns, by_gateway, axis=1), work.channel_ns)
    passed_ns = (_served(passed_ns, work.gateway_ns) + work.backhaul_delay_ns).ravel()
    by_cloud = np.argsort(passed_ns)
    queue_ns = passed_ns[by_cloud]
    for server in range(CLOUD_SERVERS):
        queue_ns[server::CLOUD_SERVERS] = _served(queue_ns[server::CLOUD_SERVERS], work.cloud_ns)
    passed_ns[by_cloud] = queue_ns
    finish = np.empty_like(sent_ns)
    np.put_along_axis(finish, by_gateway, passed_ns.reshape(finish.shape), axis=1)
    return finish.reshape(work.devices, work.jobs_per_device)
