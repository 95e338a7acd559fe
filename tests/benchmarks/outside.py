"""Other simulators on their own pipeline, from scripts beside the project, where they are installed."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from builders.plans import S, group, plan, stage, task

from benchmarks import ours
from simgui.engine.vectorised.engine import VectorisedEngine
from simgui.plan.plan import Plan
from simgui.plan.stages import Stage
from simgui.plan.stations import StationKind, StationSet
from simgui.plan.trace import TraceHash

SCRIPTS = Path(__file__).resolve().parents[3] / "shared" / "bench"
PEERS = {
    "simpy_process.py": ("simpy",),
    "simpy_callback.py": ("simpy",),
    "simpy_vfinish.py": ("simpy",),
    "heap_loop.py": ("numpy",),
    "numpy_lindley.py": ("numpy",),
    "numba_kernels.py": ("numba",),
    "nspy_bench.py": ("ns", "simpy"),
    "salabim_bench.py": ("salabim",),
    "ciw_bench.py": ("ciw",),
    "leaf_flow.py": ("leaf",),
    "mesa_tick.py": ("mesa",),
}
ARRAYS = ("numpy_lindley.py", "numba_kernels.py")
LONGEST_S = 180.0


@dataclass(frozen=True, slots=True)
class PeerRate:
    """Messages a second of one peer on the peers' pipeline; 0 where it did not end in time. [1/s]"""

    peer: str
    devices: int
    jobs: int
    jobs_per_s: float


def peers_plan(devices: int, jobs: int) -> Plan:
    """Write the peers' pipeline as a plan: channel, gateway CPU, backhaul, one cloud CPU; a message every 10 s."""
    gateways = max(2, devices // 50)
    gateway = np.arange(devices) % gateways
    per_device = max(1, jobs // devices)
    channel_ns, processing_ns, backhaul_ns = 100_000_000, 120_000_000, 1_024_000
    stations = [
        StationSet("channel", StationKind.CHANNEL, gateways),
        StationSet("gateway", StationKind.GATEWAY_CPU, gateways),
        StationSet("backhaul", StationKind.BACKHAUL, gateways),
        StationSet("cloud", StationKind.CLOUD_CPU, 1),
    ]
    stages = [
        stage(Stage.UPLINK, 0, channel_ns, devices=devices, instance=gateway, delay_ns=50_000_000),
        stage(Stage.GATEWAY, 1, processing_ns, devices=devices, instance=gateway, after=0),
        stage(Stage.BACKHAUL, 2, backhaul_ns, devices=devices, instance=gateway, after=1, delay_ns=40_000_000),
        stage(Stage.CLOUD, 3, round(7 * S / devices), devices=devices, after=2),
    ]
    phase_ns = np.random.default_rng(1).integers(0, 10 * S, devices)
    messages = task(stages, devices=devices, period_ns=10 * S, jobs=per_device, phase_ns=phase_ns)
    return plan(stations, [group([messages], devices=devices)], duration_ns=per_device * 10 * S, drain_ns=3600 * S)


def measure(devices: int, jobs: int, array_jobs: int) -> list[PeerRate]:
    """Run every installed peer once, and ours with the trace's hash; empty without the scripts."""
    if not SCRIPTS.is_dir():
        return []
    rates: list[PeerRate] = []
    for script, packages in PEERS.items():
        python = os.environ.get("SIMGUI_PEERS_PYTHON", sys.executable)
        if (SCRIPTS / script).is_file() and _installed(python, packages):
            rates += _run(python, script, devices, array_jobs if script in ARRAYS else jobs)
    return [*rates, _ours(devices, array_jobs)]


def _installed(python: str, packages: Sequence[str]) -> bool:
    if python == sys.executable:
        return all(importlib.util.find_spec(package) for package in packages)
    imports = "import " + ", ".join(packages)
    return subprocess.run([python, "-c", imports], check=False, capture_output=True).returncode == 0


def _run(python: str, script: str, devices: int, jobs: int) -> list[PeerRate]:
    command = [python, script, str(devices), str(jobs)]
    try:
        done = subprocess.run(
            command, cwd=SCRIPTS, check=False, capture_output=True, text=True, timeout=LONGEST_S, env=_environment()
        )
    except subprocess.TimeoutExpired:
        return [PeerRate(script.removesuffix(".py"), devices, jobs, 0.0)]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [PeerRate(line["bench"], devices, line["M"], line["msg_per_s"]) for line in lines]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


def _ours(devices: int, jobs: int) -> PeerRate:
    seconds: list[float] = []
    for _ in range(4):
        begin = time.perf_counter()
        ready = peers_plan(devices, jobs)
        digest = TraceHash(ready)
        ours.run(VectorisedEngine(), ready, [digest])
        seconds.append(time.perf_counter() - begin)
    return PeerRate("simgui_vectorised", devices, digest.rows, digest.rows / min(seconds))
