"""Quantities are read as people write them, shown as people read them, and refused in plain words."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simgui.core.errors import UnitError
from simgui.core.unit_table import QUOTIENTS, SIMPLE, WORDING, find_scale
from simgui.core.units import Dimension, format_quantity, parse_quantity, unit_names

DAY_S = 86_400.0


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("50 ms", Dimension.TIME, 0.05),
        ("102.4 ms", Dimension.TIME, 0.1024),
        ("1 d", Dimension.TIME, DAY_S),
        ("3 y", Dimension.TIME, 3 * 365.25 * DAY_S),
        ("1 month", Dimension.TIME, 30.4375 * DAY_S),
        ("3m30s", Dimension.TIME, 210.0),
        ("1h 30min", Dimension.TIME, 5400.0),
        ("-1 h 30 min", Dimension.TIME, -5400.0),
        ("1d12h0.5s", Dimension.TIME, 129_600.5),
        ("+5 s", Dimension.TIME, 5.0),
        (" 5s ", Dimension.TIME, 5.0),
        ("5\u202fs", Dimension.TIME, 5.0),
        ("1.5e3 s", Dimension.TIME, 1500.0),
        (".5 s", Dimension.TIME, 0.5),
        ("5. s", Dimension.TIME, 5.0),
        ("10 %", Dimension.RATIO, 0.1),
        ("0.1", Dimension.RATIO, 0.1),
        (0.1, Dimension.RATIO, 0.1),
        (32, Dimension.COUNT, 32.0),
        ("1e6", Dimension.COUNT, 1e6),
        ("512 KB", Dimension.SIZE, 512_000.0),
        ("512 kB", Dimension.SIZE, 512_000.0),
        ("512 KiB", Dimension.SIZE, 524_288.0),
        ("4 Mbit", Dimension.SIZE, 500_000.0),
        ("14 dBm", Dimension.LEVEL, 14.0),
        ("-137 dBm", Dimension.LEVEL, -137.0),
        ("3 dB", Dimension.GAIN, 3.0),
        ("10 µA", Dimension.CURRENT, 1e-5),
        ("10 \u03bcA", Dimension.CURRENT, 1e-5),
        ("10 uA", Dimension.CURRENT, 1e-5),
        ("19 uA/MHz", Dimension.CURRENT_PER_FREQUENCY, 1.9e-11),
        ("2400 mAh", Dimension.CHARGE, 8640.0),
        ("2 %/h", Dimension.RATIO_RATE, 0.02 / 3600),
        ("1.9 uW", Dimension.POWER, 1.9e-6),
        ("1.4 Mbit/s", Dimension.BIT_RATE, 1.4e6),
        ("100 Mb/s", Dimension.BIT_RATE, 1e8),
        ("250 kbps", Dimension.BIT_RATE, 2.5e5),
        ("1 kB/s", Dimension.BIT_RATE, 8000.0),
        ("20 degC", Dimension.TEMPERATURE, 20.0),
        ("20 °C", Dimension.TEMPERATURE, 20.0),
        ("-40 °C", Dimension.TEMPERATURE, -40.0),
        ("\u221240 \u2103", Dimension.TEMPERATURE, -40.0),
        ("293.15 K", Dimension.TEMPERATURE, 20.0),
        ("0 K", Dimension.TEMPERATURE, -273.15),
        ("-40 °F", Dimension.TEMPERATURE, -40.0),
        ("0.05 USD/GB", Dimension.MONEY_PER_SIZE, 5e-11),
        ("5 USD / month", Dimension.MONEY_PER_TIME, 5 / (30.4375 * DAY_S)),
        ("5 1/s", Dimension.FREQUENCY, 5.0),
        ("2/h", Dimension.FREQUENCY, 2 / 3600),
        ("3000 rpm", Dimension.FREQUENCY, 50.0),
        ("2 g", Dimension.ACCELERATION, 19.6133),
        ("5 m/s²", Dimension.ACCELERATION, 5.0),
        ("20 cm²", Dimension.AREA, 0.002),
        ("180 deg", Dimension.ANGLE, math.pi),
    ],
)
def test_that_quantities_are_read_to_the_nearest_float(text: str | float, dimension: Dimension, value: float) -> None:
    assert parse_quantity(text, dimension) == pytest.approx(value, rel=3e-16, abs=0)


@pytest.mark.parametrize(
    ("text", "dimension", "message"),
    [
        ("10 kHz", Dimension.TIME, "'10 kHz' is a frequency; a time such as '50 ms' is needed here"),
        ("1h 30min", Dimension.SIZE, "'1h 30min' is a time; a size such as '512 kB' is needed here"),
        ("3 s", Dimension.COUNT, "'3 s' is a time; a plain number such as '32' is needed here"),
        ("3 apples", Dimension.COUNT, "'3 apples' is not a plain number; a plain number such as '32' is needed here"),
        ("50 mss", Dimension.TIME, "unknown unit 'mss'; a time such as '50 ms' is needed here (did you mean 'ms'?)"),
        ("10 khz", Dimension.FREQUENCY, "(did you mean 'kHz'?)"),
        ("5 mw", Dimension.POWER, "(did you mean 'mW'?)"),
        ("5 qqq", Dimension.CHARGE, "(units: nAh, µAh, mAh, Ah, µC, mC, C, As)"),
        ("50", Dimension.TIME, "'50' has no unit; a time such as '50 ms' is needed here (units: ns, µs, ms, s,"),
        (0, Dimension.SIZE, "'0' has no unit; a size such as '512 kB' is needed here"),
        ("4 Mb", Dimension.SIZE, "'4 Mb' may mean bits or bytes; write 'Mbit' or 'MB'"),
        ("1,5 ms", Dimension.TIME, "'1,5 ms' has a ',' in its number"),
        ("1_000 B", Dimension.SIZE, "has a '_' in its number"),
        ("1min 2h", Dimension.TIME, "join large to small with a unit each, as in '1h 30min'"),
        ("1h 1h", Dimension.TIME, "join large to small"),
        ("1h30", Dimension.TIME, "join large to small"),
        ("nan s", Dimension.TIME, "'nan s' is not a finite number"),
        ("-inf", Dimension.RATIO, "'-inf' is not a finite number"),
        (math.nan, Dimension.RATIO, "'nan' is not a finite number"),
        (math.inf, Dimension.COUNT, "'inf' is not a finite number"),
        (10**400, Dimension.COUNT, "a number of over 300 digits is too large"),
        (1e301, Dimension.RATIO, "'1e+301' is too large to compute with"),
        ("1e301 s", Dimension.TIME, "'1e301 s' is too large to compute with"),
        ("1e999999 s", Dimension.TIME, "too large"),
        ("1e-400 s", Dimension.TIME, "'1e-400 s' is too small to compute with"),
        ("1e-999999", Dimension.RATIO, "too small"),
        ("5\nms", Dimension.TIME, "must be written on one line"),
        ("5 ms\n", Dimension.TIME, "must be written on one line"),
        ("9" * 200, Dimension.RATIO, "is too long for a quantity"),
        ("-300 °C", Dimension.TEMPERATURE, "below absolute zero"),
        ("-1 K", Dimension.TEMPERATURE, "below absolute zero"),
        ("20 C", Dimension.TEMPERATURE, "'20 C' is a charge; a temperature such as '20 °C' is needed here"),
        ("soon", Dimension.TIME, "'soon' is not a quantity"),
        ("٣ s", Dimension.TIME, "is not a quantity"),
        ("", Dimension.SIZE, "the quantity is empty; a size such as '512 kB' is needed here"),
        ("  ", Dimension.RATIO, "the quantity is empty"),
        (True, Dimension.COUNT, "True is not a quantity"),
    ],
)
def test_that_a_refusal_says_what_is_wrong_and_what_is_needed(
    text: str | float, dimension: Dimension, message: str
) -> None:
    with pytest.raises(UnitError) as caught:
        parse_quantity(text, dimension)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 220


@pytest.mark.parametrize("dimension", Dimension)
def test_that_the_wording_of_each_dimension_names_units_that_work(dimension: Dimension) -> None:
    wording = WORDING[dimension]
    parse_quantity(wording.example, dimension)
    for unit in unit_names(dimension):
        assert find_scale(unit, dimension) is not None, unit


@pytest.mark.parametrize("dimension", [dimension for dimension in Dimension if WORDING[dimension].ladder])
def test_that_display_units_grow(dimension: Dimension) -> None:
    scales = [find_scale(unit, dimension) for unit in WORDING[dimension].ladder]
    sizes = [scale[0] / scale[1] for scale in scales if scale]
    assert sizes == sorted(set(sizes))


def test_that_no_scale_is_zero_or_negative() -> None:
    tables = [*SIMPLE.values(), *(table for upper, lower, _ in QUOTIENTS.values() for table in (upper, lower))]
    assert all(top > 0 and bottom > 0 for table in tables for top, bottom in table.values())


@pytest.mark.parametrize(
    ("value", "dimension", "text"),
    [
        (412 * DAY_S, Dimension.TIME, "412 d"),
        (3.2 * 365.25 * DAY_S, Dimension.TIME, "3.2 y"),
        (0.05, Dimension.TIME, "50 ms"),
        (90.0, Dimension.TIME, "90 s"),
        (3600.0, Dimension.TIME, "1 h"),
        (DAY_S, Dimension.TIME, "1 d"),
        (0.9999, Dimension.TIME, "1 s"),
        (0.0, Dimension.TIME, "0 s"),
        (-0.05, Dimension.TIME, "-50 ms"),
        (1.9e-6, Dimension.CURRENT, "1.9 µA"),
        (10_000.0, Dimension.SIZE, "10 kB"),
        (999.9, Dimension.SIZE, "1 kB"),
        (0.0, Dimension.SIZE, "0 B"),
        (0.123, Dimension.RATIO, "12.3 %"),
        (2e-5, Dimension.RATIO, "20 ppm"),
        (0.0, Dimension.RATIO, "0 %"),
        (1.4e6, Dimension.BIT_RATE, "1.4 Mbit/s"),
        (0.0, Dimension.BIT_RATE, "0 bit/s"),
        (0.02 / 3600, Dimension.RATIO_RATE, "2 %/h"),
        (-40.0, Dimension.TEMPERATURE, "-40 °C"),
        (500.0, Dimension.COUNT, "500"),
        (math.inf, Dimension.TIME, "∞"),
        (-math.inf, Dimension.TIME, "-∞"),
        (math.nan, Dimension.TIME, "–"),
    ],
)
def test_that_quantities_are_shown_in_a_human_unit(value: float, dimension: Dimension, text: str) -> None:
    assert format_quantity(value, dimension) == text


def test_that_more_digits_can_be_shown() -> None:
    assert format_quantity(0.0123456, Dimension.TIME, digits=5) == "12.346 ms"
    assert format_quantity(1234.0, Dimension.COUNT, digits=4) == "1234"
    assert format_quantity(0.0123456, Dimension.TIME, digits=1) == "10 ms"


@given(
    magnitude=st.floats(1e-200, 1e200),
    sign=st.sampled_from([1.0, -1.0]),
    dimension=st.sampled_from(list(Dimension)),
    digits=st.integers(1, 12),
)
def test_that_what_is_shown_reads_back_within_the_digits(
    magnitude: float, sign: float, dimension: Dimension, digits: int
) -> None:
    value = sign * magnitude
    if dimension is Dimension.TEMPERATURE and value < -270:
        value = -value
    text = format_quantity(value, dimension, digits)
    assert parse_quantity(text, dimension) == pytest.approx(value, rel=0.5000001 * 10.0 ** (1 - digits), abs=0)


@given(value=st.integers(-(10**15), 10**15), places=st.integers(0, 30), unit=st.sampled_from(["ns", "µs", "ms", "s"]))
def test_that_decimal_units_only_shift_the_point(value: int, places: int, unit: str) -> None:
    power = {"ns": -9, "µs": -6, "ms": -3, "s": 0}[unit] - places
    assert parse_quantity(f"{value}e-{places} {unit}", Dimension.TIME) == float(f"{value}e{power}")


@given(days=st.integers(0, 400), hours=st.integers(0, 23), minutes=st.integers(0, 59), seconds=st.integers(0, 59_999))
def test_that_joined_times_add_up(days: int, hours: int, minutes: int, seconds: int) -> None:
    text = f"{days}d {hours}h{minutes}min {seconds / 1000}s"
    exact = (days * 86_400 + hours * 3600 + minutes * 60) + seconds / 1000
    assert parse_quantity(text, Dimension.TIME) == pytest.approx(exact, rel=3e-16)


@given(text=st.text(max_size=120), dimension=st.sampled_from(list(Dimension)))
def test_that_any_text_is_read_or_refused_with_a_unit_error(text: str, dimension: Dimension) -> None:
    with suppress(UnitError):
        assert math.isfinite(parse_quantity(text, dimension))
