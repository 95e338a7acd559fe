"""Several parts of a fleet at work: one after the other here, or side by side in processes of their own."""

import io
import os
import pickle
import signal
import warnings
from collections.abc import Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Protocol, cast

from simgui.core.errors import SimguiError
from simgui.engine.vectorised.set_service import UnsettledError
from simgui.engine.vectorised.share import Share
from simgui.plan.plan import Plan


class Crew(Protocol):
    """Who does the work of the parts."""

    def __len__(self) -> int:
        """Count the parts."""

    def each(self, method: str, *arguments: object) -> list[Any]:
        """Call a method of every `Share`, with the same arguments, and give the results."""

    def all(self, method: str, arguments: Sequence[tuple[object, ...]]) -> list[Any]:
        """Call a method of every `Share`, each with arguments of its own, and give the results."""

    def dismiss(self) -> None:
        """End the processes, if there are any."""


class Alone:
    """All parts in this process, one after the other.

    Parameters
    ----------
    shares : Sequence[Share]
        The parts.
    """

    def __init__(self, shares: Sequence[Share]) -> None:
        self._shares = shares

    def __len__(self) -> int:
        """Count the parts."""
        return len(self._shares)

    def each(self, method: str, *arguments: object) -> list[Any]:
        """See `Crew.each`."""
        return [getattr(share, method)(*arguments) for share in self._shares]

    def all(self, method: str, arguments: Sequence[tuple[object, ...]]) -> list[Any]:
        """See `Crew.all`."""
        return [getattr(share, method)(*mine) for share, mine in zip(self._shares, arguments, strict=True)]

    def dismiss(self) -> None:
        """See `Crew.dismiss`."""


class Forked:
    """Each part in a process forked from this one: the plan is shared memory, only messages and results are copied.

    Parameters
    ----------
    shares : Sequence[Share]
        The parts.
    plan : Plan
        Known to both sides: it is never sent.
    """

    def __init__(self, shares: Sequence[Share], plan: Plan) -> None:
        self._known = _parts_of_plan(plan)
        self._lines: list[Connection] = []
        self._children: list[int] = []
        for share in shares:
            mine, theirs = Pipe()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # other threads hold no lock that numpy needs
                child = os.fork()
            if child == 0:
                for line in (*self._lines, mine):
                    line.close()
                _work(share, theirs, self._known)
            theirs.close()
            self._lines.append(mine)
            self._children.append(child)

    def __len__(self) -> int:
        """Count the parts."""
        return len(self._lines)

    def each(self, method: str, *arguments: object) -> list[Any]:
        """See `Crew.each`."""
        return self.all(method, [arguments] * len(self._lines))

    def all(self, method: str, arguments: Sequence[tuple[object, ...]]) -> list[Any]:
        """See `Crew.all`.

        Raises
        ------
        UnsettledError
            If a part has to be cut shorter.
        SimguiError
            If a process ended.
        """
        try:
            for line, mine in zip(self._lines, arguments, strict=True):
                line.send((method, mine))
            answers = [_load(line.recv_bytes(), self._known) for line in self._lines]
        except (EOFError, OSError) as error:
            raise SimguiError("a process of the vectorised engine ended before its work was done") from error
        for kind, _ in answers:
            if kind == "unsettled":
                raise UnsettledError
        for kind, answer in answers:
            if kind == "error":
                raise answer
        return [answer for _, answer in answers]

    def dismiss(self) -> None:
        """See `Crew.dismiss`."""
        for line in self._lines:
            line.close()
        for child in self._children:
            os.waitpid(child, 0)


def _work(share: Share, line: Connection, known: dict[int, object]) -> None:
    """Do what is asked until the line is cut; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = 0
    try:
        while True:
            method, arguments = line.recv()
            try:
                answer: tuple[str, object] = ("done", getattr(share, method)(*arguments))
            except UnsettledError:
                answer = ("unsettled", None)
            except Exception as error:  # noqa: BLE001 - the border of a process: the other side raises it again
                answer = ("error", error)
            line.send_bytes(_dump(answer, known))
            if method == "callers":
                share.catch_up()  # while the cloud serves them
    except EOFError:
        pass
    except BaseException:  # noqa: BLE001 - nothing may run on in a forked child
        status = 1
    finally:
        os._exit(status)


def _parts_of_plan(plan: Plan) -> dict[int, object]:
    """Give the large things that both sides have, by address: a fork keeps it."""
    known: list[object] = [plan, plan.stations]
    for group in plan.groups:
        known += [group, group.energy]
        for task in group.tasks:
            known += [task, task.phase_ns, task.jobs, *task.stages]
            if task.verdicts is not None:
                known += [task.verdicts, task.verdicts.pool, task.verdicts.events]
    return {id(thing): thing for thing in known}


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, known: dict[int, object]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._known = known

    def persistent_id(self, obj: object) -> int | None:
        return id(obj) if id(obj) in self._known else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, known: dict[int, object]) -> None:
        super().__init__(file)
        self._known = known

    def persistent_load(self, pid: object) -> object:
        return self._known[cast("int", pid)]


def _dump(thing: object, known: dict[int, object]) -> bytes:
    file = io.BytesIO()
    _Pickler(file, known).dump(thing)
    return file.getvalue()


def _load(data: bytes, known: dict[int, object]) -> tuple[str, Any]:
    loaded: tuple[str, Any] = _Unpickler(io.BytesIO(data), known).load()
    return loaded
