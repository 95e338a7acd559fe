"""Recordings: CSV and WAV come in as they were written, and bad cells are named by line and column."""

import struct
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from simgui.core.errors import InputError
from simgui.scenario.stream import AtEnd
from simgui.streams.replay import Recording, read_recording
from simgui.streams.windows import WindowError


def write_wav(file: Path, values: list[int], *, width: int, channels: int = 1, rate_hz: int = 8000) -> None:
    with wave.open(str(file), "wb") as stream:
        stream.setnchannels(channels)
        stream.setsampwidth(width)
        stream.setframerate(rate_hz)
        if width == 1:
            stream.writeframes(bytes(values))
        else:
            stream.writeframes(b"".join(struct.pack("<i", value)[:width] for value in values))


def refusal(file: Path, **options: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_recording(file, rate_hz=100.0, **options)  # type: ignore[arg-type]
    return [str(one).removeprefix(f"{file}:") for one in caught.value.diagnostics]


def test_that_named_columns_become_channels_in_the_order_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    file.write_text("t,x,y,state\n0,1.5,-2,ok\n1,2.5e1,-4,worn\n\n")
    recording = read_recording(file, rate_hz=50.0, columns=("y", "x"), label_column="state")
    assert_array_equal(recording.samples, np.array([[-2, 1.5], [-4, 25]]))
    assert recording.samples.dtype == np.float32
    assert (recording.labels, recording.rate_hz, recording.duration_s) == (("ok", "worn"), 50.0, 0.04)


def test_that_without_names_all_columns_but_the_labels_are_channels(tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    file.write_text("\ufeffx;state;y\r\n1;0;2\r\n", encoding="utf-8")
    recording = read_recording(file, rate_hz=1.0, label_column="state")
    assert_array_equal(recording.samples, [[1, 2]])


def test_that_quoted_cells_are_read(tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    file.write_text('"a, b",c\n"1.5",2\n')
    assert_array_equal(read_recording(file, rate_hz=1.0, columns=("a, b",)).samples, [[1.5]])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("x,y\n1,2\n3,nan\n", "3:3: y: 'nan' is not a finite number"),
        ("x,y\n1,inf\n", "2:3: y: 'inf' is not a finite number"),
        ("x,y\n1,\n", "2:3: y: this cell is empty; every sample needs a number"),
        ("x,y\n1.25,abc\n", "2:6: y: 'abc' is not a number"),
        ("x,y\n1,1e39\n", "2:3: y: '1e39' is too large"),
        ('x,y\n"1",two\n', "2:5: y: 'two' is not a number"),
        ("x,y\n1,2,3\n", "2:1: this line has 3 cells; the header has 2"),
        ("x,y\n1\n", "2:1: this line has 1 cells; the header has 2"),
        ("1,2\n3,4\n", "1:1: the first line must name the columns (add a header line)"),
        ("x,y\n", "1:1: the file has a header but no samples"),
        ("", "1:1: the file is empty"),
    ],
)
def test_that_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(content)
    assert refusal(file) == [problem]


def test_that_every_bad_cell_is_named_up_to_twenty(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("x\n" + "?\n" * 50)
    assert len(refusal(file)) == 20


def test_that_a_missing_column_is_suggested(tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    file.write_text("accel_x,accel_y\n1,2\n")
    assert refusal(file, columns=("acel_x",), label_column="state") == [
        "1:1: there is no column 'acel_x' (did you mean 'accel_x'?)",
        "1:1: there is no column 'state' (columns: accel_x, accel_y)",
    ]


def test_that_a_byte_that_is_not_utf_8_is_located(tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    file.write_bytes(b"x,y\n1,\xff2\n")
    assert refusal(file) == ["2:3: the byte 0xff is not valid UTF-8 (save the file as UTF-8)"]


def test_that_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == ["1:1: the file cannot be read: No such file or directory"]


@pytest.mark.parametrize(
    ("width", "values", "expected"),
    [
        (1, [0, 128, 255], [-1.0, 0.0, 127 / 128]),
        (2, [-(2**15), 0, 2**15 - 1], [-1.0, 0.0, 1 - 2**-15]),
        (3, [-(2**23), 1, 2**23 - 1], [-1.0, 2**-23, 1 - 2**-23]),
        (4, [-(2**31), 2**30, 0], [-1.0, 0.5, 0.0]),
    ],
)
def test_that_pcm_of_every_width_is_scaled_to_full_scale(
    tmp_path: Path, width: int, values: list[int], expected: list[float]
) -> None:
    file = tmp_path / "tone.WAV"
    write_wav(file, values, width=width)
    recording = read_recording(file, rate_hz=1.0)
    assert_allclose(recording.samples[:, 0], expected, rtol=0, atol=1e-9)
    assert recording.rate_hz == 8000.0


def test_that_stereo_has_two_channels(tmp_path: Path) -> None:
    file = tmp_path / "two.wav"
    write_wav(file, [0, 2**14, -(2**14), 0], width=2, channels=2)
    assert_array_equal(read_recording(file, rate_hz=1.0).samples, [[0, 0.5], [-0.5, 0]])


def test_that_a_broken_wav_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "broken.wav"
    file.write_bytes(b"no sound")
    assert refusal(file)[0].startswith("1:1: this is not a PCM WAV file: ")
    write_wav(file, [1] * 100, width=2)
    file.write_bytes(file.read_bytes()[:-50])
    assert refusal(file) == ["1:1: the file ends too early: 75 of 100 samples are there"]
    write_wav(file, [], width=2)
    assert refusal(file) == ["1:1: the file holds no samples"]


def test_that_labels_of_normal_operation_are_no_events() -> None:
    labels = ("ok", "Normal", "0", "", "worn", "1", "healthy")
    recording = Recording(np.zeros((7, 1), dtype=np.float32), 1.0, labels)
    assert_array_equal(recording.is_event(), [False, False, False, False, True, True, False])
    assert not Recording(np.zeros((7, 1), dtype=np.float32), 1.0).is_event().any()


def test_that_a_looped_recording_goes_on_at_its_start() -> None:
    recording = Recording(np.arange(5, dtype=np.float32)[:, None], 1.0)
    windows = recording.windows_at(np.array([0, 3, 12]), 3, AtEnd.LOOP)
    assert_array_equal(windows[:, :, 0], [[0, 1, 2], [3, 4, 0], [2, 3, 4]])


def test_that_a_stopped_recording_gives_no_window_beyond_its_end() -> None:
    recording = Recording(np.arange(5, dtype=np.float32)[:, None], 1.0)
    windows = recording.windows_at(np.array([0, 2, 3, 12]), 3, AtEnd.STOP)
    assert_array_equal(windows[:, :, 0], [[0, 1, 2], [2, 3, 4]])


def test_that_windows_before_the_start_are_refused() -> None:
    recording = Recording(np.zeros((5, 1), dtype=np.float32), 1.0)
    with pytest.raises(WindowError):
        recording.windows_at(np.array([-1]), 3, AtEnd.LOOP)


def test_that_a_real_recording_can_be_read() -> None:
    folder = Path(__file__).parents[4] / "shared" / "truth" / "recordings" / "audio"
    file = folder / "tflm_yes_1000ms.wav"
    if not file.is_file():
        pytest.skip("the truth data beside the repository is absent")
    recording = read_recording(file, rate_hz=1.0)
    assert (recording.rate_hz, recording.samples.shape) == (16_000.0, (16_000, 1))
    assert 0.01 < np.abs(recording.samples).max() <= 1.0
