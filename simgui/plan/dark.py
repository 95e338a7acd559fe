"""Spells in which devices have no power, and until when they are back in their network afterwards."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simgui.plan.verdicts import Int32Array, Int64Array


@dataclass(frozen=True, slots=True)
class Dark:
    """When devices cannot work at a stage.

    A message that first gets to the stage between ``since`` and ``powered`` is lost: nobody is there. One that gets
    there later, but before ``until``, waits until then; so does an attempt that is tried again in all that time. What
    began before goes on.

    Parameters
    ----------
    since_ns, powered_ns, until_ns : int64 array (spells, devices)
        Begin of each spell, when power is back, when the device is back in its network; ascending in that order, and
        from spell to spell. [ns]
    """

    since_ns: Int64Array
    powered_ns: Int64Array
    until_ns: Int64Array

    def refuses(self, arrival_ns: Int64Array, device: Int32Array | Int64Array) -> npt.NDArray[np.bool_]:
        """Tell which messages that get to the stage for the first time are lost.

        Parameters
        ----------
        arrival_ns : int64 array (messages,)
            When each gets there. [ns]
        device : integer array (messages,)
            Whose it is.
        """
        lost = np.zeros(len(arrival_ns), dtype=np.bool_)
        for since, powered in zip(self.since_ns, self.powered_ns, strict=True):
            lost |= (since[device] <= arrival_ns) & (arrival_ns < powered[device])
        return lost

    def taken_ns(self, arrival_ns: Int64Array, device: Int32Array | Int64Array) -> Int64Array:
        """Give when attempts get to the stage in effect; see `refuses`. [ns]"""
        for since, until in zip(self.since_ns, self.until_ns, strict=True):
            waits = (since[device] <= arrival_ns) & (arrival_ns < until[device])
            arrival_ns = np.where(waits, until[device], arrival_ns)
        return arrival_ns
