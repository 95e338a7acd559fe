"""Every bundled profile keeps the promises the engine and the reports rest on."""

from itertools import pairwise

import pytest

from simgui.profiles.load import fields_of
from simgui.profiles.part import DeviceKind, Medium, RateLaw
from simgui.profiles.registry import Registry
from simgui.profiles.schema import KERNEL_UNITS, Kind, rules_of
from simgui.profiles.sourced import Basis

REGISTRY = Registry()
PARTS = [(kind, name) for kind in Kind for name in REGISTRY.names(kind)]


@pytest.mark.parametrize(("kind", "name"), PARTS)
def test_that_every_number_has_a_source_and_guesses_are_wide(kind: Kind, name: str) -> None:
    numbers = dict(fields_of(REGISTRY.get(kind, name)))
    assert numbers
    for path, number in numbers.items():
        assert number.source.strip(), path
        assert number.text, path
        if number.basis is Basis.GUESS:
            assert number.tolerance >= 0.5, path
            assert number.source.startswith("engineering estimate: "), path
        else:
            assert not number.source.startswith("engineering estimate"), path


@pytest.mark.parametrize(("kind", "name"), PARTS)
def test_that_no_share_exceeds_the_whole_within_its_tolerance(kind: Kind, name: str) -> None:
    part = REGISTRY.get(kind, name)
    for rule in rules_of(kind).values():
        number = getattr(part, rule.name)
        if rule.most == 1 and number is not None:
            assert number.value * (1 + number.tolerance) <= 1, rule.name


@pytest.mark.parametrize("name", REGISTRY.names(Kind.DEVICE))
def test_that_a_device_takes_more_the_more_it_does(name: str) -> None:
    device = REGISTRY.device(name)
    sleep_w, sample_w, active_w = (
        number.value for number in (device.sleep_power_w, device.sample_power_w, device.active_power_w)
    )
    assert sleep_w < sample_w < active_w
    assert sleep_w <= device.idle_power_w.value < active_w
    if device.kind is DeviceKind.MCU:
        assert sleep_w < 0.05 * active_w
        assert 1.6 <= device.supply_v.value <= 3.6


@pytest.mark.parametrize("name", REGISTRY.names(Kind.DEVICE))
def test_that_a_devices_kernel_exists(name: str) -> None:
    device = REGISTRY.device(name)
    assert set(REGISTRY.kernel(device.core, device.stack).cycles_per) >= set(KERNEL_UNITS)


@pytest.mark.parametrize("name", REGISTRY.names(Kind.CLOUD))
def test_that_a_clouds_kernel_exists(name: str) -> None:
    cloud = REGISTRY.cloud(name)
    assert REGISTRY.kernel(cloud.core, cloud.stack).core == cloud.core
    assert cloud.idle_power_w.value < cloud.active_power_w.value


@pytest.mark.parametrize("name", REGISTRY.names(Kind.GATEWAY))
def test_that_a_gateways_device_exists(name: str) -> None:
    gateway = REGISTRY.gateway(name)
    assert gateway.workers <= REGISTRY.device(gateway.device).cores


@pytest.mark.parametrize("name", REGISTRY.names(Kind.KERNEL))
def test_that_kernel_costs_are_plausible(name: str) -> None:
    kernel = REGISTRY.kernel(*name.split("+"))
    cycles = {unit: number.value for unit, number in kernel.cycles_per.items()}
    assert all(value > 0 for value in cycles.values())
    assert cycles["operator"] > cycles["requantised_output"] > cycles["conv_mac"]
    assert 0.1 <= kernel.latency_spread.value <= 2


@pytest.mark.parametrize("name", REGISTRY.names(Kind.BATTERY))
def test_that_a_battery_can_do_what_it_says(name: str) -> None:
    battery = REGISTRY.battery(name)
    assert battery.continuous_current_a.value <= battery.pulse_current_a.value
    assert battery.pulse_current_a.value * battery.internal_resistance_ohm.value < battery.nominal_v.value * 1.1
    assert 0 < battery.self_discharge_per_s.value * 365.25 * 86400 < 0.6
    temperatures = [point[0] for point in battery.capacity_by_temperature]
    assert temperatures[0] <= -20 <= 20 <= temperatures[-1]
    assert dict(battery.capacity_by_temperature)[20.0] == 1


