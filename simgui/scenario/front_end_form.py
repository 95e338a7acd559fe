"""Front end of a task: features taken from the samples before a network sees them."""

from simgui.scenario.schema.block import Block, Reading
from simgui.scenario.task import FrontEnd, FrontEndKind

_LEAST_SAMPLES = 2
_ROUNDING = 1e-6


def resolve_front_end(task: Block, rate_hz: object, reading: Reading) -> FrontEnd | None:
    """Give the front end of a task, noting what is wrong with it.

    Parameters
    ----------
    task : Block
        As read.
    rate_hz : object
        Sampling rate of the group, where it is known. [Hz]
    reading : Reading
        Takes the problems.

    Returns
    -------
    FrontEnd | None
        In SI; meaningless when a problem was noted.
    """
    block = task["front_end"]
    if not isinstance(block, Block) or not block.is_valid("kind", "frame", "step", "bands"):
        return None
    frame_s = task["window"] if block["frame"] is None else block["frame"]
    if not isinstance(frame_s, float):
        return None
    if task.is_valid("window") and frame_s > task["window"] * (1 + _ROUNDING):
        reading.refuse(block.place("frame"), block.path("frame"), "is longer than the window")
    elif isinstance(rate_hz, float) and frame_s * rate_hz < _LEAST_SAMPLES - _ROUNDING:
        reading.refuse(block.place("frame"), block.path("frame"), f"holds {frame_s * rate_hz:.3g} samples")
    if block.has("bands") and block["kind"] is not FrontEndKind.LOG_MEL:
        reading.refuse(block.place("bands"), block.path("bands"), "means something for log_mel only")
    return FrontEnd(block["kind"], frame_s, frame_s if block["step"] is None else block["step"], block["bands"])
