"""Which files a scenario's names stand for; none lies outside its folder and the bundled data."""

from pathlib import Path

from simgui.core.diagnostics import did_you_mean
from simgui.core.paths import bundled, resolve_inside
from simgui.scenario.schema.block import Reading, Spot

_SUFFIX = ".tflite"


def shipped_models() -> list[str]:
    """List the models that come with simgui, by name."""
    return sorted(file.stem for file in (bundled("assets") / "models").glob(f"*{_SUFFIX}"))


def find_model(name: str, folder: Path, spot: Spot, reading: Reading) -> Path | None:
    """Find the file of a model, or note why there is none.

    Parameters
    ----------
    name : str
        A shipped model's name, or a path relative to the folder.
    folder : Path
        Where the scenario lies.
    spot : Spot
        Where the name stands.
    reading : Reading
        Takes the problem.

    Returns
    -------
    Path or None
        An existing file.
    """
    shipped = bundled("assets") / "models"
    if "/" not in name and not name.endswith(_SUFFIX):
        file = resolve_inside(f"{name}{_SUFFIX}", [shipped])
        if file is None:
            names = shipped_models()
            hint = did_you_mean(name, names) or f"shipped: {', '.join(names) or 'none'}; a file ends in {_SUFFIX}"
            reading.refuse(spot.place, spot.path, f"there is no shipped model {name[:80]!r}", hint)
        return file
    return _find(name, [folder, shipped], spot, reading)


def find_recording(name: str, folder: Path, spot: Spot, reading: Reading) -> Path | None:
    """Find a recording to replay, or note why there is none; see `find_model`."""
    if Path(name).suffix.lower() not in {".csv", ".wav"}:
        reading.refuse(spot.place, spot.path, f"{name[:80]!r} is neither a .csv nor a .wav file")
        return None
    return _find(name, [folder, bundled("assets") / "recordings"], spot, reading)


def _find(name: str, folders: list[Path], spot: Spot, reading: Reading) -> Path | None:
    existing = [folder for folder in folders if folder.is_dir()]
    file = resolve_inside(name, existing)
    if file is not None:
        return file
    if _is_outside(name, existing):
        hint = "copy the file there, or into a folder below"
        reading.refuse(spot.place, spot.path, f"{name[:80]!r} lies outside the scenario's folder", hint)
        return None
    beside = [entry.name for entry in folders[0].glob(f"*{Path(name).suffix}")]
    reading.refuse(spot.place, spot.path, f"there is no file {name[:80]!r}", did_you_mean(name, beside))
    return None


def _is_outside(name: str, folders: list[Path]) -> bool:
    """Tell whether a path leads out of all folders, whether or not something is there."""
    try:
        target = (folders[0] / name).resolve()
    except (OSError, RuntimeError, ValueError):
        return False
    return not any(target.is_relative_to(folder.resolve()) for folder in folders)
