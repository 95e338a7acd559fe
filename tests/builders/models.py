"""Build small networks and kernel profiles for tests."""

from collections.abc import Sequence
from pathlib import Path

from simgui.models.graph import Model, Operator, Quantisation, TensorInfo, add_up
from simgui.models.memory import Graph, plan_arena
from simgui.models.operators import OperatorOptions, count_work, macs_of
from simgui.profiles.part import DeviceKind, DeviceProfile, KernelProfile
from simgui.profiles.sourced import Basis, Sourced

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"

UNITS = (
    "first_conv_mac",
    "conv_mac",
    "pointwise_mac",
    "depthwise_mac",
    "fully_connected_mac",
    "requantised_output",
    "elementwise",
    "pool",
    "moved_byte",
    "operator",
)


def tensor(*shape: int, dtype: str = "int8", constant: bool = False, variable: bool = False) -> TensorInfo:
    width = {"int8": 1, "int16": 2, "int32": 4, "float32": 4}[dtype]
    byte = width
    for size in shape:
        byte *= size
    return TensorInfo("t", shape, dtype, byte, is_constant=constant, is_variable=variable)


def operator(
    index: int, kind: str, inputs: tuple[int, ...], outputs: tuple[int, ...], tensors: list[TensorInfo]
) -> Operator:
    work = count_work(
        kind,
        [tensors[i] if i >= 0 else None for i in inputs],
        [tensors[i] for i in outputs],
        OperatorOptions(),
    )
    return Operator(index, kind, inputs, outputs, macs_of(work), work, work)


def network(
    tensors: list[TensorInfo],
    steps: Sequence[tuple[str, tuple[int, ...], tuple[int, ...]]],
    *,
    inputs: tuple[int, ...] = (0,),
    outputs: tuple[int, ...] | None = None,
    quantisation: Quantisation = Quantisation.INT8,
) -> Model:
    operators = tuple(operator(i, kind, given, made, tensors) for i, (kind, given, made) in enumerate(steps))
    last = outputs or operators[-1].outputs
    graph = Graph(tensors, operators, inputs, last)
    return Model(
        name="net",
        file=Path("net.tflite"),
        digest="0" * 64,
        file_byte=sum(t.byte for t in tensors if t.is_constant) + 1000,
        operators=operators,
        tensors=tuple(tensors),
        inputs=inputs,
        outputs=last,
        parameters=sum(t.elements for t in tensors if t.is_constant),
        weight_byte=sum(t.byte for t in tensors if t.is_constant),
        quantisation=quantisation,
        arena_byte=plan_arena(graph).arena_byte,
        arena_inplace_byte=plan_arena(graph, in_place=True).arena_byte,
        macs=macs_of(add_up(o.work for o in operators)),
    )


def dense(width: int = 8, depth: int = 2, *, quantisation: Quantisation = Quantisation.INT8) -> Model:
    """Give a chain of square dense layers."""
    dtype = "float32" if quantisation is Quantisation.FP32 else "int8"
    tensors, steps = [tensor(1, width, dtype=dtype)], []
    for _ in range(depth):
        given = len(tensors) - 1
        tensors += [tensor(width, width, dtype=dtype, constant=True), tensor(1, width, dtype=dtype)]
        steps.append(("FULLY_CONNECTED", (given, given + 1), (given + 2,)))
    return network(tensors, steps, quantisation=quantisation)


def sourced(value: float) -> Sourced:
    return Sourced(value, f"{value}", "made up for a test", 0.1, Basis.GUESS)


def kernel(
    stack: str = "tflm-cmsis-nn",
    *,
    cycles: float = 1.0,
    float_factor: float = 2.0,
    ram_byte: float = 1000.0,
    flash_byte: float = 2000.0,
    unsupported: tuple[str, ...] = (),
) -> KernelProfile:
    return KernelProfile(
        name=f"core+{stack}",
        core="core",
        stack=stack,
        cycles_per={unit: sourced(cycles) for unit in UNITS},
        float_factor=sourced(float_factor),
        latency_spread=sourced(0.25),
        runtime_ram_byte=sourced(ram_byte),
        runtime_flash_byte=sourced(flash_byte),
        unsupported=unsupported,
    )


def device(
    name: str = "board",
    *,
    ram_byte: float = 1e6,
    flash_byte: float = 1e6,
    clock_hz: float = 1e6,
    streaming_byte_per_s: float | None = None,
    overhead_s: float = 0.0,
    price_usd: float = 10.0,
) -> DeviceProfile:
    return DeviceProfile(
        name=name,
        title=name,
        kind=DeviceKind.MCU,
        core="core",
        stack="tflm-cmsis-nn",
        clock_hz=sourced(clock_hz),
        cores=1,
        supply_v=sourced(3.0),
        sleep_power_w=sourced(1e-6),
        sample_power_w=sourced(1e-3),
        active_power_w=sourced(0.02),
        idle_power_w=sourced(5e-3),
        ram_byte=sourced(ram_byte),
        flash_byte=sourced(flash_byte),
        inference_overhead_s=sourced(overhead_s),
        memory_byte_per_s=None if streaming_byte_per_s is None else sourced(streaming_byte_per_s),
        price_usd=sourced(price_usd),
    )
