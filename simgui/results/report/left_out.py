"""What is simulated and what is left out: the same words as in the readme, from one file."""

from dataclasses import dataclass

from simgui.core.paths import bundled

FILE = "docs/left_out.md"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is simulated, in a paragraph, and what is left out, as points."""

    simulated: str
    left_out: tuple[str, ...]


def read_limits() -> Limits:
    """Read the bundled text.

    Raises
    ------
    SimguiError
        If the installation is broken.
    """
    text = (bundled("assets") / FILE).read_text(encoding="utf-8")
    simulated, _, points = text.partition("\n- ")
    paragraphs = [" ".join(paragraph.split()) for paragraph in simulated.split("\n\n")]
    return Limits(
        simulated=next(paragraph for paragraph in paragraphs if paragraph.startswith("Simulated")),
        left_out=tuple(" ".join(point.split()) for point in points.split("\n- ")),
    )
