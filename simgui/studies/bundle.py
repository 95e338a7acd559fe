"""A scenario's files as bytes, for workers that do not share its folder."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files below one folder.

    Parameters
    ----------
    scenario : str
        Name of the scenario's file in it.
    content : bytes
        A zip archive.
    """

    scenario: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of name and content."""
        return hashlib.sha256(self.scenario.encode() + b"\0" + self.content).hexdigest()

    def unpack(self, folder: Path) -> Path:
        """Write the files into an empty folder and give the scenario's."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            archive.extractall(folder)
        return folder / self.scenario


def pack(scenario: Path, files: Iterable[Path]) -> Bundle:
    """Pack a scenario with the parts, models, recordings and series that lie in its folder.

    Parameters
    ----------
    scenario : Path
        The scenario's file.
    files : Iterable[Path]
        Models, recordings and series it uses; those that come with simgui are left out, for every worker has them.
        Cards beside models go with them.

    Returns
    -------
    Bundle
        The same bytes for the same files, whenever and wherever they are packed.
    """
    folder = scenario.parent.resolve()
    own = {file.resolve() for file in files} | set((folder / "device_profiles").glob("*/*.yaml"))
    inside = {scenario.resolve()} | {file for file in own if file.is_relative_to(folder)}
    inside |= {card for file in inside for card in file.parent.glob(f"{file.stem}.y*ml") if file.suffix == ".tflite"}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(inside):
            archive.writestr(zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EPOCH), file.read_bytes())
    return Bundle(scenario.resolve().name, stream.getvalue())
