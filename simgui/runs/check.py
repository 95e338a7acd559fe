"""Checks a scenario against what it names: models, cards, signal sources, recordings and parts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from math import prod
from typing import TypeVar

from simgui.core.diagnostics import Diagnostic, DiagnosticCollector, did_you_mean
from simgui.core.errors import InputError
from simgui.core.units import Dimension, format_quantity
from simgui.models.card import ModelCard, find_card, load_card
from simgui.models.graph import Model
from simgui.models.tflite_file import read_model
from simgui.placement.hop_link import HopMisfitError, hop_link
from simgui.profiles.link_part import LinkProfile
from simgui.profiles.registry import Registry
from simgui.scenario.group import Group
from simgui.scenario.scenario import Blackout, ModelRef, Outage, PlacementSpec, Scenario
from simgui.scenario.schema.block import path_beside
from simgui.scenario.site import Tier
from simgui.scenario.task import Task
from simgui.streams.replay import read_recording
from simgui.streams.synthetic.registry import SOURCES, source
from simgui.streams.synthetic.signal import Everyday, SignalError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _KnownModel:
    """A model that could be read, and its card if it has one."""

    model: Model
    card: ModelCard | None


@dataclass(slots=True)
class _Check:
    """The check of one scenario; a part that cannot be read is reported once and passed over."""

    scenario: Scenario
    registry: Registry
    problems: DiagnosticCollector = field(default_factory=DiagnosticCollector)

    def note(self, path: str, message: str, hint: str = "") -> None:
        """Note a problem at a path of the scenario."""
        place = self.scenario.place(path)
        self.problems.add(place, path_beside(place, path), message, hint)

    def attempt(self, read: Callable[[], T]) -> T | None:
        """Read something, taking over the problems of its file."""
        try:
            return read()
        except InputError as error:
            known = set(self.problems.diagnostics)
            self.problems.extend(one for one in error.diagnostics if one not in known)
            return None


def check_scenario(scenario: Scenario, registry: Registry) -> tuple[Diagnostic, ...]:
    """Find what is wrong between a scenario and the files it names.

    Parameters
    ----------
    scenario : Scenario
        As loaded.
    registry : Registry
        Where its profiles are looked up.

    Returns
    -------
    tuple[Diagnostic, ...]
        Every problem, ordered by place; empty when the scenario is fit to run.
    """
    check = _Check(scenario, registry)
    models = {key: known for key, ref in scenario.models.items() if (known := _read(ref, check)) is not None}
    for group in scenario.groups.values():
        _check_parts(group, check)
        channels = _check_stream(group, check)
        if channels is not None:
            for task in group.tasks:
                for key, path in _models_of(group, task, scenario):
                    if key in models:
                        _check_window(group, task, channels, models[key], path, check)
    for site in scenario.sites.values():
        for gateway in site.gateways:
            check.attempt(partial(registry.gateway, gateway.profile))
            check.attempt(partial(registry.link, gateway.backhaul))
    for cloud in scenario.clouds.values():
        check.attempt(partial(registry.cloud, cloud.profile))
    return check.problems.diagnostics


def warn_about(scenario: Scenario, registry: Registry) -> tuple[Diagnostic, ...]:
    """Find what can be simulated but is probably not meant.

    Parameters
    ----------
    scenario : Scenario
        As loaded, without problems.
    registry : Registry
        Where its profiles are looked up.

    Returns
    -------
    tuple[Diagnostic, ...]
        Every warning, ordered by place.
    """
    check = _Check(scenario, registry)
    for group in scenario.groups.values():
        _warn_burst(group, check)
    events: tuple[Outage | Blackout, ...] = (*scenario.outages, *scenario.blackouts)
    for event in events:
        if event.at_s >= scenario.duration_s:
            check.note(f"events[{event.index}].at", "never happens: the run is over by then")
    used = {
        key
        for group in scenario.groups.values()
        for task in group.tasks
        for key, _ in _models_of(group, task, scenario)
    }
    for key in scenario.models:
        if key not in used:
            check.note(f"models.{key}", "this model is not used by any task or placement")
    return check.problems.diagnostics


def _read(ref: ModelRef, check: _Check) -> _KnownModel | None:
    """Read a model and its card; problems of the model are reported where the scenario names it."""
    try:
        model = read_model(ref.file)
    except InputError as error:
        for one in error.diagnostics:
            check.note(f"models.{ref.key}", f"{ref.file.name}: {one.message}", one.hint)
        return None
    file = find_card(ref.file)
    if file is None:
        return _KnownModel(model, None)
    card = check.attempt(partial(load_card, file))
    return _KnownModel(model, card) if card is not None else None


def _check_parts(group: Group, check: _Check) -> None:
    """Read the parts of a device, so that a broken profile is reported before any run."""
    registry = check.registry
    check.attempt(partial(registry.device, group.profile))
    for index, hop in enumerate(group.route):
        link = check.attempt(partial(registry.link, hop.link))
        if link is not None:
            _check_hop(group, index, link, check)
    if group.battery is not None:
        check.attempt(partial(registry.battery, group.battery))
    if group.regulator is not None:
        check.attempt(partial(registry.regulator, group.regulator))


def _check_hop(group: Group, index: int, link: LinkProfile, check: _Check) -> None:
    """Note what a hop says and its link does not have."""
    try:
        hop_link(link, group.route[index])
    except HopMisfitError as misfit:
        check.note(f"fleet.{group.name}.route[{index}].{misfit.key}", str(misfit), "; ".join(misfit.remedies))


def _check_stream(group: Group, check: _Check) -> int | None:
    """Check source, channels and rate; give the channels, or None when they are not known. [-]"""
    path, stream = f"fleet.{group.name}.stream", group.stream
    channels = _recorded_channels(group, check) if stream.replay else _synthetic_channels(group, check)
    sensor = check.attempt(partial(check.registry.sensor, group.sensor))
    if sensor is None:
        return channels
    if channels is not None and channels != sensor.channels:
        message = f"gives {channels} values a sample, but the sensor {sensor.name} has {sensor.channels} channels"
        check.note(f"{path}.source", message)
    if stream.rate_hz > sensor.max_rate_hz.value * (1 + 1e-9):
        fastest = format_quantity(sensor.max_rate_hz.value, Dimension.FREQUENCY, 6)
        check.note(f"{path}.rate", f"is faster than the sensor {sensor.name} can sample", f"at most {fastest}")
    return channels


def _synthetic_channels(group: Group, check: _Check) -> int | None:
    name = group.stream.source
    known = SOURCES.get(name)
    if known is None:
        hint = did_you_mean(name, SOURCES) or f"there are {', '.join(SOURCES)}; a file is written {{replay: file}}"
        check.note(f"fleet.{group.name}.stream.source", f"there is no synthetic source {name!r}", hint)
        return None
    if group.stream.events_per_device_s > 0:
        lasting_s = group.stream.event_duration_s or known.event_duration_s
        if lasting_s * group.stream.events_per_device_s >= 1:
            lasting = format_quantity(lasting_s, Dimension.TIME, 6)
            message = f"events of {lasting} at this rate leave no time in between"
            check.note(f"fleet.{group.name}.stream", message, "make them rarer, or shorter by event_duration")
    _check_near_misses(group, check)
    return known.channels


def _check_near_misses(group: Group, check: _Check) -> None:
    """Note a rate of near misses that the source cannot give."""
    rate_per_s = group.stream.near_misses_per_device_s
    for task in group.tasks if rate_per_s is not None else ():
        try:
            everyday = Everyday(rate_per_s or 0.0, task.every_s)
            source(group.stream.source, everyday=everyday)
            everyday.share(task.window_s)
        except SignalError as error:
            check.note(f"fleet.{group.name}.stream.near_misses_per_device_hour", str(error))
            return


def _recorded_channels(group: Group, check: _Check) -> int | None:
    replay, rate_hz = group.stream.replay, group.stream.rate_hz
    if replay is None:
        return None
    recording = check.attempt(
        partial(read_recording, replay.file, rate_hz=rate_hz, columns=replay.columns, label_column=replay.label_column)
    )
    if recording is None:
        return None
    if abs(recording.rate_hz - rate_hz) > 1e-6 * rate_hz:
        own = format_quantity(recording.rate_hz, Dimension.FREQUENCY, 6)
        check.note(f"fleet.{group.name}.stream.rate", f"the recording was sampled at {own}", f"write rate: {own}")
    for task in group.tasks:
        if recording.duration_s < task.window_s * (1 - 1e-9):
            lasting = format_quantity(recording.duration_s, Dimension.TIME, 6)
            message = f"is longer than the recording, which lasts {lasting}"
            check.note(f"fleet.{group.name}.tasks.{task.name}.window", message)
    return recording.samples.shape[1]


def _models_of(group: Group, task: Task, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Give every model that may judge a task, with the path at which it is named."""
    yield task.model, f"fleet.{group.name}.tasks.{task.name}.model"
    for name, placement in scenario.placements.items():
        exceptions: tuple[tuple[str, PlacementSpec | None], ...] = (
            (f"placements.{name}", placement),
            (f"placements.{name}.by_group.{group.name}", placement.by_group.get(group.name)),
            (f"placements.{name}.by_task.{task.name}", placement.by_task.get(task.name)),
        )
        for path, spec in exceptions:
            key = spec.options.get("model") if spec is not None else None
            if isinstance(key, str):
                yield key, f"{path}.model"


