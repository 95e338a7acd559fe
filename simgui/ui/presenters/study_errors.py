"""What stands in the way of a study, in the words of the window: it has fields and folders, no options."""

from __future__ import annotations

import re

from simgui.ui.translation import later, tr

_RULES = (
    (
        r"another simgui works on the study in (?P<folder>.+); wait for it, or name another --out",
        later("This study is being worked on in another window or terminal: wait for it, or vary something else."),
    ),
    (
        r"(?P<folder>.+) holds a study of something else: (?P<what>.+) changed since; .*--out.*",
        later("The results kept in {folder} are of something else ({what} changed since): delete that folder first."),
    ),
    (
        r"(?P<folder>.+) holds no study of this version .*--out",
        later("The results kept in {folder} are of another version of simgui: delete that folder first."),
    ),
    (
        r"(?P<file>.+) cannot be read; name another --out",
        later("The results kept in {file} cannot be read: delete that file first."),
    ),
    (r"--vary (?P<path>.+): is given twice", later("{path} is varied twice.")),
    (
        r"--vary (?P<path>.+): a range needs a number of values, .*",
        later("{path}: a range needs a number of values, as in a..b:5, or samples."),
    ),
    (r"--sample: there is no range to sample.*", later("There is no range to take samples of: write one as a..b.")),
    (r"(--vary )?seed: use --seeds .*", later("The seed cannot be varied: ask for Monte Carlo draws.")),
    (r"(--vary )?placements: name placements .*", later("Placements are ticked, not varied.")),
    (r"(--vary )?.*: write path=v1,v2 or path=a\.\.b:n.*", later("Write values as v1,v2 or as a..b:n.")),
    (r"--(vary|over|set) (?P<path>.+?): (?P<problem>.+)", later("{path}: {problem}")),
)
_NAMES = {
    "--set or --duration": later("values or the duration"),
    "--engine": later("the engine"),
    "the scenario": later("the scenario"),
    "models, recordings or series": later("models, recordings or series"),
    "device profiles": later("device profiles"),
    "the version of simgui": later("the version of simgui"),
    "the versions of libraries": later("the versions of libraries"),
}
_OPTION = re.compile(r"--(?=[a-z])")


def in_window_words(message: str) -> str:
    """Say an error of a study without options of the command line.

    Parameters
    ----------
    message : str
        As the engine's rooms say it.
    """
    for pattern, template in _RULES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            values = found.groupdict()
            if "what" in values:
                values["what"] = ", ".join(map(_name, _split(values["what"])))
            return tr(template, **values) if values else tr(template)
    return _OPTION.sub("", message)


def _split(what: str) -> list[str]:
    """Take apart what has changed; some names have commas of their own."""
    known = "|".join(map(re.escape, sorted(_NAMES, key=len, reverse=True)))
    return re.findall(known, what) or [what]


def _name(what: str) -> str:
    return tr(_NAMES[what]) if what in _NAMES else what
