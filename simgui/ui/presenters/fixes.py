"""Problems of the open scenario with what one click can do about each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simgui.core.diagnostics import Diagnostic
from simgui.core.errors import SimguiError
from simgui.core.unit_table import WORDING, Dimension, find_scale
from simgui.core.units import unit_names
from simgui.core.yaml_node import Node
from simgui.scenario.change import Change, Put, Remove, RenameKey, ReplaceText, SetValue, apply_all
from simgui.scenario.edit import ScenarioText
from simgui.scenario.form import FormSpot, look_up
from simgui.scenario.path import parse_path
from simgui.scenario.schema.kinds import Kind, Profile, Quantity, Whole
from simgui.scenario.schema.table import REQUIRED, Named, Nested
from simgui.ui.presenters.inspector_rows import Surroundings, row_of
from simgui.ui.translation import tr

_MEANT = re.compile(r"did you mean '([^']+)'\?")
_LISTED = re.compile(r"^(?:there are|one of|known keys:|shipped:|targets:|available:|its options:|known:) (.+)$")
_NEAR_WINDOW = re.compile(r"samples take (.+)$")
_AT_MOST = re.compile(r"^at most (.+)$")
_WRITE = re.compile(r"^write (\w+): (.+)$")
_MADE_FOR = re.compile(r"^it is made for (.+) at (.+)$")
_UNKNOWN_UNIT = re.compile(r"has an unknown unit '([^']*)'")
_SUPERFLUOUS = (
    "has no option",
    "goes with a",
    "the same is given as",
    "is given twice",
    "a group has either",
    "is not used by any",
    "is named twice",
    "never happens: the run is over",
)
_MOST_FIXES = 8


@dataclass(frozen=True, slots=True)
class Fix:
    """A way out of a problem: what the button says, and what it does."""

    label: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class FixableProblem:
    """A problem with its place and the ways out of it.

    Parameters
    ----------
    diagnostic : Diagnostic
        The problem.
    is_warning : bool
        Whether the scenario can be run all the same.
    fixes : tuple[Fix, ...]
        The likeliest first; may be empty.
    """

    diagnostic: Diagnostic
    is_warning: bool
    fixes: tuple[Fix, ...] = ()

    @property
    def place(self) -> str:
        """Line and column, as an editor shows them."""
        return f"{self.diagnostic.location.line}:{self.diagnostic.location.column}"

    @property
    def text(self) -> str:
        """Message and hint in a sentence."""
        hint = f" ({self.diagnostic.hint})" if self.diagnostic.hint else ""
        return f"{self.diagnostic.message}{hint}"

    @property
    def glyph(self) -> str:
        """The sign that says how bad it is."""
        return "!" if self.is_warning else "✗"


def with_fixes(
    problems: Sequence[Diagnostic], warnings: Sequence[Diagnostic], around: Surroundings
) -> tuple[FixableProblem, ...]:
    """Find the ways out of each problem; one that would not change anything, or fails, is left out.

    Parameters
    ----------
    problems, warnings : Sequence[Diagnostic]
        Of the document.
    around : Surroundings
        The file they are about.
    """
    found = [FixableProblem(one, False, fixes_of(one, around)) for one in problems]
    return (*found, *(FixableProblem(one, True, fixes_of(one, around)) for one in warnings))


def fixes_of(problem: Diagnostic, around: Surroundings) -> tuple[Fix, ...]:
    """Find the ways out of a problem, the likeliest first."""
    if not problem.path:
        return tuple(_of_text(problem, around.text))
    try:
        steps = parse_path(problem.path)
    except SimguiError:
        return ()
    spot = look_up(around.root, steps)
    found: list[Fix] = []
    for fix in _candidates(problem, spot, around):
        if len(found) < _MOST_FIXES and fix not in found and _works(fix, around.text):
            found.append(fix)
    return tuple(found)


def _works(fix: Fix, text: ScenarioText) -> bool:
    try:
        return apply_all(fix.changes, text) != text.text
    except SimguiError:
        return False


def _of_text(problem: Diagnostic, text: ScenarioText) -> Iterator[Fix]:
    if "tab" in problem.hint and "\t" in text.text:
        yield Fix(tr("Replace tabs by spaces"), (ReplaceText("\t", "  "),))


def _candidates(problem: Diagnostic, spot: FormSpot | None, around: Surroundings) -> Iterator[Fix]:
    message, path = problem.message, problem.path
    if message.startswith("this key is missing"):
        yield from _missing(problem, spot, around)
        return
    is_key = message == "unknown key" or _is_about_key(problem, around)
    for meant in _MEANT.findall(f"{problem.hint} {message}"):
        yield from _replacement(meant, is_key, problem, around)
    if is_key:
        yield from _listed_keys(problem)
        yield Fix(tr("Remove {what}", what=path), (Remove(path),))
        return
    if any(words in message for words in _SUPERFLUOUS):
        what = path.removesuffix(".at") if "never happens" in message else path  # then the whole event is in vain
        yield Fix(tr("Remove {what}", what=what), (Remove(what),))
        if "has no option" in message:
            return
    yield from _from_hint(problem, around)
    if spot is not None:
        yield from _values(problem, spot, around)


def _is_about_key(problem: Diagnostic, around: Surroundings) -> bool:
    """Tell whether the name of an entry is wrong, and not its value."""
    if "there is no KPI" in problem.message or "a budget names a KPI" in problem.message:
        return True
    above = problem.path.rpartition(".")[0]
    is_exception = above.endswith(("by_group", "by_task"))
    is_budget = above == "budgets" and "there is no device group" in problem.message
    return (is_exception or is_budget) and "there is no" in problem.message and around.root is not None


def _replacement(meant: str, is_key: bool, problem: Diagnostic, around: Surroundings) -> Iterator[Fix]:
    path = problem.path
    label = tr("Change to “{value}”", value=meant)
    if is_key:
        group, slash, name = path.rpartition(".")[2].rpartition("/")
        is_group = slash and "device group" in problem.message
        new = f"{meant}/{name}" if is_group else f"{group}{slash}{meant}"
        yield Fix(label, (RenameKey(path, new),))
        return
    unit = _UNKNOWN_UNIT.search(problem.message)
    written = around.text.written(path) or ""
    if unit and unit[1] and unit[1] in written:
        at = written.rindex(unit[1])
        whole = written[:at] + meant + written[at + len(unit[1]) :]
        yield Fix(tr("Change to “{value}”", value=whole), (SetValue(path, whole),))
    elif not unit:
        yield Fix(label, (SetValue(path, meant),))


def _listed_keys(problem: Diagnostic) -> Iterator[Fix]:
    for name in _listed(problem.hint)[:_MOST_FIXES]:
        yield Fix(tr("Change to “{value}”", value=name), (RenameKey(problem.path, name),))


def _listed(hint: str) -> list[str]:
    match = _LISTED.match(hint.partition(";")[0])
    names = [one.strip().removesuffix(" …") for one in match[1].split(",")] if match else []
    return [one for one in names if one and " " not in one]


def _from_hint(problem: Diagnostic, around: Surroundings) -> Iterator[Fix]:
    """Take the value that the hint names."""
    path, hint = problem.path, problem.hint
    for pattern in (_NEAR_WINDOW, _AT_MOST):
        match = pattern.search(hint)
        if match:
            yield Fix(tr("Change to “{value}”", value=match[1]), (SetValue(path, match[1]),))
    other = _WRITE.match(hint)
    if other and "|" not in other[2]:
        yield Fix(tr("Change to “{value}”", value=other[2]), (SetValue(path, other[2]),))
    made = _MADE_FOR.match(hint)
    if made and path.endswith(".window"):
        rate = path.rpartition(".tasks.")[0] + ".stream.rate"
        changes = (SetValue(path, made[1]), SetValue(rate, made[2]))
        yield Fix(tr("Change to “{value}”", value=f"{made[1]}, {made[2]}"), changes)
    if hint.startswith("put it in quotes"):
        written = around.text.written(path)
        if written is not None:
            yield Fix(tr("Put it in quotes"), (Put(path, written),))
    for name in _listed(hint):
        yield Fix(tr("Change to “{value}”", value=name), (SetValue(path, name),))


def _values(problem: Diagnostic, spot: FormSpot, around: Surroundings) -> Iterator[Fix]:
    """Offer what the schema takes: units for a bare number, words of a choice, what holds by default."""
    written = around.text.written(problem.path) or ""
    kind = spot.kind
    if isinstance(kind, Quantity) and re.fullmatch(r"[-+]?[0-9.]+", written):
        for unit in _likely_units(kind.dimension)[: _MOST_FIXES - 1]:
            yield Fix(f"{written} {unit}", (SetValue(problem.path, f"{written} {unit}"),))
    elif not isinstance(kind, Nested | Named):
        for choice in row_of(spot, around).choices if "must be one of" in problem.message else ():
            yield Fix(tr("Change to “{value}”", value=choice), (SetValue(problem.path, choice),))
    if spot.field is not None and spot.field.default is not REQUIRED and spot.node is not None:
        yield Fix(tr("Leave it out"), (Remove(problem.path),))


def _likely_units(dimension: Dimension) -> list[str]:
    """List the units of a dimension, the base unit first, then those around it."""
    names = list(unit_names(dimension))
    base = next((at for at, unit in enumerate(names) if find_scale(unit, dimension) == (1, 1)), 0)
    return sorted(names, key=lambda unit: abs(names.index(unit) - base))


def _missing(problem: Diagnostic, spot: FormSpot | None, around: Surroundings) -> Iterator[Fix]:
    """Offer values for a key that must be there."""
    if spot is None:
        return
    key = str(spot.steps[-1])
    for value in _examples(spot, around):
        yield Fix(tr("Add {key}: {value}", key=key, value=value), (SetValue(problem.path, value),))


def _examples(spot: FormSpot, around: Surroundings) -> Sequence[str]:
    kind: Kind = spot.kind
    choices = row_of(spot, around).choices if not isinstance(kind, Nested | Named) else ()
    if spot.steps == ("placements",):
        return ("{edge: {}, cloud: {}}",)
    if isinstance(kind, Quantity):
        return (WORDING[kind.dimension].example,)
    if isinstance(kind, Whole):
        return (str(max(1, kind.minimum)),)
    if isinstance(kind, Profile) and around.root is not None:
        used = _words_in_use(around.root)
        return sorted(choices, key=lambda one: (one not in used, one))
    return choices or ((tr("unnamed"),) if spot.steps == ("name",) else ())


def _words_in_use(root: Node) -> set[str]:
    """Collect every word of the file: a part that is used already is the likeliest."""
    words: set[str] = set()
    waiting = [root]
    while waiting:
        value = waiting.pop().value
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, str):
            words.add(value)
    return words
