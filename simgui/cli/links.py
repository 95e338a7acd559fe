"""``simgui links``: what one message takes on a link."""

from __future__ import annotations

import json as json_format
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import typer

from simgui.core.errors import UnitError, UsageError
from simgui.core.quantity_format import format_quantity
from simgui.core.units import Dimension, parse_quantity

if TYPE_CHECKING:
    from simgui.placement.airtime import Transfer
    from simgui.profiles.lora_frame import LoraFrame
    from simgui.profiles.part import LinkProfile

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True)

_SCHEMA = "simgui.airtime/1"
_EXAMPLE = "for example --link lorawan-eu868"


class _Asked(TypedDict):
    """The options that only LoRa knows, as they were written; None or False where they were left out."""

    data_rate: str | None
    sf: int | None
    bw: str | None
    cr: str | None
    preamble: int | None
    implicit_header: bool
    no_crc: bool
    ldro: str | None
    frequency: str | None


@app.callback()
def links() -> None:
    """Links: what one message takes on them."""


@app.command()
def airtime(  # noqa: PLR0913 - one parameter an option
    *,
    link: Annotated[str, typer.Option(help="A link profile: simgui profiles list link.", metavar="NAME")],
    payload: Annotated[
        str,
        typer.Option(help="Application bytes, e.g. '10 B'; with --sf the LoRa PHY payload.", metavar="SIZE"),
    ],
    data_rate: Annotated[
        str | None,
        typer.Option(help="LoRaWAN: a data rate of the region, e.g. DR0, instead of the profile's.", metavar="DR"),
    ] = None,
    sf: Annotated[int | None, typer.Option(help="LoRa: spreading factor 6 to 12; one PHY frame.", metavar="N")] = None,
    bw: Annotated[str | None, typer.Option(help="LoRa: bandwidth, e.g. '125 kHz'.", metavar="BANDWIDTH")] = None,
    cr: Annotated[str | None, typer.Option(help="LoRa: coding rate, 4/5 to 4/8.", metavar="RATE")] = None,
    preamble: Annotated[int | None, typer.Option(help="LoRa: symbols of the preamble.", metavar="N")] = None,
    implicit_header: Annotated[bool, typer.Option("--implicit-header", help="LoRa: no header is sent.")] = False,
    no_crc: Annotated[bool, typer.Option("--no-crc", help="LoRa: no checksum follows the payload.")] = False,
    ldro: Annotated[
        str | None, typer.Option(help="LoRa: low data rate optimisation, on, off or auto.", metavar="WHEN")
    ] = None,
    frequency: Annotated[
        str | None,
        typer.Option(help="LoRaWAN EU868: the duty cycle of this channel's sub-band, e.g. '869.525 MHz'.", metavar="F"),
    ] = None,
    path_loss: Annotated[
        str | None,
        typer.Option(
            help="The spreading factor or coverage level of a device so far away, e.g. '154 dB'.", metavar="G"
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON with SI values.")] = False,
) -> None:
    """Tell time on air, radio energy and duty-cycle wait of one message from a device."""
    asked = _Asked(
        data_rate=data_rate,
        sf=sf,
        bw=bw,
        cr=cr,
        preamble=preamble,
        implicit_header=implicit_header,
        no_crc=no_crc,
        ldro=ldro,
        frequency=frequency,
    )
    answer = _answer(link, _payload_byte(payload), asked, path_loss)
    if json:
        print(json_format.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(answer)))


def _answer(name: str, payload_byte: int, asked: _Asked, path_loss: str | None = None) -> dict[str, Any]:
    """Work out everything that is printed, as JSON objects. SI units."""
    from simgui.placement.airtime import between_events_s, listening_power_w, radio_energy, silence_s, transfer
    from simgui.placement.misfit import MisfitError
    from simgui.profiles.lorawan_region import region_of
    from simgui.profiles.part import RateLaw

    profile = _link(name)
    is_lora = profile.law is RateLaw.LORA
    if not is_lora:
        _refuse_lora_options(profile, asked)
    duty_cycle = None if profile.duty_cycle is None else profile.duty_cycle.value
    if asked["frequency"] is not None:
        duty_cycle = _duty_cycle(profile, asked["frequency"])
    profile = _at_data_rate(profile, asked)
    if path_loss is not None:
        from simgui.cli.link_reach import at_path_loss

        if asked["sf"] is not None or asked["data_rate"] is not None:
            raise UsageError("--path-loss chooses the spreading factor: leave --sf and --data-rate out")
        profile = at_path_loss(profile, path_loss)
    frame = _frame(profile, asked) if is_lora else None
    if frame is not None and asked["sf"] is not None:
        sent = _phy_frame(frame, payload_byte)
    else:
        try:
            sent = transfer(profile, payload_byte, frame=frame)
        except MisfitError as misfit:
            raise UsageError(f"{misfit} ({'; '.join(misfit.remedies)})") from misfit
    region = region_of(profile.name)
    energy = radio_energy(profile, sent.airtime_s, frame, fragments=sent.fragments)
    wait_s = 0.0 if duty_cycle is None else silence_s(sent.airtime_s, duty_cycle)
    setup_s = sent.fragments * profile.setup_s.value if is_lora else profile.setup_s.value
    on_air_s = sent.airtime_s - setup_s if is_lora else sent.bits_s
    between_s = between_events_s(profile, sent.fragments)
    return {
        "schema": _SCHEMA,
        "link": profile.name,
        "law": profile.law.value,
        "payload_byte": payload_byte,
        "wire_byte": sent.wire_byte,
        "fragments": sent.fragments,
        "time_on_air_s": on_air_s,
        "setup_s": setup_s,
        "gaps_s": 0.0 if profile.fragment_s is None or is_lora else sent.fragments * profile.fragment_s.value,
        "between_events_s": between_s,
        "service_s": sent.airtime_s + between_s,
        "energy_j": energy.total_j,
        "transmit_energy_j": energy.transmit_j,
        "tail_energy_j": energy.tail_j,
        "wake_energy_j": energy.wake_j,
        "wake_s": 0.0 if profile.wake_s is None else profile.wake_s.value,
        "longest_uplink_wait_s": 0.0 if profile.uplink_interval_s is None else profile.uplink_interval_s.value,
        "keeping_power_w": listening_power_w(profile),
        "dwell_time_s": None if region is None else region.dwell_s,
        "duty_cycle": duty_cycle,
        "duty_cycle_wait_s": wait_s,
        "shortest_interval_s": sent.airtime_s + between_s + wait_s,
        "sub_bands": _sub_bands(profile, sent.airtime_s),
        "lora": None if frame is None else _as_json(frame, is_phy=asked["sf"] is not None),
    }


def _sub_bands(link: LinkProfile, airtime_s: float) -> list[dict[str, Any]]:
    """Tell the silence after a message in each sub-band; none for links without."""
    from simgui.placement.airtime import silence_s
    from simgui.profiles.lorawan_eu868 import LINK_NAMES, SUB_BANDS

    if not link.name.startswith(LINK_NAMES):
        return []
    return [
        {
            "name": band.name,
            "low_hz": band.low_hz,
            "high_hz": band.high_hz,
            "duty_cycle": band.duty_cycle,
            "duty_cycle_wait_s": silence_s(airtime_s, band.duty_cycle),
        }
        for band in SUB_BANDS
    ]


def _link(name: str) -> LinkProfile:
    from simgui.core.diagnostics import did_you_mean
    from simgui.profiles.registry import Registry
    from simgui.profiles.schema import Kind

    registry = Registry()
    known = registry.names(Kind.LINK)
    if name not in known:
        hint = did_you_mean(name, known) or f"one of {', '.join(known)}"
        raise UsageError(f"simgui links: there is no link called {name!r} ({hint})")
    return registry.link(name)


def _refuse_lora_options(link: LinkProfile, asked: _Asked) -> None:
    given = [key for key, value in asked.items() if value is not None and value is not False]
    if given:
        option = "--" + given[0].replace("_", "-")
        raise UsageError(f"{option} is for LoRa links, and {link.name} is none: leave it out, or name one, {_EXAMPLE}")


def _at_data_rate(link: LinkProfile, asked: _Asked) -> LinkProfile:
    from simgui.placement.airtime import at_data_rate
    from simgui.profiles.lorawan_region import REGIONS, region_of

    wanted = asked["data_rate"]
    if wanted is None:
        return link
    if asked["sf"] is not None or asked["bw"] is not None:
        raise UsageError("--data-rate says what --sf and --bw would: give the one or the others")
    region = region_of(link.name)
    if region is None:
        known = ", ".join(one.link_names for one in REGIONS)
        raise UsageError(f"--data-rate is for links whose name begins with one of {known}, {_EXAMPLE}; give --sf")
    for rate in region.data_rates:
        if wanted.upper() in {rate.name, rate.name.removeprefix("DR")}:
            return at_data_rate(link, rate)
    raise UsageError(f"--data-rate: {wanted!r} is none of {', '.join(rate.name for rate in region.data_rates)}")


def _frame(link: LinkProfile, asked: _Asked) -> LoraFrame:
    """Give the link's modulation with what was asked for instead."""
    from simgui.placement.airtime import own_frame

    frame = own_frame(link)
    sf, preamble = asked["sf"], asked["preamble"]
    if sf is not None:
        if not 6 <= sf <= 12:
            raise UsageError(f"--sf must be from 6 to 12, not {sf}")
        frame = replace(frame, spreading_factor=sf)
    if asked["bw"] is not None:
        frame = replace(frame, bandwidth_hz=_bandwidth_hz(asked["bw"]))
    if asked["cr"] is not None:
        frame = replace(frame, coding_rate_denominator=_denominator(asked["cr"]))
    if preamble is not None:
        if not 6 <= preamble <= 65535:
            raise UsageError(f"--preamble must be from 6 to 65535 symbols, not {preamble}; LoRaWAN has 8")
        frame = replace(frame, preamble_symbols=preamble)
    if asked["ldro"] is not None:
        if asked["ldro"] not in {"on", "off", "auto"}:
            raise UsageError(f"--ldro must be on, off or auto, not {asked['ldro']!r}")
        frame = replace(frame, low_data_rate={"on": True, "off": False}.get(asked["ldro"]))
    frame = replace(frame, has_header=not asked["implicit_header"], has_crc=not asked["no_crc"])
    if frame.spreading_factor == 6 and frame.has_header:
        raise UsageError("--sf 6 works without a header only (SX1276 data sheet): add --implicit-header")
    return frame


def _phy_frame(frame: LoraFrame, phy_payload_byte: int) -> Transfer:
    from simgui.placement.airtime import Transfer
    from simgui.profiles.lora_frame import LARGEST_PHY_PAYLOAD_BYTE

    if phy_payload_byte > LARGEST_PHY_PAYLOAD_BYTE:
        raise UsageError(
            f"--payload: a LoRa frame carries at most {LARGEST_PHY_PAYLOAD_BYTE} B, not {phy_payload_byte} B; write "
            "--data-rate instead of --sf to have a LoRaWAN message cut into frames"
        )
    return Transfer(frame.time_on_air_s(phy_payload_byte), phy_payload_byte, 1)


def _payload_byte(text: str) -> int:
    try:
        size_byte = parse_quantity(text, Dimension.SIZE)
    except UnitError as error:
        raise UsageError(f"--payload: {error}") from error
    if size_byte < 0 or size_byte != int(size_byte):
        raise UsageError(f"--payload must be a whole number of bytes such as '10 B', not {text!r}")
    return int(size_byte)


def _bandwidth_hz(text: str) -> float:
    from simgui.profiles.lora_frame import BANDWIDTHS_HZ

    bandwidth_hz = _frequency_hz("--bw", text)
    if bandwidth_hz not in BANDWIDTHS_HZ:
        known = ", ".join(f"{known_hz / 1e3:g}" for known_hz in BANDWIDTHS_HZ)
        raise UsageError(f"--bw: no LoRa radio has {text}; write one of {known} kHz, for example --bw '125 kHz'")
    return bandwidth_hz


def _frequency_hz(option: str, text: str) -> float:
    try:
        return parse_quantity(text, Dimension.FREQUENCY)
    except UnitError as error:
        raise UsageError(f"{option}: {error}") from error


def _denominator(text: str) -> int:
    known = {f"4/{denominator}": denominator for denominator in range(5, 9)}
    if text not in known:
        raise UsageError(f"--cr: {text!r} is none of {', '.join(known)}")
    return known[text]


def _duty_cycle(link: LinkProfile, frequency: str) -> float:
    from simgui.profiles.lorawan_eu868 import LINK_NAMES, SUB_BANDS, sub_band

    if not link.name.startswith(LINK_NAMES):
        raise UsageError(f"--frequency is for links whose name begins with {LINK_NAMES}, {_EXAMPLE}")
    band = sub_band(_frequency_hz("--frequency", frequency))
    if band is None:
        known = ", ".join(f"{one.low_hz / 1e6:g}-{one.high_hz / 1e6:g}" for one in SUB_BANDS)
        raise UsageError(f"--frequency: LoRaWAN does not transmit at {frequency} in Europe; choose from {known} MHz")
    return band.duty_cycle


def _as_json(frame: LoraFrame, *, is_phy: bool) -> dict[str, Any]:
    return {
        "spreading_factor": frame.spreading_factor,
        "bandwidth_hz": frame.bandwidth_hz,
        "coding_rate": f"4/{frame.coding_rate_denominator}",
        "preamble_symbols": frame.preamble_symbols,
        "explicit_header": frame.has_header,
        "crc": frame.has_crc,
        "low_data_rate_optimisation": frame.is_low_data_rate,
        "payload_is": "phy" if is_phy else "application",
    }


def _lines(answer: dict[str, Any]) -> list[str]:
    """Write an answer as text."""
    frames = f", {answer['fragments']} fragments" if answer["fragments"] > 1 else ""
    waking = f", {_text(answer['wake_energy_j'], Dimension.ENERGY)} waking up" if answer["wake_energy_j"] else ""
    rows = [
        ("link", answer["link"] + _modulation(answer["lora"])),
        ("payload", f"{answer['payload_byte']} B, {answer['wire_byte']} B on the wire{frames}"),
        ("time on air", f"{_text(answer['time_on_air_s'], Dimension.TIME, 6)}{_and_what_else(answer)}"),
        (
            "energy",
            f"{_text(answer['energy_j'], Dimension.ENERGY)} by the radio: "
            f"{_text(answer['transmit_energy_j'], Dimension.ENERGY)} sending, "
            f"{_text(answer['tail_energy_j'], Dimension.ENERGY)} listening on{waking}",
        ),
    ]
    if answer["keeping_power_w"] > 0:
        rows.append(("attached", f"{_text(answer['keeping_power_w'], Dimension.POWER)} all the time"))
    if answer["longest_uplink_wait_s"] > 0:
        rows.append(("starts", f"every {_text(answer['longest_uplink_wait_s'], Dimension.TIME)} only"))
    if answer["dwell_time_s"] is not None:
        rows.append(("dwell time", f"at most {_text(answer['dwell_time_s'], Dimension.TIME)} a frame"))
    if answer["duty_cycle"] is None:
        rows.append(("duty cycle", "no limit"))
    else:
        rows.append(
            (
                "duty cycle",
                f"{answer['duty_cycle'] * 100:g} %: {_text(answer['duty_cycle_wait_s'], Dimension.TIME)} of silence "
                f"after it, at best one every {_text(answer['shortest_interval_s'], Dimension.TIME)}",
            )
        )
    rows += [
        (
            f"band {band['name']}",
            f"{band['low_hz'] / 1e6:g}-{band['high_hz'] / 1e6:g} MHz, {band['duty_cycle'] * 100:g} %: silent for "
            f"{_text(band['duty_cycle_wait_s'], Dimension.TIME)}",
        )
        for band in answer["sub_bands"]
    ]
    return [f"{label:<12}{value}" for label, value in rows]


def _and_what_else(answer: dict[str, Any]) -> str:
    """Write what a message takes beside its bits, and the sum; nothing where the bits are all."""
    names = (("setup_s", "setting up"), ("gaps_s", "gaps and answers"), ("between_events_s", "until later events"))
    parts = [f"{_text(answer[key], Dimension.TIME)} {name}" for key, name in names if answer[key] > 0]
    if not parts:
        return ""
    return f" for the bits, + {' + '.join(parts)} = {_text(answer['service_s'], Dimension.TIME)} of service"


def _modulation(lora: dict[str, Any] | None) -> str:
    if lora is None:
        return ""
    what = "PHY frame" if lora["payload_is"] == "phy" else "LoRaWAN message"
    return f", {what} at SF{lora['spreading_factor']} / {lora['bandwidth_hz'] / 1e3:g} kHz / CR {lora['coding_rate']}"


def _text(value: float, dimension: Dimension, digits: int = 3) -> str:
    return format_quantity(value, dimension, digits)
