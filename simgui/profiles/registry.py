"""Finds parts by name and loads each file once, when it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from simgui.core.diagnostics import Diagnostic, Location, did_you_mean
from simgui.core.errors import InputError
from simgui.core.paths import bundled, resolve_inside
from simgui.profiles.load import load_part
from simgui.profiles.part import (
    BatteryProfile,
    CloudProfile,
    DeviceProfile,
    GatewayProfile,
    HarvesterProfile,
    KernelProfile,
    LinkProfile,
    RegulatorProfile,
    SensorProfile,
)
from simgui.profiles.schema import Kind, Part

__all__ = ["Registry"]

_ENDING = ".yaml"
_PartT = TypeVar("_PartT", bound=Part)


class Registry:
    """The parts that can be named in a scenario.

    Parameters
    ----------
    folders : Sequence[Path] | None
        Profile folders in the order in which they are searched: a part in an earlier one hides a part of the
        same kind and name in a later one. None means the parts that come with simgui.

    Examples
    --------
    >>> Registry().battery("cr2032").capacity_c.value
    810.0
    """

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        self._folders = (bundled("device_profiles"),) if folders is None else tuple(folders)
        self._parts: dict[tuple[Kind, str], Part] = {}
        self._names: dict[Kind, tuple[tuple[int, ...], tuple[str, ...]]] = {}

    @classmethod
    def beside(cls, folder: Path) -> Registry:
        """Give the registry of a scenario: its own ``device_profiles`` over those that come with simgui.

        Parameters
        ----------
        folder : Path
            The folder the scenario file lies in.

        Returns
        -------
        Registry
            The bundled parts alone if the folder has no ``device_profiles``.
        """
        own = folder / "device_profiles"
        return cls((own, bundled("device_profiles")) if own.is_dir() else None)

    def names(self, kind: Kind) -> tuple[str, ...]:
        """List the parts of a kind by their file names; no file is read, and a folder only when it has changed.

        Parameters
        ----------
        kind : Kind
            Which kind of part.

        Returns
        -------
        tuple[str, ...]
            Sorted names.
        """
        stamps = tuple(_stamp(folder / kind.folder) for folder in self._folders)
        known = self._names.get(kind)
        if known is None or known[0] != stamps:
            found = {
                file.stem
                for folder in self._folders
                for file in (folder / kind.folder).glob(f"*{_ENDING}")
                if not file.name.startswith(".")
            }
            known = self._names[kind] = (stamps, tuple(sorted(found)))
        return known[1]

    def file(self, kind: Kind, name: str, *, at: Location | None = None, path: str = "") -> Path:
        """Find the file of a part.

        Parameters
        ----------
        kind : Kind
            Which kind of part.
        name : str
            Its name.
        at : Location | None
            Where the name was written, for the error message.
        path : str
            Path of the value that holds the name, for the error message.

        Returns
        -------
        Path
            The file in the first folder that has one.

        Raises
        ------
        InputError
            If there is no such part; suggests the nearest name.
        """
        if name in self.names(kind):
            for folder in self._folders:
                file = resolve_inside(f"{kind.folder}/{name}{_ENDING}", [folder])
                if file is not None:
                    return file
        raise self._refusal(kind, name, at, path)

    def get(self, kind: Kind, name: str, *, at: Location | None = None, path: str = "") -> Part:
        """Load a part of any kind; the parameters and errors are those of `file` and `load_part`."""
        key = (kind, name)
        if key not in self._parts:
            self._parts[key] = load_part(self.file(kind, name, at=at, path=path), kind)
        return self._parts[key]

    def digest(self, kind: Kind, name: str) -> str:
        """Give the SHA-256 of a part's file, for run manifests.

        Parameters
        ----------
        kind : Kind
            Which kind of part.
        name : str
            Its name.

        Returns
        -------
        str
            64 hexadecimal digits; line endings count as one, whatever the platform wrote.

        Raises
        ------
        InputError
            If there is no such part.
        """
        content = self.file(kind, name).read_bytes().replace(b"\r\n", b"\n")
        return hashlib.sha256(content).hexdigest()

    def device(self, name: str, *, at: Location | None = None, path: str = "") -> DeviceProfile:
        """Load a device; see `get`."""
        return self._of(DeviceProfile, self.get(Kind.DEVICE, name, at=at, path=path))

    def link(self, name: str, *, at: Location | None = None, path: str = "") -> LinkProfile:
        """Load a link; see `get`."""
        return self._of(LinkProfile, self.get(Kind.LINK, name, at=at, path=path))

    def battery(self, name: str, *, at: Location | None = None, path: str = "") -> BatteryProfile:
        """Load a battery; see `get`."""
        return self._of(BatteryProfile, self.get(Kind.BATTERY, name, at=at, path=path))

    def sensor(self, name: str, *, at: Location | None = None, path: str = "") -> SensorProfile:
        """Load a sensor; see `get`."""
        return self._of(SensorProfile, self.get(Kind.SENSOR, name, at=at, path=path))

    def regulator(self, name: str, *, at: Location | None = None, path: str = "") -> RegulatorProfile:
        """Load a regulator; see `get`."""
        return self._of(RegulatorProfile, self.get(Kind.REGULATOR, name, at=at, path=path))

    def harvester(self, name: str, *, at: Location | None = None, path: str = "") -> HarvesterProfile:
        """Load a solar panel with its charger; see `get`."""
        return self._of(HarvesterProfile, self.get(Kind.HARVESTER, name, at=at, path=path))

    def gateway(self, name: str, *, at: Location | None = None, path: str = "") -> GatewayProfile:
        """Load a gateway; see `get`."""
        return self._of(GatewayProfile, self.get(Kind.GATEWAY, name, at=at, path=path))

    def cloud(self, name: str, *, at: Location | None = None, path: str = "") -> CloudProfile:
        """Load a cloud server; see `get`."""
        return self._of(CloudProfile, self.get(Kind.CLOUD, name, at=at, path=path))

    def kernel(self, core: str, stack: str, *, at: Location | None = None, path: str = "") -> KernelProfile:
        """Load what a kernel library costs on a core, with the host of an accelerator; see `get`."""
        found = self._of(KernelProfile, self.get(Kind.KERNEL, f"{core}+{stack}", at=at, path=path))
        if not found.float_host:
            return found
        return replace(found, host=self._of(KernelProfile, self.get(Kind.KERNEL, found.float_host)))

    def stacks(self, core: str) -> tuple[str, ...]:
        """List the kernel libraries whose costs on a core are known, by name.

        Parameters
        ----------
        core : str
            Processor core, such as ``cortex-m33``.

        Returns
        -------
        tuple[str, ...]
            Sorted names; empty for a core nothing is known about.
        """
        split = (name.partition("+") for name in self.names(Kind.KERNEL))
        return tuple(stack for known_core, _, stack in split if known_core == core)

    @staticmethod
    def _of(record: type[_PartT], part: Part) -> _PartT:
        assert isinstance(part, record)  # noqa: S101 - `Kind.record` makes it so
        return part

    def _refusal(self, kind: Kind, name: str, at: Location | None, path: str) -> InputError:
        names = self.names(kind)
        known = ", ".join(names) or "none"
        hint = did_you_mean(name, names) or f"known: {known}"
        place = at or Location(str(self._folders[0] / kind.folder), 1, 1)
        return InputError((Diagnostic(place, path, f"there is no {kind} called {name!r}", hint),))


def _stamp(folder: Path) -> int:
    """Give when files were last added to a folder or taken away; 0 where there is none. [ns]"""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