@pytest.mark.parametrize("name", REGISTRY.names(Kind.BATTERY))
def test_that_every_table_of_a_battery_has_a_source_and_guesses_are_wide(name: str) -> None:
    battery = REGISTRY.battery(name)
    for table in (battery.ocv_v, battery.resistance_ohm, battery.capacity_by_current):
        if table is not None:
            assert table.source.strip()
            assert table.source.startswith("engineering estimate: ") == (table.basis is Basis.GUESS)
            assert table.tolerance >= 0.5 or table.basis is not Basis.GUESS


@pytest.mark.parametrize("name", [name for name in REGISTRY.names(Kind.BATTERY) if REGISTRY.battery(name).ocv_v])
def test_that_the_tables_of_a_battery_agree_with_its_numbers(name: str) -> None:
    battery = REGISTRY.battery(name)
    assert battery.ocv_v is not None
    assert battery.resistance_ohm is not None
    assert battery.capacity_by_current is not None
    assert battery.ocv_v.points[0] == (0.0, battery.cutoff_v.value)
    assert battery.ocv_v.points[-1][0] == 1.0
    ohm = {row[:2]: row[2] for row in battery.resistance_ohm.points}
    temperatures = sorted({row[1] for row in battery.resistance_ohm.points})
    assert all(ohm[0.1, t] > ohm[1.0, t] for t in temperatures), "it rises towards the end"
    assert all(ohm[1.0, cold] > ohm[1.0, warm] for cold, warm in pairwise(temperatures)), "and in the cold"
    shares = [share for _, share in battery.capacity_by_current.points]
    assert shares[0] == 1.0
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize(
    ("name", "energy_j"),
    [("cr2032", 0.225 * 2.9 * 3600), ("er14505", 2.6 * 3.6 * 3600), ("18650-2600", 2.6 * 3.63 * 3600)],
)
def test_that_charge_times_voltage_is_the_published_energy(name: str, energy_j: float) -> None:
    battery = REGISTRY.battery(name)
    assert battery.capacity_c.value * battery.nominal_v.value == pytest.approx(energy_j)


@pytest.mark.parametrize("name", REGISTRY.names(Kind.LINK))
def test_that_a_link_is_consistent(name: str) -> None:
    link = REGISTRY.link(name)
    assert link.standby_power_w.value <= link.tail_power_w.value or not link.tail_power_w.value
    assert link.receive_power_w.value <= 1.05 * link.transmit_power_w.value
    assert link.loss_probability.value < 0.1
    assert link.max_attempts >= 1
    assert (link.law is RateLaw.LORA) == (link.spreading_factor > 0)


def test_that_cellular_bursts_need_more_than_a_coin_cell() -> None:
    burst_a = REGISTRY.link("lte-m").burst_current_a.value
    assert REGISTRY.battery("cr2032").pulse_current_a.value < burst_a
    assert REGISTRY.battery("er14505").pulse_current_a.value < burst_a
    assert REGISTRY.battery("er34615").pulse_current_a.value > burst_a


def test_that_waking_an_lte_m_modem_costs_what_its_data_sheet_says() -> None:
    # nRF9160 Product Specification: tracking-area update of 105 mJ and 1.5 s, Cat-M1, 23 dBm.
    link = REGISTRY.link("lte-m")
    assert link.wake_s is not None
    assert link.wake_s.value * link.transmit_power_w.value == pytest.approx(0.105, rel=0.05)
    assert link.wake_s.value + link.latency_s.value == pytest.approx(1.5 + 0.075, rel=0.02)


def test_that_ble_carries_the_usual_application_rate() -> None:
    # 1.3 to 1.4 Mbit/s are what a 2M connection with data length extension carries.
    link = REGISTRY.link("ble-2m")
    assert link.fragment_s is not None
    payload, overhead = link.max_payload_byte.value, link.message_overhead_byte.value
    packet_s = 8 * (payload + overhead) / link.uplink_bit_per_s.value + link.fragment_s.value
    assert 1.3e6 < 8 * payload / packet_s < 1.4e6


def test_that_lorawan_is_dr5_under_one_percent() -> None:
    link = REGISTRY.link("lorawan-eu868")
    raw_bit_per_s = link.spreading_factor * link.bandwidth_hz / 2**link.spreading_factor * 4 / 5
    assert link.coding_rate_denominator == 5
    assert link.uplink_bit_per_s.value == pytest.approx(raw_bit_per_s, rel=0.01)
    assert link.duty_cycle is not None
    assert link.duty_cycle.value == 0.01
    assert link.medium is Medium.DEDICATED, "nobody waits for the channel: frames collide"
