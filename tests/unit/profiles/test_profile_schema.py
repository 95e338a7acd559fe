"""The rules of profile files follow from the records: dimension by suffix, meaning by docstring."""

import pytest

from simgui.core.units import Dimension
from simgui.profiles.schema import Kind, Shape, rules_of


@pytest.mark.parametrize(
    ("kind", "field", "dimension"),
    [
        (Kind.DEVICE, "sleep_power_w", Dimension.POWER),
        (Kind.DEVICE, "memory_byte_per_s", Dimension.BIT_RATE),
        (Kind.DEVICE, "ram_byte", Dimension.SIZE),
        (Kind.LINK, "uplink_bit_per_s", Dimension.BIT_RATE),
        (Kind.LINK, "usd_per_byte", Dimension.MONEY_PER_SIZE),
        (Kind.LINK, "loss_probability", Dimension.RATIO),
        (Kind.BATTERY, "capacity_c", Dimension.CHARGE),
        (Kind.BATTERY, "self_discharge_per_s", Dimension.RATIO_RATE),
        (Kind.BATTERY, "internal_resistance_ohm", Dimension.RESISTANCE),
        (Kind.CLOUD, "usd_per_server_s", Dimension.MONEY_PER_TIME),
        (Kind.CLOUD, "usd_per_message", Dimension.MONEY),
        (Kind.KERNEL, "cycles_per", Dimension.COUNT),
        (Kind.KERNEL, "latency_spread", Dimension.RATIO),
    ],
)
def test_that_the_suffix_decides_the_dimension(kind: Kind, field: str, dimension: Dimension) -> None:
    assert rules_of(kind)[field].dimension is dimension


@pytest.mark.parametrize("kind", Kind)
def test_that_every_field_has_a_meaning_and_every_number_a_unit(kind: Kind) -> None:
    for rule in rules_of(kind).values():
        assert rule.meaning, rule.name
        assert rule.unit or rule.shape not in {Shape.NUMBER, Shape.NUMBERS}, rule.name


@pytest.mark.parametrize("kind", Kind)
def test_that_the_file_name_alone_names_a_part(kind: Kind) -> None:
    assert "name" not in rules_of(kind)


def test_that_bytes_a_second_are_an_eighth_of_bits_a_second() -> None:
    assert rules_of(Kind.DEVICE)["memory_byte_per_s"].factor == 1 / 8


def test_that_folders_are_plural() -> None:
    assert [kind.folder for kind in Kind] == [
        "devices",
        "links",
        "batteries",
        "sensors",
        "regulators",
        "gateways",
        "clouds",
        "kernels",
        "harvesters",
    ]
