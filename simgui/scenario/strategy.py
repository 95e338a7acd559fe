"""The placement strategies that scenarios may name, and the options each takes."""

from collections.abc import Mapping
from types import MappingProxyType

OPTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "edge": ("model",),
        "fog": ("model",),
        "cloud": ("model",),
        "stream": ("model",),
        "threshold": ("feature", "above"),
    }
)
"""The strategies of this version, each with the names of its options."""

PLANNED: frozenset[str] = frozenset(
    {
        "split",
        "cascade",
        "federated",
        "event_driven",
        "features",
        "compress",
        "store_and_forward",
        "early_exit",
        "adaptive",
    }
)
"""Strategies that are known by name but cannot be run by this version."""
