"""The form of a device group, its stream and its tasks."""

from simgui.core.units import Dimension
from simgui.profiles.schema import Kind as Part
from simgui.scenario.schema.faults import FAULTS, MAX_DURATION_S
from simgui.scenario.schema.hop import HOP
from simgui.scenario.schema.kinds import AtLeastOf, Bytes, Choice, Profile, Quantity, Text, Whole, Word
from simgui.scenario.schema.supply import BATTERY, HARVESTER_FIELD, Varying
from simgui.scenario.schema.table import Field, ListOf, Named, Nested, Table, Variant
from simgui.scenario.site import Tier
from simgui.scenario.stream import AtEnd, Phase
from simgui.scenario.task import FrontEndKind, InferenceMode, ReportPolicy

MAX_DEVICES = 10_000_000
_SOME_TIME = Quantity(Dimension.TIME, maximum=MAX_DURATION_S, above=0.0)
_RELATIVE_SPREAD = Quantity(Dimension.RATIO, maximum=1.0)
_EVENTS = Quantity(Dimension.COUNT, maximum=1e9)

SPREADS = (
    ("sleep_power", "Deepest sleep."),
    ("active_power", "While a neural network runs."),
    ("sample_power", "While the sensor is being read."),
    ("transmit_power", "Radio, while sending."),
    ("battery_capacity", "Rated charge."),
)
"""The quantities that may differ from device to device."""

SPREAD_ALIASES = {
    "sleep_current": "sleep_power",
    "active_current": "active_power",
    "transmit_current": "transmit_power",
}
"""What data sheets call them; at one voltage, a current and its power spread alike."""

SOURCE = Table(
    "source",
    "Where samples come from: a synthetic source or a recording.",
    (
        Field("synthetic", Text(), "Name of a synthetic source.", None),
        Field("replay", Text(about="file"), "CSV or WAV file, relative to the scenario.", None),
        Field("columns", ListOf(Text()), "Columns of a CSV that hold the samples; left out, all others.", None),
        Field("label_column", Text(), "Column of a CSV that holds the true state.", None),
        Field("at_end", Choice(AtEnd), "What happens when the recording is over.", "loop"),
    ),
)

STREAM = Table(
    "stream",
    "What the sensors of a group see.",
    (
        Field("source", Nested(SOURCE, shorthand="synthetic"), "A synthetic source by name, or a replay."),
        Field("rate", Quantity(Dimension.FREQUENCY, maximum=1e9, above=0.0), "Sampling rate."),
        Field(
            "distinct",
            Word("all", None, Whole(1, 100_000)),
            "Different test streams that go through the real model; all gives every device its own.",
            32,
        ),
        Field("windows", Whole(1, 1_000_000), "Windows of each stream that go through the real model.", 256),
        Field("events_per_device_year", _EVENTS, "True events.", None),
        Field("events_per_device_day", _EVENTS, "True events.", None),
        Field("events_per_device_hour", _EVENTS, "True events.", None),
        Field(
            "near_misses_per_device_hour",
            _EVENTS,
            "What looks like an event and is none, such as a water hammer or a clap; windows then overlap as on site. "
            "Left out, every second normal window of a source that knows them holds one (a guess, far above life).",
            None,
        ),
        Field("event_duration", _SOME_TIME, "How long an event lasts; left out, as the source has it.", None),
        Field("phase", Choice(Phase), "Whether devices sample at times of their own or all at once.", "random"),
        Field("faults", ListOf(Variant("fault", FAULTS)), "Signal faults over time.", None),
    ),
)

FRONT_END = Table(
    "front end",
    "Features taken from the samples, frame by frame, where the network runs. Their time and energy are charged; "
    "the samples that a shipped network sees stay as they are.",
    (
        Field(
            "kind",
            Choice(FrontEndKind),
            "Mean, variance and peak; magnitudes of a Fourier transform; logarithms of mel bands.",
        ),
        Field("frame", Quantity(Dimension.TIME, maximum=3600.0, above=0.0), "Length; left out, the window.", None),
        Field(
            "step",
            Quantity(Dimension.TIME, maximum=3600.0, above=0.0),
            "Time from one frame to the next; left out, a frame. Frames of earlier windows are kept.",
            None,
        ),
        Field("bands", Whole(1, 1024), "Mel bands.", 40),
    ),
)

