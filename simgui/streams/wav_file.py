"""Reads the samples of PCM WAV files."""

import io
import wave
from pathlib import Path

import numpy as np

from simgui.core.diagnostics import Diagnostic, Location
from simgui.core.errors import InputError
from simgui.streams.windows import Samples


def parse_wav(content: bytes, file: Path) -> tuple[Samples, float]:
    """Read a PCM WAV file of 8, 16, 24 or 32 bits.

    Parameters
    ----------
    content : bytes
        The file.
    file : Path
        What to call it in problems.

    Returns
    -------
    Samples, float
        (samples, channels) in parts of full scale, from -1 up to but not including 1, and the sampling rate. [-], [Hz]

    Raises
    ------
    InputError
        If it is no PCM WAV file, has no samples, or ends too early.
    """
    try:
        with wave.open(io.BytesIO(content), "rb") as stream:
            width, channels = stream.getsampwidth(), stream.getnchannels()
            frames, rate_hz = stream.getnframes(), float(stream.getframerate())
            data = stream.readframes(frames)
    except (wave.Error, EOFError) as error:
        reason = str(error) or "it ends too early"
        raise _refused(file, f"this is not a PCM WAV file: {reason}", "convert it to 16-bit PCM") from None
    if len(data) < frames * width * channels:
        held = len(data) // (width * channels)
        raise _refused(file, f"the file ends too early: {held} of {frames} samples are there")
    if frames == 0 or rate_hz <= 0:
        raise _refused(file, "the file holds no samples")
    return _scaled(data, width).reshape(-1, channels), rate_hz


def _scaled(data: bytes, width: int) -> Samples:
    """Turn little-endian integers into parts of full scale; 8 bits are unsigned, all others signed."""
    if width == 1:
        return (np.frombuffer(data, dtype=np.uint8).astype(np.float32) - 128.0) / np.float32(128.0)
    if width == 3:
        # The three bytes become the upper ones of 32 bits, which keeps their sign.
        padded = np.zeros((len(data) // 3, 4), dtype=np.uint8)
        padded[:, 1:] = np.frombuffer(data, dtype=np.uint8).reshape(-1, 3)
        return (padded.view("<i4")[:, 0] / 2.0**31).astype(np.float32)
    return (np.frombuffer(data, dtype=f"<i{width}") / 2.0 ** (8 * width - 1)).astype(np.float32)


def _refused(file: Path, message: str, hint: str = "") -> InputError:
    return InputError((Diagnostic(Location(str(file), 1, 1), "", message, hint),))
