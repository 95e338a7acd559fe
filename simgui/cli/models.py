"""``simgui models``: what a network is made of, and what it costs on a board."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simgui.profiles.part import DeviceProfile, KernelProfile
    from simgui.profiles.registry import Registry

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Networks: what they are made of, and what they cost on a board.",
)

ModelArgument = Annotated[str, typer.Argument(metavar="FILE", help="A .tflite file, or the name of a shipped model.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_models(*, as_json: JsonOption = False) -> None:
    """List the models that come with simgui."""
    from simgui.cli import model_report

    model_report.print_list(_shipped_files(), as_json=as_json)


@app.command()
def inspect(file: ModelArgument, *, as_json: JsonOption = False) -> None:
    """Show a network's operators, size and memory."""
    from simgui.cli import model_report
    from simgui.models.tflite_file import read_model

    model_report.print_model(read_model(_find(file)), as_json=as_json)


@app.command()
def predict(
    file: ModelArgument,
    *,
    device: Annotated[str | None, typer.Option(help="A device profile, e.g. nucleo-l4r5zi.", metavar="NAME")] = None,
    core: Annotated[
        str | None,
        typer.Option(help="A processor core of a board without profile; needs --clock.", metavar="CORE"),
    ] = None,
    clock: Annotated[str | None, typer.Option(help="Clock while inferring, e.g. '160 MHz'.", metavar="CLOCK")] = None,
    stack: Annotated[
        str | None, typer.Option(help="Kernel library and version, e.g. 'X-CUBE-AI 9.0'.", metavar="STACK")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Cores that work on one inference.", metavar="N")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Predict latency, energy and memory of one inference.

    The kernel library matters more than the chip: without --stack the device's own is used (with --core, that
    of a device with this core), and the answer says which, and what measurements it rests on. Latency is that of
    an inference after another, as benchmarks measure it; waking up a microcontroller comes on top.
    """
    from simgui.cli import model_report
    from simgui.core.errors import UsageError
    from simgui.models.cost_model import at_clock, awake, predict_core
    from simgui.models.cost_model import predict as predict_device
    from simgui.models.tflite_file import read_model
    from simgui.profiles.registry import Registry

    if (device is None) == (core is None):
        raise UsageError("give either --device or --core")
    clock_hz = _clock_hz(clock)
    model, registry = read_model(_find(file)), Registry()
    if device is not None:
        board, said = _device(registry, device)
        kernel, note = _kernel(registry, board.core, stack, default=board.stack)
        board, wake_up_s = awake(board if clock_hz is None else at_clock(board, clock_hz))
        found = predict_device(model, board, kernel, candidates=_candidates(registry), threads=threads)
        target = (board.name, board.clock_hz.value)
    else:
        if clock_hz is None:
            raise UsageError("--core needs --clock, for example --clock '160 MHz'")
        wake_up_s = 0.0
        known_core, said = _core(registry, core or "")
        kernel, note = _kernel(registry, known_core, stack, default=None)
        found = predict_core(model, kernel, clock_hz, threads=threads)
        target = (kernel.core, clock_hz)
    slept = f"{wake_up_s * 1e6:.0f} µs more where the processor slept before (a guess)" if wake_up_s else ""
    taken = tuple(filter(None, (said, note, model_report.host_note(found, kernel), slept)))
    model_report.print_prediction(model, found, kernel, target, taken, as_json=as_json)


def _candidates(registry: Registry) -> Iterator[tuple[DeviceProfile, KernelProfile]]:
    """Give all devices with their own kernel library; a profile is only read when it is asked for."""
    from simgui.profiles.schema import Kind

    for name in registry.names(Kind.DEVICE):
        board = registry.device(name)
        if board.stack in registry.stacks(board.core):
            yield board, registry.kernel(board.core, board.stack)


def _clock_hz(text: str | None) -> float | None:
    """Read a clock. [Hz]"""
    if text is None:
        return None
    from simgui.core.errors import UnitError, UsageError
    from simgui.core.units import Dimension, parse_quantity

    try:
        clock_hz = parse_quantity(text, Dimension.FREQUENCY)
    except UnitError as error:
        raise UsageError(f"--clock: {error}") from error
    if clock_hz <= 0:
        raise UsageError(f"--clock must be greater than zero, not {text}")
    return clock_hz


def _device(registry: Registry, text: str) -> tuple[DeviceProfile, str]:
    """Find a device by name, whatever its spelling, and say what it was taken for."""
    from simgui.models.target_name import choose_device
    from simgui.profiles.schema import Kind

    names = registry.names(Kind.DEVICE)
    found = choose_device(text, names, lambda: {name: registry.device(name).title for name in names})
    return registry.device(found.name), found.note


def _core(registry: Registry, text: str) -> tuple[str, str]:
    """Find a core by name, whatever its spelling, and say what it was taken for."""
    from simgui.models.target_name import choose_core
    from simgui.profiles.schema import Kind

    found = choose_core(text, sorted({name.partition("+")[0] for name in registry.names(Kind.KERNEL)}))
    return found.name, found.note


def _kernel(registry: Registry, core: str, stack: str | None, *, default: str | None) -> tuple[KernelProfile, str]:
    """Find the kernel library on a core, and say what it was taken for."""
    from simgui.models.stack_name import match_stack

    if stack is not None:
        found = match_stack(stack, registry.stacks(core))
        return registry.kernel(core, found.name), found.note
    return registry.kernel(core, default or _usual_stack(registry, core)), ""


def _usual_stack(registry: Registry, core: str) -> str:
    """Give the kernel library that a known device with this core uses."""
    from simgui.profiles.schema import Kind

    known = registry.stacks(core)
    devices: list[DeviceProfile] = [registry.device(name) for name in registry.names(Kind.DEVICE)]
    used = [board.stack for board in devices if board.core == core and board.stack in known]
    return used[0] if used else known[-1]


def _shipped_files() -> list[Path]:
    """List the networks that come with simgui."""
    from simgui.core.paths import bundled

    return sorted((bundled("assets") / "models").glob("*.tflite"))


def _find(text: str) -> Path:
    """Find a network by path or by the name of a shipped one."""
    from simgui.core.diagnostics import did_you_mean
    from simgui.core.errors import UsageError

    file = Path(text)
    if file.is_file():
        return file
    shipped = {model.stem: model for model in _shipped_files()}
    if text in shipped:
        return shipped[text]
    if file.is_dir():
        raise UsageError(f"{text} is a folder, not a .tflite file")
    hint = did_you_mean(text, shipped) or "see simgui models list"
    raise UsageError(f"there is neither a file nor a shipped model called {text!r} ({hint})")
