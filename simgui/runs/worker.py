"""The child process that runs a scenario and talks through a pipe."""

import signal
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection
from time import monotonic

from simgui import __version__
from simgui.core.errors import RunCancelled, SimguiError
from simgui.runs.messages import RunBegun, RunFailed
from simgui.runs.options import RunOptions

LOOK_EVERY_S = 0.02
"""Time between two looks at the pipe for a wish to cancel. [s]"""


class PipeWatcher:
    """Passes messages on through a pipe; anything that comes back, or its end, is a wish to cancel.

    Parameters
    ----------
    pipe : Connection
        The child's end.
    """

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._cancelled = False
        self._looked_s = 0.0

    def tell(self, message: object) -> None:
        """Send a message; when nobody is there to take it, the run is cancelled."""
        try:
            self._pipe.send(message)
        except OSError:
            self._cancelled = True

    def cancelled(self) -> bool:
        """Say whether the run is to stop: asked for, or the parent process is gone."""
        now_s = monotonic()
        if not self._cancelled and now_s - self._looked_s >= LOOK_EVERY_S:
            self._looked_s = now_s
            try:
                self._cancelled = self._pipe.poll()
            except OSError:
                self._cancelled = True
        return self._cancelled


def work(pipe: Connection, scenario: str, overrides: Sequence[str], options: RunOptions) -> None:
    """Load and run a scenario; the target of the child process.

    Ctrl-C reaches every process of a terminal: the child leaves it to its parent, who asks it to cancel.

    Parameters
    ----------
    pipe : Connection
        Takes the messages; the last one is `RunFinished` or `RunFailed`.
    scenario : str
        File, or name of a shipped scenario.
    overrides : Sequence[str]
        ``path=value`` each.
    options : RunOptions
        How to run.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watcher = PipeWatcher(pipe)
    try:
        _run(watcher, scenario, overrides, options)
    except RunCancelled as error:
        watcher.tell(RunFailed(str(error), error.exit_code, ""))
    except SimguiError as error:
        watcher.tell(RunFailed(str(error), error.exit_code, traceback.format_exc()))
    except Exception as error:  # noqa: BLE001 - the border of the process: whatever it is, it must be told
        message = f"internal error: {type(error).__name__}: {error}"
        watcher.tell(RunFailed(message, SimguiError.exit_code, traceback.format_exc()))
    finally:
        pipe.close()


def _run(watcher: PipeWatcher, scenario: str, overrides: Sequence[str], options: RunOptions) -> None:
    """Import late: the imports of a run are part of what can fail."""
    from simgui.runs.runner import run_scenario  # noqa: PLC0415
    from simgui.scenario.load import load_scenario  # noqa: PLC0415
    from simgui.scenario.overrides import parse_override  # noqa: PLC0415

    changes = tuple(map(parse_override, overrides))
    loaded = load_scenario(scenario, overrides=changes)
    watcher.tell(RunBegun(loaded.name, str(loaded.file), loaded.digest, __version__))
    run_scenario(loaded, options, watcher)
