"""What every test shares: hypothesis profiles, a cache folder of the session's own, and where the truth data lies."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
TRUTH = ROOT.parent / "shared" / "truth"

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one way to write the golden KPIs; it stands here because plain `pytest` must know it from the start."""
    parser.addoption("--update-replays", action="store_true", help="write tests/replays/golden anew from this run")


def pytest_configure(config: pytest.Config) -> None:
    """Give the session one cache folder; xdist's workers inherit it, so that an inference runs once for all."""
    if not hasattr(config, "workerinput"):
        os.environ["SIMGUI_CACHE_DIR"] = tempfile.mkdtemp(prefix="simgui-cache-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the cache folder once the workers are through."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["SIMGUI_CACHE_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def truth() -> Path:
    """Give the folder of published measurements; it lies beside the repository and is no part of it."""
    if not TRUTH.is_dir():
        pytest.skip("published measurements are not beside this checkout (../shared/truth)")
    return TRUTH
