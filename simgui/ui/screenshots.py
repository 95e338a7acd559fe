"""Takes pictures of the window without a screen.

``python -m simgui.ui.screenshots OUTDIR`` takes every page in all palettes and several sizes;
``python -m simgui.ui.screenshots --readme assets/docs`` takes just the picture of the README.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simgui.ui.theme import ThemeMode

SHAPES = ((1280, 800, 1.0), (2560, 1440, 1.0), (1920, 1200, 1.5), (2560, 1440, 2.0))
"""Width, height and scale of the pictures. [px], [px], [-]"""

_STORY = "predictive_maintenance"
_README = {"results": "window.png", **{key: f"{key}.png" for key in ("design", "explore", "compare", "present")}}


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; each scale needs a process of its own.

    Parameters
    ----------
    arguments : Sequence[str] | None
        The words after the module's name; None takes them from the process.

    Returns
    -------
    int
        0, or 1 when something went wrong.
    """
    parser = argparse.ArgumentParser(
        prog="python -m simgui.ui.screenshots", description="Take pictures of the window without a screen."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scenario", default=_STORY)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", dest="overrides")
    parser.add_argument("--readme", action="store_true", help="just window.png: the results, light, 1280x800")
    parser.add_argument("--shape", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.shape is not None:
        return _take(options)
    words = list(sys.argv[1:] if arguments is None else arguments)
    codes = [_take_apart(words, shape) for shape in (SHAPES[:1] if options.readme else SHAPES)]
    return max(codes)


def _take_apart(words: list[str], shape: tuple[int, int, float]) -> int:
    """Take the pictures of one shape in a process of its own: Qt reads the scale when it starts."""
    environment = {**os.environ, "QT_SCALE_FACTOR": str(shape[2])}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, "-m", "simgui.ui.screenshots", *words, "--shape", "x".join(map(str, shape))]
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own words


def _take(options: argparse.Namespace) -> int:
    from simgui.ui.photographer import photograph  # noqa: PLC0415 - the scale is set by now

    words = options.shape.split("x")
    width, height, scale = int(words[0]), int(words[1]), float(words[2])
    folder: Path = options.folder

    def name_file(page: str, mode: ThemeMode) -> Path | None:
        if options.readme:
            name = _README.get(page, "") if mode.value == "light" else ""
            return folder / name if name else None
        return folder / f"{page}-{mode.value}-{width}x{height}@{scale:g}.png"

    size = (round(width / scale), round(height / scale))
    failure = photograph(options.scenario, tuple(options.overrides), size, name_file)
    if failure:
        sys.stderr.write(f"{failure}\n")
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main())