def _check_window(group: Group, task: Task, channels: int, known: _KnownModel, path: str, check: _Check) -> None:
    """Note a window that does not hold what the model takes."""
    samples = round(task.window_s * group.stream.rate_hz)
    is_own = path.startswith("fleet.")
    window = format_quantity(task.window_s, Dimension.TIME, 6)
    rate = format_quantity(group.stream.rate_hz, Dimension.FREQUENCY, 6)
    holds = f"a window of {window} at {rate} holds {samples} samples x {channels} channels"
    name = known.model.name
    place = f"fleet.{group.name}.tasks.{task.name}.window" if is_own else path
    if known.card is not None:
        takes = known.card.input
        if (takes.samples, takes.channels) != (samples, channels):
            made = (
                format_quantity(takes.window_s, Dimension.TIME, 6),
                format_quantity(takes.rate_hz, Dimension.FREQUENCY, 6),
            )
            hint = f"it is made for {made[0]} at {made[1]}"
            check.note(place, f"{holds}, but {name} takes {takes.samples} x {takes.channels}", hint)
        return
    given = [prod(tensor.shape[1:]) for tensor in known.model.input_tensors]
    if given != [samples * channels]:
        shapes = " and ".join("x".join(map(str, tensor.shape[1:])) for tensor in known.model.input_tensors)
        hint = f"change window or rate, or describe the input in {known.model.file.stem}.yaml beside the model"
        check.note(place, f"{holds}, but {name} takes {shapes} values", hint)


def _warn_burst(group: Group, check: _Check) -> None:
    """Warn of a radio that asks more current of the battery than it may give."""
    if group.battery is None or not group.route or group.route[0].to is Tier.DEVICE:
        return
    cell = check.attempt(partial(check.registry.battery, group.battery))
    radio = check.attempt(partial(check.registry.link, group.route[0].link))
    if cell is None or radio is None:
        return
    asked_a, given_a = radio.burst_current_a.value, cell.pulse_current_a.value * group.battery_count
    if asked_a > given_a:
        asked, given = (format_quantity(one, Dimension.CURRENT, 6) for one in (asked_a, given_a))
        message = f"{radio.name} draws bursts of {asked}; {group.battery_count} x {cell.name} gives at most {given}"
        check.note(f"fleet.{group.name}.battery", message, "take another cell, more of them, or a buffer capacitor")
