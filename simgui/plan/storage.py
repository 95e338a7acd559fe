"""A battery whose surroundings change: temperature and harvest in equal steps that repeat."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ageing:
    """What wears a rechargeable cell out.

    Parameters
    ----------
    per_s : float
        Share of the rated charge that time takes. [1/s]
    per_cycle : float
        Share of the rated charge that a full cycle takes. [-]
    worn_out_soh : float
        Share of the rated charge at which the cell counts as worn out. [-]
    """

    per_s: float
    per_cycle: float
    worn_out_soh: float = 0.8


@dataclass(frozen=True, slots=True)
class StoragePlan:
    """What happens to the batteries of a group beside the loads of the devices.

    The content of a battery is counted in energy at its nominal voltage, its rated charge being ``full_j``. A load
    of P takes ``P / share``, for in the cold and at high rates less comes out than goes in.

    Parameters
    ----------
    step_ns : int
        Length of a step; the first begins with the run, and after the last the first comes again. [ns]
    share : float64 array (steps,)
        Share of the rated charge that the cell gives at the temperature and the group's mean load. [-]
    self_discharge_per_s : float64 array (steps,)
        Share of the rated charge lost. [1/s]
    harvest_w : float64 array (steps,)
        What reaches the content of a battery that is not full. [W]
    floor_soc : float64 array (steps,)
        State of charge below which a burst browns the device out. [-]
    full_j : float64 array (devices,)
        Rated energy. [J]
    start_soc : float
        State of charge at the start. [-]
    restart_soc : float | None
        How far above the floor the charge must rise before a browned-out device starts again; None is never. [-]
    ageing : Ageing | None
        What wears the cell out; None for a primary cell.
    """

    step_ns: int
    share: Float64Array
    self_discharge_per_s: Float64Array
    harvest_w: Float64Array
    floor_soc: Float64Array
    full_j: Float64Array
    start_soc: float = 1.0
    restart_soc: float | None = None
    ageing: Ageing | None = None

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self.share)

    @property
    def has_harvest(self) -> bool:
        """Whether anything charges the batteries."""
        return bool((self.harvest_w > 0).any())
