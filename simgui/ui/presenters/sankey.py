"""Where a placement's bytes, joules or money flow, in the user's language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum

from simgui.core.units import Dimension
from simgui.results.report.flow_layout import Box, Flow, Ribbon, Sankey, byte_flows, laid_out
from simgui.results.result import PlacementResult
from simgui.ui.presenters.wording import segment_label
from simgui.ui.translation import later, tr

__all__ = ["Box", "Flowing", "Ribbon", "Sankey", "sankey"]

_MOST_CAUSES = 9
_BOXES = (
    later("sensor"),
    later("uplink"),
    later("results and headers"),
    later("stays on the device"),
    later("ends at the gateway"),
    later("cloud"),
    later("headers of the backhaul"),
    later("received"),
    later("answers"),
    later("downlink"),
)
"""The names that `byte_flows` asks for."""


class Flowing(StrEnum):
    """What flows."""

    BYTES = "bytes"
    ENERGY = "energy"
    MONEY = "money"


_KPIS = {
    Flowing.BYTES: ("bytes_by_hop_per_device_day", Dimension.SIZE),
    Flowing.ENERGY: ("energy_by_cause_j", Dimension.ENERGY),
    Flowing.MONEY: ("cost_by_cause_usd_per_device_month", Dimension.MONEY),
}


def sankey(run: PlacementResult | None, flowing: Flowing) -> Sankey:
    """Lay the picture of a placement out.

    Parameters
    ----------
    run : PlacementResult | None
        The placement.
    flowing : Flowing
        What flows.
    """
    if run is None:
        return Sankey(empty=tr("Run the scenario to see what flows where."))
    kpi, dimension = _KPIS[flowing]
    values = {name: value for name, value in run.breakdowns.get(kpi, {}).items() if value > 0 and math.isfinite(value)}
    if flowing is Flowing.BYTES:
        flows, caption = byte_flows(values, tr), tr("per device and day")
    elif flowing is Flowing.ENERGY:
        flows, caption = _by_cause(values, tr("battery")), tr("per device, over the whole run")
    else:
        flows, caption = _by_cause(values, tr("a device's month")), tr("per device and month")
    if not flows:
        return Sankey(empty=tr("Nothing of this kind flows under {placement}.", placement=run.placement))
    return laid_out(flows, dimension, caption)


def _by_cause(values: Mapping[str, float], whole: str) -> list[Flow]:
    ordered = sorted(values.items(), key=lambda item: -item[1])
    flows = [Flow(whole, segment_label(name), value) for name, value in ordered[:_MOST_CAUSES]]
    rest = sum(value for _, value in ordered[_MOST_CAUSES:])
    return flows + ([Flow(whole, tr("the rest"), rest)] if rest else [])
