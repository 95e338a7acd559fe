"""Own measurements against the profiles there are: what a few of them say, and what they cannot replace."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from simgui.models.calibration.measurement import Measurement
from simgui.profiles.part import KernelProfile
from simgui.profiles.registry import Registry


def against_profiles(measurements: Sequence[Measurement], registry: Registry) -> str:
    """Tell how measured times compare with what the profiles predict.

    Parameters
    ----------
    measurements : Sequence[Measurement]
        Own ones.
    registry : Registry
        The profiles there are.

    Returns
    -------
    str
        One line per board, core and library, with the `board_factor` that a device profile would need.
    """
    groups: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for one in measurements:
        if one.stack in registry.stacks(one.core):
            predicted = predicted_cycles(one, registry.kernel(one.core, one.stack))
            groups[one.board, one.core, one.stack].append(math.exp(one.log_cycles) / predicted)
        else:
            groups[one.board, one.core, one.stack].append(math.nan)
    lines = ["against the profiles there are:"]
    for (board, core, stack), ratios in sorted(groups.items()):
        head = f"  {board}, {core}+{stack}, {len(ratios)} measured: "
        if math.isnan(ratios[0]):
            lines.append(head + "no profile yet; what was never measured comes from what is known of the core")
            continue
        spread = f", {min(ratios):.2f} to {max(ratios):.2f}" if len(ratios) > 1 else ""
        lines.append(head + f"board_factor {median(ratios):.2f}{spread}")
    return "\n".join(lines)


def predicted_cycles(one: Measurement, kernel: KernelProfile) -> float:
    """Give the cycles a profile predicts for a measurement. [cycle]"""
    return math.fsum(kernel.cycles_per[unit].value * amount for unit, amount in one.work.items())


def resting_on_more(
    registry: Registry, pairs: Sequence[tuple[str, str]], measured: Mapping[tuple[str, str], int]
) -> list[tuple[str, str]]:
    """List the pairs of core and library whose profile rests on more measurements than these.

    Parameters
    ----------
    registry : Registry
        The profiles there are.
    pairs : Sequence[tuple[str, str]]
        Those that would be written.
    measured : Mapping[tuple[str, str], int]
        How often each was measured now.

    Returns
    -------
    list[tuple[str, str]]
        Those to be left alone.
    """
    return [
        (core, stack)
        for core, stack in pairs
        if (core, stack) in measured
        and stack in registry.stacks(core)
        and registry.kernel(core, stack).pair_rows > measured[core, stack]
    ]
