"""Tell what each level of a fitted law adds."""

from __future__ import annotations

import math

from simgui.models.calibration.law import CycleLaw, Place, place_of
from simgui.models.calibration.units import CYCLE_UNITS

_SHORT = ("first", "k×k", "k×1", "1×1", "dw", "fc", "output", "elem", "pool", "move", "far", "far w", "op")


def explain(law: CycleLaw) -> str:
    """Write a table of cycles by core and library.

    Parameters
    ----------
    law : CycleLaw
        The fitted law.

    Returns
    -------
    str
        One line per measured pair: cycles per unit of work, and how far a new network may be off.
    """
    heads = dict(zip(CYCLE_UNITS, _SHORT, strict=True))
    lines = [f"{'core':<14}{'library':<26}" + "".join(f"{heads[unit]:>8}" for unit in CYCLE_UNITS) + "  rows"]
    seen: dict[tuple[str, str], int] = {}
    for one in law.measurements:
        seen[one.core, one.stack] = seen.get((one.core, one.stack), 0) + 1
    places = {(one.core, one.stack): place_of(one) for one in law.measurements}
    for key in sorted(seen):
        place = Place(key[0], places[key].library, key[1])
        cycles = law.cycles(place)
        lines.append(
            f"{key[0]:<14}{key[1]:<26}"
            + "".join(f"{_brief(cycles[unit]):>8}" for unit in CYCLE_UNITS)
            + f"{seen[key]:>6}"
        )
    lines.append("board against the usual board of its core (board_factor of a device profile):")
    for board, core in sorted({(one.board, one.core) for one in law.measurements}):
        effect = law.board_effect(board) - law.usual_board_effect(core)
        lines.append(f"  {board:<24}{100 * math.expm1(effect):+.1f} % of {core}")
    return "\n".join(lines)


def _brief(value: float) -> str:
    """Write a number to three digits."""
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"
