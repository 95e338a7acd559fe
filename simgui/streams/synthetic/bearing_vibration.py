"""Vibration of a motor bearing: healthy, or with a defect on the outer or inner race."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simgui.streams.synthetic.bearing_geometry import BEARINGS, BearingGeometry
from simgui.streams.synthetic.seeding import draw_in_split, generator
from simgui.streams.synthetic.signal import FloatWindows, Split, check_request, sample_count

_FloatArray = NDArray[np.float64]

_HEALTHY, _OUTER, _INNER = range(3)
_LEAD_S = 0.02
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Machine:
    """What stays the same over all windows of one motor.

    Parameters
    ----------
    bearing : BearingGeometry
        Its bearing.
    shaft_hz : float
        Shaft rate at rated load. [Hz]
    resonance_hz, second_resonance_hz : float
        Structural modes that impacts ring. [Hz]
    damping : float
        Damping ratio of those modes. [-]
    imbalance, misalignment, gear : float
        Amplitudes of once-per-turn, twice-per-turn and gear-mesh vibration. [m/s^2]
    teeth : int
        Teeth of the pinion. [-]
    line_hz : float
        Frequency of the mains. [Hz]
    hum : float
        Amplitude of electrical hum at twice the line frequency. [m/s^2]
    noise : float
        Standard deviation of white noise. [m/s^2]
    rumble : float
        Standard deviation of broadband noise that passes through the structure. [m/s^2]
    looseness : float
        Peak of a once-per-turn rattle, zero for most machines. [m/s^2]
    knock_rate_hz : float
        Mean rate of knocks from outside. [Hz]
    wear : float
        Typical peak of a defect's impact in units of the noise that surrounds it. [-]
    """

    bearing: BearingGeometry
    shaft_hz: float
    resonance_hz: float
    second_resonance_hz: float
    damping: float
    imbalance: float
    misalignment: float
    gear: float
    teeth: int
    line_hz: float
    hum: float
    noise: float
    rumble: float
    looseness: float
    knock_rate_hz: float
    wear: float


@dataclass(frozen=True, slots=True)
class BearingVibration:
    """Acceleration at a motor's bearing housing.

    Notes
    -----
    x(t) = shaft harmonics + gear mesh + hum + knocks + noise + Σ_k a_k h(t - t_k).
    A defect strikes at t_{k+1} = t_k + (1 + ε_k)/f with f = BPFO or BPFI and slip ε ~ N(0, 1 %); every strike
    rings the structure, h(t) = exp(-2π ζ f_n t) sin(2π f_n t). Strikes of the inner race are weighed by the
    Stribeck load (1 - (1 - cos θ)/(2ε))^1.5 as the defect turns through the load zone. Shaft rate varies
    slowly by up to 1 % within a window and with load between windows. Knocks, rattle and noise excite the
    same modes in healthy machines, so neither energy in the band nor kurtosis alone tells wear from health.

    Not modelled: cage and ball defects, the path's change with load, growth of a defect within a window.
    Amplitudes and their spread are guesses that make the task neither trivial nor hopeless.

    References
    ----------
    R. B. Randall and J. Antoni, "Rolling element bearing diagnostics: a tutorial", Mechanical Systems and
    Signal Processing 25(2), 2011, doi:10.1016/j.ymssp.2010.07.017.
    P. D. McFadden and J. D. Smith, "Model for the vibration produced by a single point defect in a rolling
    element bearing", Journal of Sound and Vibration 96(1), 1984, doi:10.1016/0022-460X(84)90595-9.
    """

    name: str = "bearing_vibration"
    channels: int = 1
    states: tuple[str, ...] = ("healthy", "outer_race", "inner_race")
    nominal_rate_hz: float = 10_000.0
    event_duration_s: float = 30 * _DAY_S
    unit: str = "m/s^2"
    lowest_rate_hz: float = 9_500.0

    def machine(self, *, seed: int, split: Split, stream: int) -> Machine:
        """Draw the machine behind a stream.

        Parameters
        ----------
        seed : int
            Seed of the data set. [-]
        split : Split
            Split, which owns its bearings, speed bands and resonance bands.
        stream : int
            Number of the machine. [-]

        Returns
        -------
        Machine
            The same for every state and window of the stream.
        """
        rng = generator(self.name, seed, split, stream, "machine")
        bearings = BEARINGS[split]
        resonance_hz = draw_in_split(rng, split, 2_000.0, 3_800.0, bands=12)
        noise = float(rng.uniform(0.5, 1.5))
        return Machine(
            bearing=bearings[int(rng.integers(len(bearings)))],
            shaft_hz=draw_in_split(rng, split, 1_000.0 / 60, 3_000.0 / 60),
            resonance_hz=resonance_hz,
            second_resonance_hz=min(resonance_hz * float(rng.uniform(1.15, 1.6)), 4_600.0),
            damping=float(rng.uniform(0.02, 0.06)),
            imbalance=noise * float(rng.uniform(0.3, 2.0)),
            misalignment=noise * float(rng.uniform(0.1, 1.0)),
            gear=noise * float(rng.uniform(0.0, 1.0)),
            teeth=int(rng.integers(13, 32)),
            line_hz=float(rng.choice([50.0, 60.0])),
            hum=noise * float(rng.uniform(0.0, 0.5)),
            noise=noise,
            rumble=noise * float(rng.uniform(0.3, 1.2)),
            looseness=noise * float(rng.uniform(1.0, 4.0)) if rng.random() < 0.3 else 0.0,
            knock_rate_hz=float(rng.uniform(0.5, 8.0)),
            wear=float(rng.uniform(4.0, 7.0)),
        )

    def windows(
        self, *, seed: int, split: Split, stream: int, state: int, count: int, window_s: float, rate_hz: float
    ) -> FloatWindows:
        """Generate windows of one motor; see `SignalSource.windows`.

        Parameters
        ----------
        seed, split, stream, state, count
            Which motor, in which state, how many windows. [-]
        window_s : float
            Length of a window. [s]
        rate_hz : float
            Sample rate. [Hz]

        Returns
        -------
        FloatWindows
            (count, samples, 1). [m/s^2]

        Raises
        ------
        SignalError
            If the state is unknown or the rate is below 9.5 kHz.
        """
        check_request(self, state=state, count=count, stream=stream, rate_hz=rate_hz, lowest_hz=self.lowest_rate_hz)
        samples = sample_count(window_s, rate_hz)
        machine = self.machine(seed=seed, split=split, stream=stream)
        ringing = _ringing(machine, rate_hz)
        windows = np.empty((count, samples, 1), dtype=np.float32)
        for index in range(count):
            rng = generator(self.name, seed, split, stream, state, "window", index)
            windows[index, :, 0] = _window(machine, state, samples, rate_hz, rng, ringing)
        return windows

    def describe(self) -> str:
        """Explain what is modelled.

        Returns
        -------
        str
            A paragraph for people.
        """
        return (
            "Acceleration of a motor's bearing housing: shaft harmonics, gear mesh, hum, knocks and "
            "noise, plus the ringing that a defect of the outer (BPFO) or inner race (BPFI, modulated "
            "by the load zone) excites. Bearings, speeds and resonances of training, validation and "
            "test are disjoint."
        )


def _window(
    machine: Machine, state: int, samples: int, rate_hz: float, rng: np.random.Generator, ringing: _FloatArray
) -> _FloatArray:
    lead = round(_LEAD_S * rate_hz)
    total = samples + lead
    time_s = np.arange(total) / rate_hz
    load = rng.uniform(0.6, 1.1)
    shaft_hz = machine.shaft_hz * (1.0 - 0.02 * (load - 0.6)) * (1.0 + 0.005 * rng.standard_normal())
    wobble_hz, wobble = rng.uniform(2.0, 8.0), rng.uniform(0.002, 0.01)
    swing = np.cos(2 * math.pi * wobble_hz * time_s + rng.uniform(0.0, 2 * math.pi))
    turns = shaft_hz * (time_s - wobble / (2 * math.pi * wobble_hz) * swing)
    signal = _tones(machine, turns, time_s, load, rng)
    signal += _noise(machine, total, rate_hz, rng)
    start_s, peak = _strikes(machine, state, shaft_hz, load, total / rate_hz, rng)
    _ring(signal, machine, start_s, peak, rate_hz, ringing)
    return signal[lead:]


def _tones(
    machine: Machine, turns: _FloatArray, time_s: _FloatArray, load: float, rng: np.random.Generator
) -> _FloatArray:
    """Harmonics of the shaft, gear mesh with sidebands, and hum."""
    first, second, third, mesh, overtone = np.exp(1j * rng.uniform(0.0, 2 * math.pi, 5))
    angle = 2 * math.pi * turns
    # Harmonics as powers of one complex tone: sines are what costs here.
    turn = np.cos(angle) + 1j * np.sin(angle)
    twice = turn * turn
    tooth_angle = machine.teeth * angle
    tooth = np.cos(tooth_angle) + 1j * np.sin(tooth_angle)
    shaken = (machine.imbalance * first) * turn
    shaken += (load * machine.misalignment * second) * twice
    shaken += (0.4 * load * machine.misalignment * third) * (twice * turn)
    meshing = mesh * tooth + (0.4 * overtone) * (tooth * tooth)
    modulation = 1.0 + 0.4 * (first * turn).real
    hum = machine.hum * np.sin(4 * math.pi * machine.line_hz * time_s + rng.uniform(0.0, 2 * math.pi))
    return np.asarray(shaken.imag + load * machine.gear * modulation * meshing.imag + hum)


def _noise(machine: Machine, total: int, rate_hz: float, rng: np.random.Generator) -> _FloatArray:
    """White noise, plus noise that the modes of the structure have coloured."""
    frequency_hz = np.fft.rfftfreq(total, 1 / rate_hz)
    response = np.zeros_like(frequency_hz)
    for mode_hz, share in ((machine.resonance_hz, 1.0), (machine.second_resonance_hz, 0.6)):
        ratio = (frequency_hz / mode_hz) ** 2
        response += share / np.sqrt((1 - ratio) ** 2 + 4 * machine.damping**2 * ratio)
    response /= math.sqrt(float(np.mean(response * response)))
    coloured = np.fft.irfft(np.fft.rfft(rng.standard_normal(total)) * response, total)
    white = rng.standard_normal(total)
    return np.asarray(rng.uniform(0.8, 1.25) * (machine.noise * white + machine.rumble * coloured))


def _strikes(
    machine: Machine, state: int, shaft_hz: float, load: float, until_s: float, rng: np.random.Generator
) -> tuple[_FloatArray, _FloatArray]:
    """Start and peak of every impact: knocks and rattle of any machine, then those of a defect."""
    floor = math.hypot(machine.noise, machine.rumble)
    knocks = int(rng.poisson(machine.knock_rate_hz * until_s))
    starts, peaks = [rng.uniform(0.0, until_s, knocks)], [floor * rng.uniform(2.0, 8.0, knocks)]
    if machine.looseness:
        turn_s = 1.0 / shaft_hz
        beat = np.arange(rng.uniform(0.0, turn_s), until_s, turn_s)
        starts.append(beat + 0.03 * turn_s * rng.standard_normal(len(beat)))
        peaks.append(machine.looseness * rng.uniform(0.6, 1.3, len(beat)))
    if state != _HEALTHY:
        start_s, peak = _defect_strikes(machine, state, shaft_hz, load, until_s, rng)
        starts.append(start_s)
        peaks.append(peak)
    start_s, peak = np.concatenate(starts), np.concatenate(peaks)
    inside = (start_s >= 0.0) & (start_s < until_s)
    return start_s[inside], peak[inside]


def _defect_strikes(
    machine: Machine, state: int, shaft_hz: float, load: float, until_s: float, rng: np.random.Generator
) -> tuple[_FloatArray, _FloatArray]:
    bearing = machine.bearing
    rate_hz = bearing.outer_race_hz(shaft_hz) if state == _OUTER else bearing.inner_race_hz(shaft_hz)
    period_s = 1.0 / rate_hz
    steps = period_s * (1.0 + 0.01 * rng.standard_normal(int(until_s * rate_hz * 1.2) + 4))
    start_s = rng.uniform(0.0, period_s) + np.cumsum(steps) - period_s
    peak = math.hypot(machine.noise, machine.rumble) * machine.wear * load * rng.lognormal(0.0, 0.25)
    peaks = peak * (1.0 + 0.15 * rng.standard_normal(len(start_s)))
    if state == _INNER:
        angle = 2 * math.pi * shaft_hz * start_s + rng.uniform(0.0, 2 * math.pi)
        zone = rng.uniform(0.5, 0.9)
        carried = np.maximum(1.0 - (1.0 - np.cos(angle)) / (2.0 * zone), 0.0) ** 1.5
        peaks *= 1.3 * (0.1 + 0.9 * carried)
    return start_s, peaks


def _decay_per_s(machine: Machine) -> float:
    return 2 * math.pi * machine.damping * machine.resonance_hz


def _ringing(machine: Machine, rate_hz: float) -> _FloatArray:
    """Decaying sine and cosine of both modes, as rows, until less than 1 % is left."""
    decay_per_s = _decay_per_s(machine)
    since_s = np.arange(math.ceil(5.0 / decay_per_s * rate_hz)) / rate_hz
    rows = []
    for mode_hz, share in ((machine.resonance_hz, 1.0), (machine.second_resonance_hz, 0.5)):
        angle = 2 * math.pi * mode_hz * since_s
        rows += [share * np.sin(angle), share * np.cos(angle)]
    return np.asarray(np.exp(-decay_per_s * since_s) * np.array(rows))


def _ring(
    signal: _FloatArray,
    machine: Machine,
    start_s: _FloatArray,
    peak: _FloatArray,
    rate_hz: float,
    ringing: _FloatArray,
) -> None:
    """Add the ringing of every strike to the signal, from the first sample after it."""
    first = np.ceil(start_s * rate_hz).astype(np.int64)
    late_s = first / rate_hz - start_s
    height = peak * np.exp(-_decay_per_s(machine) * late_s)
    tails = np.zeros((len(first), ringing.shape[1]))
    for mode, mode_hz in enumerate((machine.resonance_hz, machine.second_resonance_hz)):
        angle = 2 * math.pi * mode_hz * late_s
        tails += (height * np.cos(angle))[:, None] * ringing[2 * mode]
        tails += (height * np.sin(angle))[:, None] * ringing[2 * mode + 1]
    for at, tail in zip(first.tolist(), tails, strict=True):
        room = len(signal) - at
        if room > 0:
            signal[at : at + len(tail)] += tail[:room]
