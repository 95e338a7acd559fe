"""A network beside every board: does it fit, how fast would it be, and what helps where it does not fit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from simgui.core.errors import SimguiError
from simgui.core.units import Dimension, format_quantity
from simgui.models.cost_model import Prediction, predict
from simgui.models.graph import Model
from simgui.models.tflite_file import read_model
from simgui.profiles.part import DeviceKind, DeviceProfile, KernelProfile
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.scenario.files import shipped_models
from simgui.ui.presenters.wording import count_text
from simgui.ui.translation import counted, tr

_MOST_DEVICES_NAMED = 3


class RemedyKind(StrEnum):
    """What a remedy's button does."""

    MODEL = "model"
    DEVICE = "device"
    FOG = "fog"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that helps: what its button does, with what, and what stands on it."""

    kind: RemedyKind
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class FitRow:
    """A board.

    Parameters
    ----------
    device, title : str
        Its profile and full name.
    fits : bool
        Whether the network fits.
    latency, interval, energy, ram, flash : str
        What an inference takes, and the memory of what there is.
    basis : str
        ● measured on this board, ◐ derived from its core or library, ○ a guess.
    price : str
        Of one board or chip.
    problem : str
        Why it does not fit, or "".
    latency_s, price_usd : float
        For sorting. [s], [USD]
    """

    device: str
    title: str
    fits: bool
    latency: str
    interval: str
    energy: str
    ram: str
    flash: str
    basis: str
    price: str
    problem: str
    latency_s: float
    price_usd: float


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """An operator: its kind, shape of its output, multiply-accumulates, and share of them."""

    kind: str
    output: str
    macs: str
    share: str


@dataclass(frozen=True, slots=True)
class FitTable:
    """The whole answer.

    Parameters
    ----------
    name, facts : str
        The network, and what it is made of.
    operators : tuple[OperatorRow, ...]
        In order.
    rows : tuple[FitRow, ...]
        Boards it fits first, then by time.
    """

    name: str
    facts: str
    operators: tuple[OperatorRow, ...]
    rows: tuple[FitRow, ...]


def open_model(name_or_file: str, shipped_folder: Path) -> Model:
    """Read a network by the name of a shipped one or by its file.

    Raises
    ------
    SimguiError
        If it cannot be read.
    """
    if name_or_file in shipped_models():
        return read_model(shipped_folder / f"{name_or_file}.tflite")
    return read_model(Path(name_or_file))


def fit_table(model: Model, registry: Registry) -> FitTable:
    """Work out what a network takes on every board.

    Parameters
    ----------
    model : Model
        The network.
    registry : Registry
        The boards.
    """
    rows = sorted(_rows(model, registry), key=lambda row: (not row.fits, row.latency_s))
    facts = " · ".join(
        (
            tr("{count} MACs", count=count_text(model.macs)),
            tr("{count} parameters", count=count_text(model.parameters)),
            str(model.quantisation),
            tr("activations {size}", size=_size(model.arena_byte)),
            tr("weights {size}", size=_size(model.weight_byte)),
        )
    )
    return FitTable(model.name, facts, tuple(_operators(model)), tuple(rows))


def remedies(model: Model, device: str, table: FitTable, *, has_gateway: bool) -> tuple[Remedy, ...]:
    """List what helps when a network does not fit a board.

    Parameters
    ----------
    model : Model
        The network.
    device : str
        The board.
    table : FitTable
        Every board.
    has_gateway : bool
        Whether there is a gateway it could move to.
    """
    row = next((one for one in table.rows if one.device == device), None)
    if row is None or row.fits:
        return ()
    found = []
    smaller = model.name.replace("fp32", "int8")
    if smaller != model.name and smaller in shipped_models():
        found.append(Remedy(RemedyKind.MODEL, smaller, tr("Use int8: {model}", model=smaller)))
    bigger = sorted((one for one in table.rows if one.fits), key=lambda one: one.price_usd)[:_MOST_DEVICES_NAMED]
    found += [Remedy(RemedyKind.DEVICE, one.device, tr("Choose {device}", device=one.device)) for one in bigger]
    if has_gateway:
        found.append(Remedy(RemedyKind.FOG, "fog", tr("Move it to the gateway")))
    return tuple(found)


def _rows(model: Model, registry: Registry) -> Iterator[FitRow]:
    for name in registry.names(Kind.DEVICE):
        device = registry.device(name)
        if device.stack not in registry.stacks(device.core):
            continue
        kernel = registry.kernel(device.core, device.stack)
        try:
            found = predict(model, device, kernel)
        except SimguiError as error:
            yield _unknown(device, str(error))
            continue
        yield _row(device, kernel, found)


def _row(device: DeviceProfile, kernel: KernelProfile, found: Prediction) -> FitRow:
    if math.isnan(found.latency_s):
        return _unknown(device, "; ".join(map(tr, found.problems)))
    low, high = (format_quantity(end, Dimension.TIME, 2) for end in (found.latency_low_s, found.latency_high_s))
    is_whole = device.kind is DeviceKind.MCU
    ram = tr("{need} of {there}", need=_size(found.ram_byte), there=_size(device.ram_byte.value))
    flash = tr("{need} of {there}", need=_size(found.flash_byte), there=_size(device.flash_byte.value))
    return FitRow(
        device=device.name,
        title=f"{device.title} ({found.host.replace('+', ', ') or kernel.stack})",
        fits=found.fits,
        latency=format_quantity(found.latency_s, Dimension.TIME, 2),
        interval=f"{low} … {high}",
        energy=format_quantity(found.energy_j, Dimension.ENERGY, 2),
        ram=ram,
        flash=flash if is_whole or not found.fits else _size(found.flash_byte),
        basis=_basis(found),
        price=_price(device),
        problem="; ".join(map(tr, found.problems)),
        latency_s=found.latency_s,
        price_usd=device.price_usd.value,
    )


def _unknown(device: DeviceProfile, problem: str) -> FitRow:
    """Give the row of a board whose library has no price for something the network needs."""
    return FitRow(
        device=device.name,
        title=device.title,
        fits=False,
        latency="–",
        interval="",
        energy="–",
        ram="–",
        flash="–",
        basis="",
        price=_price(device),
        problem=problem,
        latency_s=float("inf"),
        price_usd=device.price_usd.value,
    )


def _basis(found: Prediction) -> str:
    seen = found.evidence
    if seen.pair_rows and seen.board_seen:
        return "●"
    return "◐" if seen.pair_rows or seen.core_rows or seen.stack_rows else "○"


def _operators(model: Model) -> Iterator[OperatorRow]:
    for operator in model.operators:
        outputs: Sequence[int] = [index for index in operator.outputs if index >= 0]
        shape = "×".join(map(str, model.tensors[outputs[0]].shape)) if outputs else ""
        share = operator.macs / model.macs if model.macs else 0.0
        macs = counted(operator.macs) if operator.macs else ""
        yield OperatorRow(operator.kind, shape, macs, f"{100 * share:.1f} %" if operator.macs else "")


def _price(device: DeviceProfile) -> str:
    return format_quantity(device.price_usd.value, Dimension.MONEY, 2)


def _size(byte: float) -> str:
    return format_quantity(float(byte), Dimension.SIZE)
