"""Asks the C library to keep memory that is freed: each chunk needs the same again."""

import ctypes
import sys
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT_BYTE = 1 << 29
_LARGEST_BYTE = 1 << 28


@cache
def keep_freed_memory() -> bool:
    """Keep freed memory for the next chunk; tell whether this C library can.

    Without it, glibc returns the arrays of a chunk to the system and fetches the next ones page by page, a sixth of
    the time of a large run. [byte]
    """
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_TRIM_THRESHOLD, _KEPT_BYTE)) and bool(mallopt(_MMAP_THRESHOLD, _LARGEST_BYTE))
