"""Makes a typed quantity a little larger or smaller, in the unit and with the digits it was typed in."""

from __future__ import annotations

import math
import re
from decimal import Decimal

_QUANTITY = re.compile(r"\s*([<>=≤≥]*)(\s*)([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(\s*)([^0-9]*?)\s*")


def stepped(text: str, steps: int, *, whole: bool = False) -> str:
    """Change the number in a text by so many steps; a step is a tenth to a hundredth of it.

    Parameters
    ----------
    text : str
        As typed, such as ``10 µA``, ``>= 3 y`` or ``24``.
    steps : int
        How many, negative for down; ten at once are the next digit. [-]
    whole : bool
        Whether it must stay a whole number.

    Returns
    -------
    str
        The text itself where it is no single number with a unit.

    Examples
    --------
    >>> stepped("10 µA", 1), stepped("1.9 µA", -1), stepped("200 ms", 10), stepped("9", 1, whole=True)
    ('11 µA', '1.8 µA', '300 ms', '10')
    """
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return text
    sign, gap, digits, space, unit = match.groups()
    value = Decimal(digits)
    place = math.floor(math.log10(abs(value))) - 1 if value else (0 if whole else -1)
    written = -len(digits.partition(".")[2])
    step = Decimal(1).scaleb(max(place, 0) if whole else place)
    if not whole and not unit and written == 0 and place < 0:
        step = Decimal(1).scaleb(max(place, -2))
    after = value + steps * step
    if value > 0 and after <= 0:
        after = value / 10 if not whole else Decimal(0)
    return f"{sign}{gap}{_plain(after)}{space}{unit}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_completions(text: str, units: tuple[str, ...]) -> tuple[str, ...]:
    """Offer the number typed with every unit that begins like what follows it.

    Examples
    --------
    >>> unit_completions("10 m", ("µs", "ms", "s", "min"))
    ('10 ms', '10 min')
    """
    match = re.fullmatch(r"\s*([<>=≤≥]*\s*[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*([^\s0-9]*)", text)
    if match is None:
        return ()
    wanted = match[2].replace("u", "µ")
    offered = tuple(f"{match[1]} {unit}" for unit in units if unit.startswith(wanted) or wanted == "")
    return () if offered == (text,) else offered
