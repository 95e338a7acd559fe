"""The border of the process: every way a command can end, as an exit code and a message fit for a user's eyes.

Exit codes: 0 pass · 1 a gated budget or tolerance failed · 2 bad scenario or usage · 3 runtime error ·
4 not reproducible · 5 time-out · 130 cancelled · 141 the reader of the output went away (as the shell has it).
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable

from simgui.core.errors import RunFailed, SimguiError

CANCELLED = 130
READER_GONE = 141
RUNTIME_ERROR = 3


def guarded(action: Callable[[], int]) -> int:
    """Run a command and turn whatever it raises into an exit code.

    Parameters
    ----------
    action : Callable[[], int]
        The command; returns its exit code or raises.

    Returns
    -------
    int
        The exit code of the process.
    """
    _tolerate_missing_glyphs()
    try:
        code = action()
        sys.stdout.flush()
    except SystemExit as leaving:
        code = _code_of(leaving)
    except BrokenPipeError:
        code = _reader_gone()
    except KeyboardInterrupt:
        say("cancelled")
        code = CANCELLED
    except SimguiError as error:
        code = error.exit_code
        if isinstance(error, RunFailed):
            report_defect(str(error), error.traceback_text)
        else:
            say(str(error))
    except Exception as defect:  # noqa: BLE001 - the process border: a defect becomes a message and a log file
        import traceback

        code = RUNTIME_ERROR
        report_defect(f"{type(defect).__name__}: {defect}", "".join(traceback.format_exception(defect)))
    return code


def say(message: str) -> None:
    """Write a message for the user on stderr; where stderr is closed, nobody wants it."""
    try:
        print(message, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return


def report_defect(message: str, traceback_text: str) -> None:
    """Tell of a defect in one line, and keep its traceback in a log file below the cache folder.

    Parameters
    ----------
    message : str
        What failed.
    traceback_text : str
        For the log; printed where no log can be written.
    """
    say(f"simgui failed: {message or 'no message'}")
    if not traceback_text:
        return
    try:
        log = _write_log(traceback_text)
    except OSError:
        say(traceback_text)
    else:
        say(f"This is a defect of simgui; the traceback is in {log}")


def _write_log(text: str) -> str:
    import time

    from simgui.core.paths import cache_dir

    folder = cache_dir() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"failure-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    with log.open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(f"simgui {' '.join(sys.argv[1:])}\n{text}\n")
    return str(log)


def _code_of(leaving: SystemExit) -> int:
    """Give the code of a command that left; typer turns a broken pipe into SystemExit(1)."""
    if isinstance(leaving.__context__, BrokenPipeError):
        return _reader_gone()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_gone()
    if isinstance(leaving.code, int) or leaving.code is None:
        return leaving.code or 0
    say(str(leaving.code))
    return RUNTIME_ERROR


def _reader_gone() -> int:
    """Send what is left in the buffer nowhere, so that the interpreter does not stumble over it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        return READER_GONE
    finally:
        os.close(nowhere)
    return READER_GONE


def _tolerate_missing_glyphs() -> None:
    """Let terminals without UTF-8 show a question mark for ✓ rather than stop the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
