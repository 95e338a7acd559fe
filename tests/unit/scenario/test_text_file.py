"""A scenario file is saved whole or not at all, and looks as it did apart from what was changed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from simgui.core.errors import InputError
from simgui.scenario.text_file import FileChanged, FileRefused, TextFile, read_text_file


def test_that_mode_line_ends_and_byte_order_mark_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    file.chmod(0o640)
    text, known = read_text_file(file)
    assert text == "a: 1\nb: 2\n"
    known.save(text.replace("1", "3"))
    assert file.read_bytes() == b"\xef\xbb\xbfa: 3\r\nb: 2\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_that_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("a: 1\n")
    link = tmp_path / "link.yaml"
    link.symlink_to("real.yaml")
    _, known = read_text_file(link)
    known.save("a: 2\n")
    assert link.is_symlink()
    assert (tmp_path / "real.yaml").read_text() == "a: 2\n"


def test_that_a_file_changed_by_another_program_is_not_overwritten_unless_asked(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: 1\n")
    _, known = read_text_file(file)
    file.write_text("a: theirs\n")
    assert known.has_changed()
    with pytest.raises(FileChanged):
        known.save("a: ours\n")
    assert file.read_text() == "a: theirs\n"
    after = known.save("a: ours\n", overwrite=True)
    assert file.read_text() == "a: ours\n"
    assert not after.has_changed()


def test_that_a_new_file_appears_and_an_existing_one_counts_as_changed(tmp_path: Path) -> None:
    TextFile(tmp_path / "new.yaml").save("a: 1\n")
    assert (tmp_path / "new.yaml").read_text() == "a: 1\n"
    with pytest.raises(FileChanged):
        TextFile(tmp_path / "new.yaml").save("a: 2\n")


def test_that_a_save_that_fails_half_way_leaves_the_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: 1\n")
    _, known = read_text_file(file)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FileRefused, match="No space left"):
        known.save("a: 2\n")
    assert file.read_text() == "a: 1\n"
    assert list(tmp_path.iterdir()) == [file]


def test_that_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"a: \xff\n")
    with pytest.raises(InputError, match="not valid UTF-8"):
        read_text_file(file)
    with pytest.raises(InputError, match="cannot be read"):
        read_text_file(tmp_path / "none.yaml")
