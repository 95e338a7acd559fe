"""What shared stations of a run are called: the record knows paths, the user knows links, gateways and servers."""

from __future__ import annotations

from collections.abc import Mapping

from simgui.ui.translation import later, tr

_WORDINGS: Mapping[str, tuple[str, str]] = {
    "channel": (later("radio of {place}"), "place"),
    "downlink": (later("way down from {place}"), "place"),
    "backhaul": (later("backhaul of {place}"), "place"),
    "downhaul": (later("backhaul down to {place}"), "place"),
    "gateway_cpu": (later("processor of {place}"), "path"),
    "cloud_cpu": (later("servers of {place}"), "path"),
}
"""By kind: what it is called, and whether the path or the part before its end says where it is."""


def station_text(name: str) -> str:
    """Name a shared station as the user would.

    Parameters
    ----------
    name : str
        As `FleetRecord.queues` names it: a path, and its kind behind it unless the path ends with it.

    Examples
    --------
    >>> station_text("plant.hall.channel.ble-2m channel")
    'ble-2m at plant.hall'
    >>> station_text("region cloud_cpu")
    'servers of region'
    """
    path, _, kind = name.partition(" ")
    place, _, last = path.rpartition(".")
    gateway, is_shared, link = path.partition(".channel.")
    if is_shared:
        return tr("{link} at {place}", link=link, place=gateway)
    if path.startswith("cell."):
        return tr("cell of {link}", link=last)
    wording, of = _WORDINGS.get(kind or last, ("", ""))
    named = {"place": place.removeprefix("fleet."), "path": path}.get(of, "")
    return tr(wording, place=named) if wording else name
