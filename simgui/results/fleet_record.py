"""The history of a run as its readers see it: grids and curves over simulated time."""

from collections.abc import Mapping

import numpy as np

from simgui.plan.plan import Float64Array
from simgui.plan.stages import State
from simgui.results.fleet_series import SeriesPart, latency_edges_s
from simgui.results.moments import Moment, logged_moments
from simgui.results.series_block import LOG_KINDS, Array, is_by_time, shapes
from simgui.results.series_layout import GroupLayout, SeriesLayout, parts_of_devices


class FleetRecord:
    """Takes the parts of a history in their order, and answers what happened so far.

    Parameters
    ----------
    layout : SeriesLayout
        Its shape.

    Attributes
    ----------
    until_s : float
        Simulated time that has been reached. [s]
    version : int
        Grows with every part.
    is_complete : bool
        Whether the run came to its end.
    noted : tuple[Moment, ...]
        Moments told beside the log.
    """

    def __init__(self, layout: SeriesLayout) -> None:
        self.layout = layout
        wanted = shapes(layout).items()
        self.arrays: dict[str, Array] = {name: np.zeros(shape, kind) for name, (shape, kind) in wanted}
        self.until_s = 0.0
        self.version = 0
        self.is_complete = False
        self.noted: tuple[Moment, ...] = ()
        self._moments: tuple[int, tuple[Moment, ...]] = (-1, ())
        self._widths_s = np.diff(layout.edges_s())

    def take(self, part: SeriesPart) -> None:
        """Take what has changed."""
        for name, array in part.arrays.items():
            if name in self.arrays and is_by_time(name) and not name.startswith(("alive/", "count/")):
                self.arrays[name][part.rows] = array
            else:
                self.arrays[name] = array
        self.until_s = max(self.until_s, part.until_s)
        self.version += 1

    def note(self, moments: tuple[Moment, ...]) -> None:
        """Take moments that are told beside the log."""
        self.noted += moments
        self.version += 1

    @property
    def reached(self) -> int:
        """How many parts of time hold something."""
        return int(np.searchsorted(self.layout.edges_s()[:-1], self.until_s, side="left"))

    def moments(self) -> tuple[Moment, ...]:
        """Give everything notable in order of time."""
        if self._moments[0] != self.version:
            self._moments = self.version, tuple(sorted((*self.noted, *logged_moments(self.layout, self.arrays))))
        return self._moments[1]

    def counts(self) -> Mapping[str, int]:
        """Give how many moments of each kind there were, those that were not kept included."""
        logged = self.arrays["log/count"].sum(axis=1)
        told = {name.removeprefix("count/"): int(a) for name, a in self.arrays.items() if name.startswith("count/")}
        return {**{kind: int(logged[place]) for place, kind in enumerate(LOG_KINDS)}, **told}

    def group(self, name: str) -> GroupLayout:
        """Give the shape of a group."""
        return next(group for group in self.layout.groups if group.name == name)

    def of(self, group: str, name: str) -> Array:
        """Give an array of a group, by time and part."""
        return self.arrays[f"{group}/{name}"]

    def per_window(self, group: str, name: str, over: str) -> Float64Array:
        """Give a sum over a count of every cell; NaN where nothing was counted."""
        count = self.of(group, over)
        return np.asarray(np.where(count > 0, self.of(group, name) / np.maximum(count, 1), np.nan), dtype=np.float64)

    def members(self, group: str) -> Float64Array:
        """Give how many devices each part has."""
        layout = self.group(group)
        return np.bincount(parts_of_devices(layout.devices, layout.bins), minlength=layout.bins).astype(np.float64)

    def power_w(self, group: str) -> Float64Array:
        """Give the mean power of a device, by time and part. [W]"""
        used_w = self.of(group, "energy_j") / (self._widths_s[:, None] * self.members(group))
        return np.asarray(used_w + self.group(group).base_power_w * self._alive(group))

    def charge(self, group: str) -> Float64Array | None:
        """Give the state of charge at the edges of the parts of time, by part; None on the mains. [-]"""
        capacity_j = self.group(group).capacity_j
        if capacity_j is None:
            return None
        used = np.cumsum(self.power_w(group) * self._widths_s[:, None] / capacity_j, axis=0)
        return np.asarray(np.clip(1.0 - np.concatenate([np.zeros((1, used.shape[1])), used]), 0.0, 1.0))

    def power_by_state_w(self, group: str) -> dict[str, Float64Array]:
        """Give the mean power of a device over time, by cause: the continuous draw first. [W]"""
        layout = self.group(group)
        state_w = self.of(group, "state_j") / (self._widths_s[:, None] * layout.devices)
        weight = self.members(group) / layout.devices
        base_w = (layout.base_power_w * self._alive(group)) @ weight
        causes = {state.label: np.asarray(state_w[:, state]) for state in State}
        return {"sleep": np.broadcast_to(base_w, (self.layout.bins,)), **causes}

    def latency_quantiles_s(self, group: str, fractions: tuple[float, ...]) -> Float64Array:
        """Give quantiles of the latency over time, within half a bin of a sixteenth octave; NaN without any. [s]

        Returns
        -------
        float64 array (fractions, parts of time)
        """
        counts = self.of(group, "latencies")
        edges_s = latency_edges_s()
        middles_s = np.sqrt(edges_s[1:] * edges_s[:-1])
        running = np.cumsum(counts, axis=1)
        total = running[:, -1]
        found = np.full((len(fractions), len(total)), np.nan)
        some = np.flatnonzero(total)
        for row, fraction in enumerate(fractions):
            rank = np.maximum(1, np.ceil(fraction * total[some]))
            place = (running[some] < rank[:, None]).sum(axis=1)
            found[row, some] = middles_s[place]
        return found

    def queues(self) -> dict[str, Float64Array]:
        """Give how many messages wait at each shared station set on average, over time. [-]"""
        waiting = self.arrays["stations/queue_s"] / self._widths_s[:, None]
        return {self._name(place): np.asarray(waiting[:, place]) for place in range(waiting.shape[1])}

    def utilisations(self) -> dict[str, Float64Array]:
        """Give the busy share of the workers of each shared station set, over time. [-]"""
        busy = self.arrays["stations/busy_s"] / self._widths_s[:, None]
        rooms = [station.instances * station.workers for station in self.layout.stations]
        return {self._name(place): np.asarray(busy[:, place] / rooms[place]) for place in range(busy.shape[1])}

    def traffic_byte_per_s(self, group: str) -> dict[str, Float64Array]:
        """Give what the group's devices send and receive on the first hop, over time. [byte/s]"""
        return {name: np.asarray(self.of(group, f"{name}_byte") / self._widths_s) for name in ("uplink", "downlink")}

    def _alive(self, group: str) -> Array:
        whole = np.ones((1, 1), dtype=np.float32)
        return self.arrays.get(f"alive/{group}", whole)

    def _name(self, place: int) -> str:
        station = self.layout.stations[place]
        return station.name if station.name.endswith(station.kind) else f"{station.name} {station.kind}"
