"""The signal faults a stream may have, each with its own numbers."""

from collections.abc import Mapping
from types import MappingProxyType

from simgui.core.units import Dimension
from simgui.scenario.schema.kinds import Choice, Quantity
from simgui.scenario.schema.table import REQUIRED, Field, Table

MAX_DURATION_S = 100 * 31_557_600.0
_FROM_START = Quantity(Dimension.TIME, maximum=MAX_DURATION_S)
_POSITIVE_TIME = Quantity(Dimension.TIME, maximum=MAX_DURATION_S, above=0.0)
_SHARE = Quantity(Dimension.RATIO, maximum=1.0)
_SLOPE = Quantity(Dimension.RATIO_RATE, minimum=-1e3, maximum=1e3)
_ANY_NUMBER = Quantity(Dimension.COUNT, minimum=-1e9, maximum=1e9)

_WHEN = (
    Field("from", _FROM_START, "When it begins.", "0 s"),
    Field("for", _POSITIVE_TIME, "How long it lasts; left out, until the end.", None),
)


def _fault(name: str, about: str, *own: Field) -> Table:
    kind = Field("kind", Choice((name,)), "Which fault.")
    return Table(f"fault: {name}", about, (kind, *_WHEN, *own))


FAULTS: Mapping[str, Table] = MappingProxyType(
    {
        "noise": _fault(
            "noise",
            "White Gaussian noise on every channel.",
            Field(
                "snr",
                Quantity(Dimension.GAIN, minimum=-100.0, maximum=200.0),
                "Power of the signal's alternating part over that of the noise.",
                REQUIRED,
            ),
        ),
        "drift": _fault(
            "drift",
            "The sensor's zero or sensitivity walks away with time.",
            Field("rate", _SLOPE, "Growth of the offset, relative to the signal's RMS value.", REQUIRED),
            Field("gain_rate", _SLOPE, "Growth of the sensitivity.", "0 %/h"),
        ),
        "spikes": _fault(
            "spikes",
            "Single samples are hit by a pulse of either sign.",
            Field(
                "rate",
                Quantity(Dimension.FREQUENCY, maximum=1e9, above=0.0),
                "Mean number of spikes per time, each channel on its own.",
                REQUIRED,
            ),
            Field(
                "size",
                Quantity(Dimension.COUNT, maximum=1e6, above=0.0),
                "Height, relative to the signal's RMS value.",
                10,
            ),
        ),
        "dropout": _fault(
            "dropout",
            "Samples of all channels go missing in gaps.",
            Field("share", _SHARE, "Share of the samples that is missing.", REQUIRED),
            Field("gap", Quantity(Dimension.TIME, maximum=3600.0), "Mean length of a gap.", "0 s"),
            Field("fill", Choice(("hold", "zero")), "What stands in a gap: the last value, or zero.", "hold"),
        ),
        "stuck": _fault(
            "stuck",
            "The sensor gives one value for ever.",
            Field("value", _ANY_NUMBER, "That value, in the unit of the signal.", 0),
        ),
        "clock_jitter": _fault(
            "clock_jitter",
            "Samples are taken too early or too late.",
            Field(
                "deviation",
                Quantity(Dimension.TIME, maximum=3600.0),
                "Standard deviation of each sampling instant.",
                REQUIRED,
            ),
        ),
    }
)
"""The form of every fault by its kind."""

SI_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "noise": {"snr": "snr_db"},
        "drift": {"rate": "rate_per_s", "gain_rate": "gain_rate_per_s"},
        "spikes": {"rate": "rate_hz", "size": "size"},
        "dropout": {"share": "share", "gap": "gap_s", "fill": "fill_zero"},
        "stuck": {"value": "value"},
        "clock_jitter": {"deviation": "deviation_s"},
    }
)
"""What each fault's own keys are called in the resolved record."""
