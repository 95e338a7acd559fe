"""How ``simgui models`` shows networks and predictions: tables for people, JSON for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from simgui.core.quantity_format import format_quantity
from simgui.core.unit_table import Dimension
from simgui.models.cost_model import Prediction
from simgui.models.fit import unsupported_operators
from simgui.models.graph import Model, TensorInfo
from simgui.models.tflite_file import read_model
from simgui.profiles.part import KernelProfile

_MOST_SHOWN = 8


def print_list(files: Sequence[Path], *, as_json: bool) -> None:
    """Print the facts of several networks.

    Parameters
    ----------
    files : Sequence[Path]
        ``.tflite`` files, their cards beside them.
    as_json : bool
        Whether to print JSON instead of a table.
    """
    rows = [_summary(file) for file in files]
    if as_json:
        _print_json(rows)
        return
    heads = ("size", "MACs", "accuracy", "in noise")
    table = Table(
        Column("name", no_wrap=True, min_width=max((len(row["name"]) for row in rows), default=0)),
        Column("task", no_wrap=True),
        *map(_right, heads),
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.caption = "accuracy: on synthetic test windows, clean and with field noise"
    for row in rows:
        table.add_row(
            row["name"],
            row["task"],
            _byte(row["file_byte"]),
            _brief(row["macs"]),
            _share(row["accuracy"]),
            _share(row["accuracy_field_noise"]),
        )
    Console().print(table if rows else "no models come with this installation")


def print_model(model: Model, *, as_json: bool) -> None:
    """Print what a network is made of.

    Parameters
    ----------
    model : Model
        The network.
    as_json : bool
        Whether to print JSON instead of a table.
    """
    facts = _facts(model)
    if as_json:
        _print_json(facts)
        return
    console = Console()
    console.print(Text(f"{model.name}  {model.quantisation}", "bold"), soft_wrap=True)
    table = Table("#", "operator", "output", *map(_right, ("MACs", "share")), box=SIMPLE_HEAD)
    for operator in model.operators:
        made = [_shape(model.tensors[index]) for index in operator.outputs if index >= 0]
        share = operator.macs / model.macs if model.macs else 0.0
        macs, percent = (_count(operator.macs), f"{share:.1%}") if operator.macs else ("", "")
        table.add_row(str(operator.index), Text(operator.kind), ", ".join(made), macs, percent)
    console.print(table)
    for label, value in (
        ("MACs", _count(model.macs)),
        ("parameters", _count(model.parameters)),
        ("file", _byte(model.file_byte)),
        ("weights", _byte(model.weight_byte)),
        ("arena", f"{_byte(model.arena_byte)}, {_byte(model.arena_inplace_byte)} written in place"),
        ("inputs", ", ".join(map(_shape, model.input_tensors))),
        ("outputs", ", ".join(map(_shape, model.output_tensors))),
        ("unsupported", ", ".join(facts["unsupported_operators"])),
        *(("note", note) for note in model.notes),
    ):
        if value:
            console.print(Text(f"{label:<12}{value}"), soft_wrap=True)


def print_prediction(
    model: Model,
    found: Prediction,
    kernel: KernelProfile,
    target: tuple[str, float],
    taken: Sequence[str],
    *,
    as_json: bool,
) -> None:
    """Print what an inference costs.

    Parameters
    ----------
    model : Model
        The network.
    found : Prediction
        What it costs.
    kernel : KernelProfile
        The kernel library that was assumed.
    target : tuple[str, float]
        Name and clock of the device or core. [Hz]
    taken : Sequence[str]
        What names were taken for, where they are not the known ones.
    as_json : bool
        Whether to print JSON instead of text.
    """
    name, clock_hz = target
    if as_json:
        _print_json({**_prediction(model, found, kernel, name, clock_hz), "notes": [*taken, *model.notes]})
        return
    console = Console()
    clock = format_quantity(clock_hz, Dimension.FREQUENCY)
    console.print(Text(f"{model.name} on {name} at {clock} with {kernel.stack}", "bold"), soft_wrap=True)
    timed = not math.isnan(found.latency_s)
    low, high = (format_quantity(end, Dimension.TIME) for end in (found.latency_low_s, found.latency_high_s))
    lines = [
        (
            "latency",
            f"{format_quantity(found.latency_s, Dimension.TIME)}  (80 %: {low} to {high})" if timed else "none",
        ),
        ("rests on", _evidence(found, kernel)),
        ("energy", format_quantity(found.energy_j, Dimension.ENERGY)),
        ("RAM", _byte(found.ram_byte)),
        ("flash", _byte(found.flash_byte)),
        ("fits", "yes" if found.fits else "NO"),
        *(("problem", problem) for problem in found.problems),
        *(("remedy", remedy) for remedy in found.remedies),
        *(("note", note) for note in (*taken, *model.notes)),
    ]
    for label, value in lines:
        console.print(Text(f"{label:<10}{value}"), soft_wrap=True)
    if found.by_operator:
        console.print(_where_time_goes(found))


def host_note(found: Prediction, kernel: KernelProfile) -> str:
    """Say that an accelerator's host does the work; empty where it does not.

    Parameters
    ----------
    found : Prediction
        What an inference costs.
    kernel : KernelProfile
        The accelerator's kernel library.
    """
    if not found.host:
        return ""
    core, _, library = found.host.partition("+")
    return f"{kernel.core} runs integer operators only: {core} with {library} beside it runs this network"


def _evidence(found: Prediction, kernel: KernelProfile) -> str:
    """Say which of core, library and board were measured."""
    seen = found.evidence
    core, library = kernel.core, kernel.stack
    if math.isnan(found.latency_s):
        return "nothing: it cannot be compiled"
    if found.host:
        core, _, library = found.host.partition("+")
    if seen.pair_rows:
        board = "this board among them" if seen.board_seen else "this board not among them"
        return f"{seen.pair_rows} measured latencies of {core} with {library}, {board}"
    if not seen.core_rows and not seen.stack_rows:
        return f"no measured latency of {core} or {library} that calibration knows; see the profile's sources"
    cores = f"{seen.core_rows} measured latencies" if seen.core_rows else "no measured latency"
    stacks = f"{seen.stack_rows} of" if seen.stack_rows else "none of"
    return f"{cores} of {core} and {stacks} {library}, none of the two together"


def _where_time_goes(found: Prediction) -> Table:
    """Tabulate the costliest operators."""
    table = Table("#", "operator", *map(_right, ("MACs", "time", "share")), box=SIMPLE_HEAD)
    costly = sorted(found.by_operator, key=lambda cost: cost.seconds, reverse=True)
    for cost in costly[:_MOST_SHOWN]:
        share = cost.seconds / found.latency_s if found.latency_s else 0.0
        time = format_quantity(cost.seconds, Dimension.TIME)
        table.add_row(str(cost.index), Text(cost.kind), _count(cost.macs), time, f"{share:.1%}")
    return table


def _summary(file: Path) -> dict[str, Any]:
    """Collect the facts of a shipped network and its card."""
    from simgui.models.card import find_card, load_card

    model = read_model(file)
    card_file = find_card(file)
    card = load_card(card_file) if card_file else None
    metrics = card.metrics if card else None
    return {
        "name": model.name,
        "task": card.task if card else "",
        "summary": card.summary if card else "",
        "labels": list(card.labels) if card else [],
        "file_byte": model.file_byte,
        "macs": model.macs,
        "parameters": model.parameters,
        "arena_byte": model.arena_byte,
        "quantisation": str(model.quantisation),
        "accuracy": metrics.clean.accuracy if metrics else None,
        "accuracy_field_noise": metrics.field_noise.scores.accuracy if metrics else None,
        "licence": card.licence if card else "",
    }


def _facts(model: Model) -> dict[str, Any]:
    """Collect everything ``inspect`` tells."""
    return {
        "name": model.name,
        "file": str(model.file),
        "sha256": model.digest,
        "quantisation": str(model.quantisation),
        "macs": model.macs,
        "parameters": model.parameters,
        "file_byte": model.file_byte,
        "weight_byte": model.weight_byte,
        "arena_byte": model.arena_byte,
        "arena_inplace_byte": model.arena_inplace_byte,
        "inputs": [_tensor(tensor) for tensor in model.input_tensors],
        "outputs": [_tensor(tensor) for tensor in model.output_tensors],
        "work": dict(model.work),
        "operators": [
            {
                "index": operator.index,
                "kind": operator.kind,
                "macs": operator.macs,
                "work": dict(operator.work),
                "input_shapes": [list(model.tensors[i].shape) for i in operator.inputs if i >= 0],
                "output_shapes": [list(model.tensors[i].shape) for i in operator.outputs if i >= 0],
            }
            for operator in model.operators
        ],
        "unsupported_operators": list(unsupported_operators(model)),
        "notes": list(model.notes),
    }


def _prediction(model: Model, found: Prediction, kernel: KernelProfile, name: str, clock_hz: float) -> dict[str, Any]:
    """Collect everything ``predict`` tells; what is unknown is null."""
    return {
        "model": model.name,
        "target": name,
        "core": kernel.core,
        "stack": kernel.stack,
        "clock_hz": clock_hz,
        "latency_s": _or_null(found.latency_s),
        "interval": [_or_null(found.latency_low_s), _or_null(found.latency_high_s)],
        "throughput_per_s": _or_null(found.throughput_per_s),
        "energy_j": _or_null(found.energy_j),
        "power_w": _or_null(found.power_w),
        "ram_byte": found.ram_byte,
        "flash_byte": found.flash_byte,
        "fits": found.fits,
        "problems": list(found.problems),
        "remedies": list(found.remedies),
        "macs": model.macs,
        "evidence": {
            "core_seen": found.evidence.core_rows > 0,
            "stack_seen": found.evidence.stack_rows > 0,
            "pair_seen": found.evidence.pair_rows > 0,
            "board_seen": found.evidence.board_seen,
            "pair_rows": found.evidence.pair_rows,
            "says": _evidence(found, kernel),
        },
        "notes": list(model.notes),
        "by_operator": [
            {
                "index": cost.index,
                "kind": cost.kind,
                "macs": cost.macs,
                "latency_s": cost.seconds,
                "energy_j": _or_null(cost.joules),
            }
            for cost in found.by_operator
        ],
    }


def _tensor(tensor: TensorInfo) -> dict[str, Any]:
    """Describe an input or output."""
    return {
        "name": tensor.name,
        "shape": list(tensor.shape),
        "dtype": tensor.dtype,
        "scale": tensor.scale,
        "zero_point": tensor.zero_point,
    }


def _print_json(value: Sequence[Mapping[str, Any]] | Mapping[str, Any]) -> None:
    """Print strict JSON on stdout."""
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def _or_null(value: float) -> float | None:
    """JSON has no word for an unknown number but null."""
    return value if math.isfinite(value) else None


def _right(head: str) -> Column:
    """Make a column of numbers."""
    return Column(head, justify="right", no_wrap=True)


def _shape(tensor: TensorInfo) -> str:
    """Write a tensor's shape and type."""
    return f"{'×'.join(map(str, tensor.shape)) or 'scalar'} {tensor.dtype}"


def _byte(amount: int) -> str:
    """Write bytes for a reader."""
    return format_quantity(float(amount), Dimension.SIZE)


def _count(amount: int) -> str:
    """Write a count with a thin space between thousands."""
    return f"{amount:,}".replace(",", "\u202f")


def _brief(amount: int) -> str:
    """Write a count to three digits."""
    for factor, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if amount >= factor:
            return f"{amount / factor:.3g}{letter}"
    return str(amount)


def _share(value: float | None) -> str:
    """Write a share in percent."""
    return "–" if value is None else f"{value:.1%}"
