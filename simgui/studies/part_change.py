"""Paths that lead into profiles: ``device_profiles.batteries.er34615.capacity=20 Ah``."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UnitError, UsageError
from simgui.core.units import parse_quantity
from simgui.profiles.load import fields_of
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind, Part, rules_of
from simgui.profiles.sourced import Basis, Sourced

PREFIX = "device_profiles."
_ASKED = "asked for on the command line"


@dataclass(frozen=True, slots=True)
class PartChange:
    """A number of a profile that is set to something else.

    Parameters
    ----------
    kind, part, field : Kind, str, str
        Which number.
    value : float
        In the field's SI unit.
    text : str
        As written.
    """

    kind: Kind
    part: str
    field: str
    value: float
    text: str

    def apply(self, part: Part) -> Part:
        """Give the part with the number set; it is exact, for it was asked for."""
        changed: dict[str, Any] = {self.field: Sourced(self.value, self.text, _ASKED, 0.0, Basis.MEASURED)}
        return replace(part, **changed)


def parse_part_change(path: str, text: str, registry: Registry) -> PartChange:
    """Read a change to a profile.

    Parameters
    ----------
    path : str
        ``device_profiles.<folder>.<part>.<field>``; the field may be written without its unit suffix.
    text : str
        The quantity with its unit.
    registry : Registry
        Where the part is looked up.

    Raises
    ------
    UsageError
        If there is no such field, or the value does not suit it.
    InputError
        If there is no such part.
    """
    kind, name, field = _target(path, registry)
    rule = rules_of(kind)[field]
    try:
        value = parse_quantity(text, rule.dimension) * rule.factor
    except UnitError as error:
        raise UsageError(f"{path}: {error}") from None
    if not 0 <= value <= rule.most or (rule.positive and value == 0):
        raise UsageError(f"{path}: {text!r} is out of range")
    return PartChange(kind, name, field, value, text)


def current_text(path: str, registry: Registry) -> str:
    """Give a profile number as its file writes it; the parameters and errors are those of `parse_part_change`."""
    kind, name, field = _target(path, registry)
    number = getattr(registry.get(kind, name), field)
    return str(number.text) if isinstance(number, Sourced) else ""


def apply_changes(changes: Iterable[PartChange], kind: Kind, name: str, part: Part) -> Part:
    """Apply those changes that are meant for a part."""
    for change in changes:
        if (change.kind, change.part) == (kind, name):
            part = change.apply(part)
    return part


def _target(path: str, registry: Registry) -> tuple[Kind, str, str]:
    words = path.removeprefix(PREFIX).split(".")
    folders = {kind.folder: kind for kind in Kind}
    if len(words) < 3:
        raise UsageError(f"{path}: write {PREFIX}<folder>.<part>.<field>, as in {PREFIX}batteries.er34615.capacity")
    folder, name, field = words[0], ".".join(words[1:-1]), words[-1]
    if folder not in folders:
        hint = did_you_mean(folder, folders) or f"there are {', '.join(folders)}"
        raise UsageError(f"{path}: there is no folder {folder!r} of profiles ({hint})")
    kind = folders[folder]
    part = registry.get(kind, name)
    known = [known for known, _ in fields_of(part) if "." not in known]
    for full in known:
        if field == full or (full.startswith(f"{field}_") and "_per_" not in full.removeprefix(field)):
            return kind, name, full
    hint = did_you_mean(field, known) or f"there are {', '.join(known)}"
    raise UsageError(f"{path}: a {kind} has no number {field!r} ({hint})")
