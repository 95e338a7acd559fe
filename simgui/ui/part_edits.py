"""Adding, copying, removing and renaming parts of the open scenario, for actions, the inspector and the canvas."""

from __future__ import annotations

from collections.abc import Callable

from simgui.core.errors import SimguiError
from simgui.core.yaml_node import Node
from simgui.scenario.edit import EditError
from simgui.scenario.form import look_up
from simgui.scenario.path import parse_path
from simgui.scenario.schema.table import REQUIRED
from simgui.ui.document import ScenarioDocument
from simgui.ui.presenters import new_parts
from simgui.ui.presenters.inspector_rows import Surroundings, outage_targets
from simgui.ui.presenters.new_parts import NewPart
from simgui.ui.session import Session
from simgui.ui.translation import tr

Maker = Callable[[Node, ScenarioDocument], NewPart]


class PartEdits:
    """Edits whole parts; what is new is selected, and what is refused is told in the status bar.

    Parameters
    ----------
    session : Session
        What is open and selected.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_group(self, like: str = "", **changes: str) -> bool:
        """Copy a group, the selected one unless another is named, with the values that differ."""
        source = like or self._group()
        return self._add(lambda root, _document: new_parts.new_group(root, source, **changes))

    def add_task(self, group: str = "") -> bool:
        """Add a task to a group, the selected one unless another is named."""
        return self._add(lambda root, _document: new_parts.new_task(root, group or self._group_or_first(root)))

    def add_placement(self, strategy: str = "") -> bool:
        """Add a placement of a strategy, or of one that is not there yet."""
        return self._add(lambda root, _document: new_parts.new_placement(root, strategy))

    def add_budget(self, kpi: str = "", group: str = "") -> bool:
        """Add a budget on a KPI by its name in budgets, or on a usual one."""
        return self._add(lambda root, _document: new_parts.new_budget(root, kpi, group))

    def add_outage(self, target: str = "", at: str = "") -> bool:
        """Let something be out of service, from a time on; without a target, the first thing that can be."""

        def make(root: Node, document: ScenarioDocument) -> NewPart:
            targets = outage_targets(Surroundings(document.parts, document.registry, {}))
            if not targets:
                raise EditError(tr("There is nothing that can be out of service."))
            return new_parts.new_outage(root, target or targets[0], at)

        return self._add(make)

    def add_fault(self, kind: str = "drift", group: str = "", at: str = "") -> bool:
        """Add a signal fault to the stream of a group, the selected one unless another is named."""
        return self._add(
            lambda root, _document: new_parts.new_fault(root, group or self._group_or_first(root), kind, at)
        )

    def add_below(self, path: str) -> bool:
        """Add an entry to a map or list of parts, e.g. ``fleet.motors.tasks`` or ``events``."""
        steps = _steps(path)
        group = str(steps[1]) if len(steps) > 1 else ""
        known: dict[str, Callable[[], bool]] = {
            "fleet": self.add_group,
            "placements": self.add_placement,
            "budgets": self.add_budget,
            "events": self.add_outage,
            f"fleet.{group}.tasks": lambda: self.add_task(group),
            f"fleet.{group}.stream.faults": lambda: self.add_fault(group=group),
        }
        add = known.get(path, lambda: self._add(lambda root, _document: new_parts.another(root, path, steps)))
        return add()

    def can_add_below(self, path: str) -> bool:
        """Tell whether `add_below` knows what an entry of a map or list looks like: there is one, or it is known."""
        document = self._session.document
        root = document.draft.root if document is not None else None
        if root is None:
            return False
        steps = _steps(path)
        node = root.get(*steps)
        known = steps in {("placements",), ("budgets",), ("events",)} or steps[-1:] == ("faults",)
        return known or (node is not None and bool(node.value))

    def duplicate(self, path: str = "") -> bool:
        """Copy a part, the selected one unless another is named."""
        wanted = path or self._session.selected_path
        return self._add(lambda root, _document: new_parts.copy_of(root, wanted, _steps(wanted)))

    def remove(self, path: str = "") -> bool:
        """Take a part out, the selected one unless another is named; undo brings it back."""
        wanted = path or self._session.selected_path
        document = self._session.document
        if document is None or not wanted:
            return False
        spot = look_up(document.draft.root, _steps(wanted))
        if spot is not None and spot.field is not None and spot.field.default is REQUIRED:
            self._session.say(tr("{path} cannot be left out.", path=wanted))
            return False
        try:
            document.remove(wanted)
        except SimguiError as error:
            self._session.say(str(error))
            return False
        above = wanted.rpartition("[")[0] if wanted.endswith("]") else wanted.rpartition(".")[0]
        self._session.select(above if above.count(".") > 0 else "")
        return True

    def rename(self, path: str, name: str) -> bool:
        """Give a part another name wherever it is referred to."""
        document = self._session.document
        if document is None:
            return False
        try:
            document.rename(path, name)
        except SimguiError as error:
            self._session.say(str(error))
            return False
        self._session.select(f"{path.rpartition('.')[0]}.{name}")
        return True

    def _add(self, make: Maker) -> bool:
        document = self._session.document
        root = document.draft.root if document is not None else None
        if document is None or root is None:
            self._session.say(tr("Correct the text first.") if document is not None else tr("Open a scenario first."))
            return False
        try:
            part = make(root, document)
            document.apply(part.changes, part.label)
        except SimguiError as error:
            self._session.say(str(error))
            return False
        self._session.select(part.path)
        return True

    def _group(self) -> str:
        """Give the group the selection is in, or ""."""
        steps = _steps(self._session.selected_path)
        return str(steps[1]) if len(steps) > 1 and steps[0] == "fleet" else ""

    def _group_or_first(self, root: Node) -> str:
        node = root.get("fleet")
        groups = list(node.value) if node is not None and isinstance(node.value, dict) else []
        if not groups:
            raise EditError(tr("There is no group yet."))
        return self._group() or groups[0]


def _steps(path: str) -> tuple[str | int, ...]:
    """Split a path; what is none has no steps."""
    try:
        return parse_path(path) if path else ()
    except SimguiError:
        return ()
