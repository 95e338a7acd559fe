"""The options that ``simgui study`` and ``simgui solve`` share, read and checked before anything is loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simgui.cli.files import claim_file, claim_folder
from simgui.cli.run_request import ENGINES, is_stdout, parse_seeds
from simgui.core.diagnostics import did_you_mean
from simgui.core.errors import UnitError, UsageError
from simgui.core.units import Dimension, parse_quantity
from simgui.scenario.overrides import Override, parse_override

if TYPE_CHECKING:
    from simgui.studies.executor import Executor
    from simgui.studies.session import Session, StudyWatcher
    from simgui.studies.study import Study

_MOST_WORKERS = 1024


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """What both commands are told.

    Parameters
    ----------
    placements : tuple[str, ...]
        Empty means all of the scenario.
    seeds : tuple[int, ...]
        Empty means the scenario's own.
    changes : tuple[Override, ...]
        What replaces values of the scenario.
    engine : str
        Name of an engine.
    workers : int
        Local processes.
    dask : str | None
        Address of a scheduler, instead of local processes.
    out, json : Path | None
        Folder of the rows, and file of the result; ``-`` is stdout.
    """

    placements: tuple[str, ...]
    seeds: tuple[int, ...]
    changes: tuple[Override, ...]
    engine: str
    workers: int
    dask: str | None
    out: Path | None
    json: Path | None

    @classmethod
    def read(
        cls,
        *,
        placements: Sequence[str] | None,
        seeds: tuple[int | None, str | None],
        changes: tuple[Sequence[str] | None, str | None],
        engine: str,
        where: tuple[int | None, str | None],
        files: tuple[Path | None, Path | None],
    ) -> StudyOptions:
        """Read the options and claim the files that will be written.

        Parameters
        ----------
        placements : Sequence[str] | None
            Names of placements.
        seeds : tuple[int | None, str | None]
            What ``--seed`` and ``--seeds`` said.
        changes : tuple[Sequence[str] | None, str | None]
            What ``--set`` and ``--duration`` said.
        engine : str
            Name of an engine.
        where : tuple[int | None, str | None]
            What ``--workers`` and ``--dask`` said.
        files : tuple[Path | None, Path | None]
            What ``--out`` and ``--json`` said.

        Raises
        ------
        UsageError
            If an option is malformed, or two do not go together.
        """
        if engine not in ENGINES:
            hint = did_you_mean(engine, ENGINES) or f"one of {', '.join(ENGINES)}"
            raise UsageError(f"--engine: there is no engine {engine!r} ({hint})")
        workers, dask = where
        if workers is not None and dask is not None:
            raise UsageError("--workers and --dask do not go together: the cluster has workers of its own")
        if dask is not None and "://" not in dask:
            raise UsageError(f"--dask: {dask!r} is not an address such as tcp://127.0.0.1:8786")
        out, json = files
        if out is not None:
            claim_folder(out, "--out")
        if json is not None and not is_stdout(json):
            claim_file(json, "--json")
        overrides = [parse_override(change) for change in changes[0] or []]
        if changes[1] is not None:
            overrides.append(Override("duration", _duration(changes[1])))
        return cls(
            placements=tuple(dict.fromkeys(placements or [])),
            seeds=parse_seeds(*seeds),
            changes=tuple(overrides),
            engine=engine,
            workers=min(workers or len(os.sched_getaffinity(0)), _MOST_WORKERS),
            dask=dask,
            out=out,
            json=json,
        )

    @contextmanager
    def session(self, study: Study, watcher: StudyWatcher) -> Iterator[Session]:
        """Lend what runs the points of a study: its rows on disk, and its workers.

        Parameters
        ----------
        study : Study
            What will be run.
        watcher : StudyWatcher
            Hears of the progress.

        Raises
        ------
        UsageError
            If the folder holds another study.
        SimguiError
            If the folder cannot be written, or the cluster not be reached.
        """
        from simgui.studies.session import Session
        from simgui.studies.study_store import StudyStore

        with StudyStore(self.out or study.folder, study.identity) as store:
            executor = self._executor(study)
            try:
                yield Session(store, executor, watcher)
            finally:
                executor.close()

    def _executor(self, study: Study) -> Executor:
        if self.dask is not None:
            from simgui.studies.dask_executor import DaskExecutor

            return DaskExecutor(study.assignment, study.files, self.dask)
        if self.workers == 1:
            from simgui.studies.executor import SerialExecutor

            return SerialExecutor(study.assignment)
        from simgui.studies.local_executor import LocalExecutor

        return LocalExecutor(study.assignment, self.workers)


def _duration(text: str) -> str:
    try:
        if parse_quantity(text, Dimension.TIME) > 0:
            return text
    except UnitError as error:
        raise UsageError(f"--duration: {error}") from None
    raise UsageError(f"--duration: {text!r} leaves no time to run")
