"""How long a device's sensor and processor are busy with readings."""

from simgui.profiles.part import SensorProfile


def reading_s(sensor: SensorProfile) -> float:
    """Give the time of one reading on its own: power-up and one conversion. [s]"""
    return sensor.startup_s.value + 1.0 / sensor.max_rate_hz.value


def rests(sensor: SensorProfile, rate_hz: float) -> bool:
    """Tell whether readings are so far apart that sensor and processor sleep in between."""
    return reading_s(sensor) * rate_hz < 1.0


def sensing_s(sensor: SensorProfile, rate_hz: float, window_s: float, every_s: float) -> float:
    """Give how long sensor and processor are busy for a window. [s]

    Parameters
    ----------
    sensor : SensorProfile
        What is read.
    rate_hz : float
        Readings a second. [Hz]
    window_s, every_s : float
        Length of the window, and time from one to the next; where they overlap, a reading is taken once. [s]

    Notes
    -----
    Where there is time for it, both rest between readings, and each reading takes power-up and one conversion.
    Otherwise they are busy from power-up to the end of the window.
    """
    if rests(sensor, rate_hz):
        return min(every_s, rate_hz * min(window_s, every_s) * reading_s(sensor))
    return min(window_s + sensor.startup_s.value, every_s)
