"""Rolling bearings: geometry and the rates at which their defects strike."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simgui.streams.synthetic.signal import Split


@dataclass(frozen=True, slots=True)
class BearingGeometry:
    """Dimensions of a rolling bearing with a stationary outer ring.

    Parameters
    ----------
    name : str
        Designation.
    rollers : int
        Number of rolling elements. [-]
    roller_diameter_m : float
        Diameter of a rolling element. [m]
    pitch_diameter_m : float
        Diameter of the circle through the roller centres. [m]
    contact_angle_rad : float
        Contact angle. [rad]

    References
    ----------
    R. B. Randall and J. Antoni, "Rolling element bearing diagnostics: a tutorial", Mechanical Systems and
    Signal Processing 25(2), 2011, doi:10.1016/j.ymssp.2010.07.017 (defect frequencies, slip of 1-2 %).
    """

    name: str
    rollers: int
    roller_diameter_m: float
    pitch_diameter_m: float
    contact_angle_rad: float = 0.0

    @property
    def _ratio(self) -> float:
        return self.roller_diameter_m / self.pitch_diameter_m * math.cos(self.contact_angle_rad)

    def outer_race_hz(self, shaft_hz: float) -> float:
        """Return BPFO, how often a roller passes a defect of the outer race.

        Parameters
        ----------
        shaft_hz : float
            Shaft rate. [Hz]

        Returns
        -------
        float
            n/2 · f_r · (1 - d/D · cos φ). [Hz]

        Examples
        --------
        >>> round(BearingGeometry("6205", 9, 7.94e-3, 39.04e-3).outer_race_hz(1.0), 3)
        3.585
        """
        return self.rollers / 2 * shaft_hz * (1 - self._ratio)

    def inner_race_hz(self, shaft_hz: float) -> float:
        """Return BPFI, how often a roller passes a defect of the inner race.

        Parameters
        ----------
        shaft_hz : float
            Shaft rate. [Hz]

        Returns
        -------
        float
            n/2 · f_r · (1 + d/D · cos φ). [Hz]

        Examples
        --------
        >>> round(BearingGeometry("6205", 9, 7.94e-3, 39.04e-3).inner_race_hz(1.0), 3)
        5.415
        """
        return self.rollers / 2 * shaft_hz * (1 + self._ratio)


def _bearing(name: str, rollers: int, roller_mm: float, pitch_mm: float, contact_deg: float = 0.0) -> BearingGeometry:
    return BearingGeometry(name, rollers, roller_mm * 1e-3, pitch_mm * 1e-3, math.radians(contact_deg))


# The "lab-" geometries are invented, in the range of small ball bearings; only ratios enter the signal.
BEARINGS: Mapping[Split, tuple[BearingGeometry, ...]] = MappingProxyType(
    {
        Split.TRAIN: (
            _bearing("6205", 9, 7.94, 39.04),
            _bearing("lab-7", 7, 9.0, 37.0),
            _bearing("lab-8", 8, 7.9, 34.5),
            _bearing("lab-9", 9, 9.5, 46.5),
            _bearing("lab-10", 10, 8.0, 44.0),
            _bearing("lab-12", 12, 6.5, 46.0, 10.0),
        ),
        Split.VALIDATION: (
            _bearing("lab-8v", 8, 8.7, 39.5),
            _bearing("lab-11v", 11, 7.1, 45.5, 12.0),
        ),
        Split.TEST: (
            _bearing("6203", 8, 6.746, 28.499),
            _bearing("lab-9t", 9, 8.3, 43.0),
            _bearing("lab-11t", 11, 6.8, 46.5, 15.0),
        ),
    }
)
"""Bearings of each split; no bearing is in two."""
