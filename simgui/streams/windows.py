"""Windows of a signal: how a long row of samples is cut."""

import numpy as np
from numpy.typing import NDArray

from simgui.core.errors import SimguiError

Samples = NDArray[np.float32]
"""A signal, indexed by (sample, channel)."""

Windows = NDArray[np.float32]
"""Windows of a signal, indexed by (window, sample, channel)."""


class WindowError(SimguiError):
    """A signal was to be cut into windows that cannot be."""


def cut(samples: Samples, window_samples: int, hop_samples: int) -> Windows:
    """Cut a signal into windows of one length, one every hop, as far as whole windows go.

    Parameters
    ----------
    samples : Samples
        The signal, (samples, channels).
    window_samples : int
        Length of a window. [-]
    hop_samples : int
        From the start of a window to that of the next; less than a window overlaps them. [-]

    Returns
    -------
    Windows
        (windows, window_samples, channels), a read-only view into the signal; none if it is too short.

    Raises
    ------
    WindowError
        If a length is not positive or the signal has not two axes.

    Examples
    --------
    >>> cut(np.arange(5, dtype=np.float32)[:, None], 3, 2)[:, :, 0]
    array([[0., 1., 2.],
           [2., 3., 4.]], dtype=float32)
    """
    if window_samples < 1 or hop_samples < 1:
        raise WindowError(f"window ({window_samples}) and hop ({hop_samples}) must be 1 sample or more")
    if samples.ndim != 2:
        raise WindowError(f"a signal has the axes (sample, channel), not {samples.ndim} of them")
    if len(samples) < window_samples:
        return np.empty((0, window_samples, samples.shape[1]), dtype=samples.dtype)
    view = np.lib.stride_tricks.sliding_window_view(samples, window_samples, axis=0)
    return np.moveaxis(view[::hop_samples], -1, 1)
