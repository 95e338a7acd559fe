"""What a link profile may not say, and how its tables of reach are read."""

from pathlib import Path

import pytest

from simgui.core.errors import InputError
from simgui.core.paths import bundled
from simgui.profiles.load import fields_of, load_part
from simgui.profiles.part import LinkProfile, RateSpreadLaw
from simgui.profiles.registry import Registry
from simgui.profiles.schema import Kind
from simgui.profiles.sourced import Basis


def loaded(folder: Path, name: str, old: str, new: str) -> LinkProfile:
    text = (bundled("device_profiles") / "links" / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    file = folder / f"{name}.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    part = load_part(file, Kind.LINK)
    assert isinstance(part, LinkProfile)
    return part


SPREAD = 'rate_spread: {value: "120 %", source: "engineering estimate", tolerance: "50 %", basis: guess}\n'


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("thread", "jitter_law: uniform", "jitter_law: lognormal", "jitter_shape: is missing"),
        ("thread", 'value: "51 B"', 'value: "90 B"', "lower_overhead_byte: is above message_overhead_byte"),
        ("thread", "jitter_law: uniform", SPREAD + "rate_spread_law: uniform", "rate_spread: is 1 or more"),
        ("thread", "jitter_law: uniform", SPREAD + "rate_spread_law: normal", "'normal' is not known here"),
        ("lorawan-eu868", "transmit_dbm:", SPREAD + "transmit_dbm:", "rate_spread: is not for the LoRa law"),
        ("thread", "jitter_law: uniform", "skipped_events: 3", "uplink_interval_s: is missing"),
        ("nb-iot", '"156 bit/s"', '"0 bit/s"', "uplink_by_path_loss: has a zero"),
        ("nb-iot", '["144 dB", "15.6 kbit/s"]', '["160 dB", "15.6 kbit/s"]', "points must ascend"),
        ("lorawan-eu868", 'value: "14 dBm"', 'value: "14 mW"', "transmit_dbm.value"),
        ("thread", "jitter_law: uniform", "jitter_law: gauss", "'gauss' is not known here"),
        ("lorawan-eu868", "transmit_dbm:", "transmit_dbmm:", "did you mean 'transmit_dbm'?"),
    ],
)
def test_that_a_link_that_contradicts_itself_is_refused(
    tmp_path: Path, name: str, old: str, new: str, problem: str
) -> None:
    with pytest.raises(InputError) as caught:
        loaded(tmp_path, name, old, new)
    assert problem in str(caught.value)


def test_that_a_profile_says_how_its_rate_varies(tmp_path: Path) -> None:
    link = loaded(tmp_path, "lte-m", "jitter_s:", SPREAD + "jitter_s:")
    assert link.rate_spread is not None
    assert (link.rate_spread.value, link.rate_spread_law) == (1.2, RateSpreadLaw.LOGNORMAL)
    assert Registry().link("ethernet-100m").rate_spread is None


def test_that_levels_may_be_negative_and_losses_not(tmp_path: Path) -> None:
    link = loaded(tmp_path, "lorawan-eu868", 'value: "14 dBm"', 'value: "-3 dBm"')
    assert link.transmit_dbm is not None
    assert link.transmit_dbm.value == -3
    assert link.sensitivity_dbm is not None
    assert link.sensitivity_dbm.points[0] == (7.0, -124.5)
    with pytest.raises(InputError, match="cannot be negative"):
        loaded(tmp_path, "lorawan-eu868", 'value: "6 dB"', 'value: "-6 dB"')


def test_that_every_number_of_the_what_if_is_a_guess_and_its_title_says_so() -> None:
    link = Registry().link("6g-what-if")
    assert link.title.startswith("WHAT IF")
    assert {number.basis for _, number in fields_of(link)} == {Basis.GUESS}
    assert link.latency_s.value == 1e-4
    assert link.uplink_bit_per_s.value == 1e13


@pytest.mark.parametrize("name", [name for name in Registry().names(Kind.LINK) if name.startswith("lorawan")])
def test_that_each_spreading_factor_hears_two_and_a_half_decibels_less_than_the_next(name: str) -> None:
    """Semtech's limits of the signal-to-noise ratio are 2.5 dB apart."""
    table = Registry().link(name).sensitivity_dbm
    assert table is not None
    slowest = 12 if "eu868" in name else 10
    assert [factor for factor, _ in table.points] == list(range(7, slowest + 1))
    steps = [before[1] - after[1] for before, after in zip(table.points, table.points[1:], strict=False)]
    assert steps == [2.5] * (slowest - 7)