TASK = Table(
    "task",
    "A recurring decision.",
    (
        Field("model", Text(about="key of models"), "The model that decides."),
        Field("window", Quantity(Dimension.TIME, maximum=86_400.0, above=0.0), "Length of the input window."),
        Field("every", _SOME_TIME, "Time between the ends of two windows; less than a window overlaps them."),
        Field(
            "needed_at",
            Choice(Tier, also_called=(("edge", "device"), ("gateway", "fog"), ("server", "cloud"))),
            "Where the decision must arrive.",
            "device",
        ),
        Field(
            "confirm",
            AtLeastOf(),
            "A detection raises an alarm only if at least k of the device's last n windows, itself included, are "
            "detections. Generated windows are drawn one by one, so that it helps more than on site, where what fools "
            "one window often fools the next; near_misses_per_device_hour mends this for normal windows.",
            "1 of 1",
        ),
        Field("report", Choice(ReportPolicy), "Which results travel on.", "always"),
        Field("deadline", _SOME_TIME, "Latest decision after the end of the window.", None),
        Field("alarm_within", _SOME_TIME, "Latest alarm after the true onset of an event.", None),
        Field(
            "actuator",
            Quantity(Dimension.TIME, maximum=86_400.0),
            "From the decision to the end of the action.",
            "0 s",
        ),
        Field("result", Bytes(), "Size of a reported result.", "16 B"),
        Field("front_end", Nested(FRONT_END, shorthand="kind"), "Features before the network; left out, none.", None),
    ),
)

_CONTROL_TIME = Quantity(Dimension.TIME, maximum=3600.0, above=0.0)

CONTROL_TASK = Table(
    "control task",
    "A task that the processor of a device runs again and again beside the inferences, by fixed priorities.",
    (
        Field("period", _CONTROL_TIME, "Time between two activations."),
        Field("execution", _CONTROL_TIME, "Longest execution time, switching included; every activation takes it."),
        Field("deadline", _CONTROL_TIME, "Latest end after the activation; left out, the period.", None),
        Field("priority", Whole(0, 1000), "Larger numbers are more urgent; no two tasks share one."),
        Field("offset", Quantity(Dimension.TIME, maximum=3600.0), "First activation.", "0 s"),
    ),
)

TEMPERATURE = Quantity(Dimension.TEMPERATURE, minimum=-90.0, maximum=200.0)
"""Temperatures a device may be at."""

SPREAD = Table(
    "spread",
    "Device-to-device relative standard deviations.",
    (
        *(Field(name, _RELATIVE_SPREAD, about, None) for name, about in SPREADS),
        *(Field(name, _RELATIVE_SPREAD, f"Another name of {meant}.", None) for name, meant in SPREAD_ALIASES.items()),
    ),
)

GROUP = Table(
    "group",
    "Devices that are all alike.",
    (
        Field("count", Whole(1, MAX_DEVICES, "devices"), "Devices over all sites."),
        Field("site", Text(about="key of sites"), "Site whose gateways serve them; left out, none.", None),
        Field("cloud", Text(about="key of clouds"), "Cloud behind them; left out, the only one there is.", None),
        Field("profile", Profile(Part.DEVICE), "The board or chip."),
        Field("sensor", Profile(Part.SENSOR), "The sensor."),
        Field("battery", Nested(BATTERY, shorthand="profile"), "Battery; left out, mains supply.", None),
        Field(
            "capacitor",
            Quantity(Dimension.CAPACITANCE, maximum=1000.0),
            "Buffer beside the battery that carries bursts of the link; what it leaks is not counted.",
            "0 µF",
        ),
        Field("regulator", Profile(Part.REGULATOR), "Voltage converter; left out, none.", None),
        Field(
            "link",
            Profile(Part.LINK),
            "Short for a route of one hop: to the gateway of the site, or without a site to the cloud.",
            None,
        ),
        Field("route", ListOf(Nested(HOP)), "First hop from the device.", None),
        Field("spread", Nested(SPREAD), "How much the devices differ from each other.", None),
        HARVESTER_FIELD,
        Field("temperature", Varying(TEMPERATURE), "Of device and battery.", "20 degC"),
        Field("store", Whole(), "Messages a device keeps while its uplink is out; then it refuses new ones.", 1000),
        Field("stream", Nested(STREAM), "What the sensors see."),
        Field("tasks", Named(Nested(TASK), "task", is_empty_allowed=False), "What is decided from it."),
        Field(
            "control_tasks",
            Named(Nested(CONTROL_TASK), "control task"),
            "What else the processor runs: an inference waits for more urgent ones, the others wait for it.",
            None,
        ),
        Field("inference_priority", Whole(0, 1000), "Priority of the inferences among the control tasks.", 0),
        Field(
            "inference_mode",
            Choice(InferenceMode),
            "Whether more urgent control tasks interrupt an inference; run_to_completion starts it at once, as in an "
            "interrupt handler, and every control task waits for its end.",
            "preemptible",
        ),
    ),
)
