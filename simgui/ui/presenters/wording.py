"""What things are called on the screen, and how their values are written."""

from __future__ import annotations

from collections.abc import Iterable

from simgui.results.kpi_names import GLYPHS, OF_SIGNALS, WORDS, kpi_about, kpi_name, limit_text
from simgui.results.kpi_names import segment_label as english_segment_label
from simgui.results.wording import shown, supported_digits
from simgui.ui.translation import counted, later, tr

__all__ = [
    "GLYPHS",
    "NONE",
    "WORDS",
    "clock_text",
    "count_text",
    "kpi_about",
    "kpi_label",
    "kpi_text",
    "limit_text",
    "percent_text",
    "plural",
    "segment_label",
    "signals_label",
    "strategy_text",
]

NONE = "–"

_SIGNALS = {"synthetic": later("synthetic"), "recorded": later("recorded")}
_BRIEF_SIGNALS = {"synthetic": later("syn."), "recorded": later("rec.")}
_RANGE_DIGITS = 2
_STRATEGIES = {
    "edge": later("on the device"),
    "fog": later("on the gateway"),
    "cloud": later("in the cloud"),
    "stream": later("in the cloud, every sample sent"),
    "threshold": later("no model, a plain threshold on the device"),
    "split": later("the model cut in two, device and beyond"),
    "cascade": later("on the device, unsure cases passed on"),
}


def kpi_label(kpi: str) -> str:
    """Name a KPI as briefly as a table needs it."""
    return tr(kpi_name(kpi).short)


def kpi_text(kpi: str, value: float, interval: tuple[float, float] | None = None) -> str:
    """Write a KPI's value with its unit, with no more digits than its interval supports.

    Parameters
    ----------
    kpi : str
        Full name of the KPI.
    value : float
        The value; infinite where it is unbounded, NaN where it does not apply. [SI]
    interval : tuple[float, float] | None
        Its 95 % interval, where there is one. [SI]
    """
    return shown(kpi, value, supported_digits(value, interval))


def range_text(kpi: str, interval: tuple[float, float]) -> str:
    """Write an interval: ``71–112 ms``, or ``0.9 ms – 1.2 s`` where the units differ.

    Parameters
    ----------
    kpi : str
        Full name of the KPI.
    interval : tuple[float, float]
        Its ends. [SI]
    """
    low, high = (shown(kpi, bound, _RANGE_DIGITS) for bound in interval)
    if low == high:
        return low
    number, _, unit = low.partition(" ")
    return f"{number}–{high}" if unit == high.partition(" ")[2] else f"{low} – {high}"


def signals_label(kpi: str, kinds: Iterable[str], *, brief: bool = False) -> str:
    """Say of a KPI that is only worth what its signals are worth which those were: `` (synthetic)``, or nothing.

    Parameters
    ----------
    kpi : str
        Full name of the KPI.
    kinds : Iterable[str]
        What the runs say of their signals: ``synthetic``, ``recorded``, or "".
    brief : bool
        Whether the words are cut, for narrow places.
    """
    words = _BRIEF_SIGNALS if brief else _SIGNALS
    found = sorted({tr(words.get(kind, kind)) for kind in kinds if kind})
    return f" ({'/'.join(found)})" if kpi in OF_SIGNALS and found else ""


def segment_label(name: str) -> str:
    """Name a stage of a job or a cause of energy or cost."""
    return tr(english_segment_label(name))


def strategy_text(strategy: str) -> str:
    """Say in words where a strategy puts the inference."""
    return tr(_STRATEGIES.get(strategy, strategy.replace("_", " ")))


def count_text(number: float) -> str:
    """Write a large or tiny count shortly, e.g. ``1.2 M`` and, of a mean, ``40 µ``.

    Examples
    --------
    >>> count_text(1.2e6), count_text(0.02), count_text(4.03e-5)
    ('1.2 M', '0.02', '40.3 µ')
    """
    for scale, name in ((1e-9, " n"), (1e-6, " µ")):
        if 0 < number < 0.9995e3 * scale:
            return f"{number / scale:.3g}{name}"
    for scale, name in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= 0.9995 * scale:  # else three digits would round up to a thousand of the smaller unit
            return f"{number / scale:.3g}{name}"
    return f"{number:.3g}"


def percent_text(share: float, places: int = 0, *, signed: bool = False) -> str:
    """Write a share in per cent, with a space before the sign and a true minus.

    Examples
    --------
    >>> percent_text(0.13), percent_text(-0.264, signed=True)
    ('13 %', '−26 %')
    """
    return f"{100 * share:{'+' if signed else ''}.{places}f} %".replace("-", "−")


def clock_text(duration_s: float) -> str:
    """Write a waiting time as a clock does, ``0:41`` or ``1:02:05``."""
    minutes, seconds = divmod(round(duration_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def plural(number: int, noun: str) -> str:
    """Write a count with its noun."""
    words = f"{{count}} {noun}{'' if number == 1 else 's'}"
    return tr(words, count=counted(number))
