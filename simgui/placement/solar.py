"""Light on a panel, by the sun's place in the sky and the weather."""

import math
from dataclasses import dataclass

import numpy as np

from simgui.plan.plan import Float64Array

SOLAR_CONSTANT_W_PER_M2 = 1361.0
_ALBEDO = 0.2
"""Light that grass and soil reflect; the usual assumption where nothing is known. [-]"""
_LOWEST_SUN = 0.065
"""Cosine of the zenith angle below which no beam is counted: it would be divided by almost nothing. [-]"""
_DAYS = 365


@dataclass(frozen=True, slots=True)
class Sun:
    """Where the sun stands, at some instants.

    Parameters
    ----------
    east, north, up : float64 array
        Unit vector towards it; ``up`` is the cosine of the zenith angle. [-]
    beyond_air_w_per_m2 : float64 array
        Irradiance outside the atmosphere, across the beam. [W/m2]
    """

    east: Float64Array
    north: Float64Array
    up: Float64Array
    beyond_air_w_per_m2: Float64Array


def sun_at(day: Float64Array, hour: Float64Array, latitude_rad: float) -> Sun:
    """Find the sun.

    Parameters
    ----------
    day : float64 array
        Day of the year, 1 on the first of January; counts on beyond the year. [d]
    hour : float64 array
        By the sun: it is highest at 12. [h]
    latitude_rad : float
        North positive. [rad]

    References
    ----------
    J. W. Spencer, "Fourier series representation of the position of the sun", Search 2 (1971) 172; within 0.04° of
    declination. Distance to the sun: J. A. Duffie, W. A. Beckman, Solar Engineering of Thermal Processes, eq. 1.4.1.
    """
    angle = 2 * np.pi * ((day - 1) % _DAYS) / _DAYS
    declination = (
        0.006918
        - 0.399912 * np.cos(angle)
        + 0.070257 * np.sin(angle)
        - 0.006758 * np.cos(2 * angle)
        + 0.000907 * np.sin(2 * angle)
        - 0.002697 * np.cos(3 * angle)
        + 0.00148 * np.sin(3 * angle)
    )
    turned = (hour - 12) * np.pi / 12
    sin_latitude, cos_latitude = math.sin(latitude_rad), math.cos(latitude_rad)
    lying = np.cos(declination) * np.cos(turned)
    return Sun(
        east=-np.cos(declination) * np.sin(turned),
        north=cos_latitude * np.sin(declination) - sin_latitude * lying,
        up=sin_latitude * np.sin(declination) + cos_latitude * lying,
        beyond_air_w_per_m2=SOLAR_CONSTANT_W_PER_M2 * (1 + 0.033 * np.cos(2 * np.pi * day / _DAYS)),
    )


def clear_sky_w_per_m2(cos_zenith: Float64Array) -> Float64Array:
    """Give the light on level ground under a cloudless sky, by Haurwitz. [-] → [W/m2]

    References
    ----------
    B. Haurwitz, "Insolation in relation to cloud type", J. Meteorology 3 (1946) 123-124, in the form of M. J. Reno,
    C. W. Hansen, J. S. Stein, Sandia report SAND2012-2389 (2012).
    """
    up = np.maximum(cos_zenith, 1e-9)
    return np.asarray(np.where(cos_zenith > 0, 1098.0 * up * np.exp(-0.059 / up), 0.0))


def diffuse_share(clearness: Float64Array) -> Float64Array:
    """Give the share of the light on level ground that comes from all over the sky.

    Parameters
    ----------
    clearness : float64 array
        Light on level ground over that outside the atmosphere. [-]

    References
    ----------
    D. G. Erbs, S. A. Klein, J. A. Duffie, Solar Energy 28 (1982) 293-302, doi:10.1016/0038-092X(82)90302-4.
    """
    kt = clearness
    middle = 0.9511 - 0.1604 * kt + 4.388 * kt**2 - 16.638 * kt**3 + 12.336 * kt**4
    return np.asarray(np.where(kt <= 0.22, 1 - 0.09 * kt, np.where(kt > 0.8, 0.165, middle)))


def panel_w_per_m2(sun: Sun, level_w_per_m2: Float64Array, tilt_rad: float, azimuth_rad: float) -> Float64Array:
    """Give the light on a tilted panel.

    Parameters
    ----------
    sun : Sun
        Where the sun stands.
    level_w_per_m2 : float64 array
        Light on level ground. [W/m2]
    tilt_rad, azimuth_rad : float
        Of the panel: from the horizontal; from north by east. [rad]

    Notes
    -----
    Beam by the angle of incidence, sky light the same from everywhere, and what the ground reflects (Liu and Jordan
    1963). Horizon, trees and reflection off the glass are left out.
    """
    outside = np.maximum(sun.beyond_air_w_per_m2 * sun.up, 1e-9)
    diffuse = level_w_per_m2 * diffuse_share(np.clip(level_w_per_m2 / outside, 0.0, 1.0))
    facing = (
        sun.east * math.sin(tilt_rad) * math.sin(azimuth_rad)
        + sun.north * math.sin(tilt_rad) * math.cos(azimuth_rad)
        + sun.up * math.cos(tilt_rad)
    )
    beam = np.where(sun.up > _LOWEST_SUN, (level_w_per_m2 - diffuse) / np.maximum(sun.up, _LOWEST_SUN), 0.0)
    from_sky = diffuse * (1 + math.cos(tilt_rad)) / 2
    from_ground = level_w_per_m2 * _ALBEDO * (1 - math.cos(tilt_rad)) / 2
    return np.asarray(beam * np.maximum(facing, 0.0) + from_sky + from_ground)
