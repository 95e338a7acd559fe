"""Hears when what the hand did has come in: the server marks a window after the events, in their order."""

from __future__ import annotations

import ctypes

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray

_PROPERTY_NOTIFY = 28


class _PropertyNotify(ctypes.Structure):
    """The beginning of xcb_property_notify_event_t."""

    _fields_ = (
        ("kind", ctypes.c_uint8),
        ("pad", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("window", ctypes.c_uint32),
        ("atom", ctypes.c_uint32),
    )


class Ear(QAbstractNativeEventFilter):
    """Counts the marks that have come in.

    Parameters
    ----------
    atom : int
        Of the property that is the mark.
    """

    def __init__(self, atom: int) -> None:
        super().__init__()
        self._atom = atom
        self.heard = 0

    def nativeEventFilter(  # noqa: N802
        self, _kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        """Take note, and let Qt go on."""
        event = _PropertyNotify.from_address(int(message))
        if event.kind & 0x7F == _PROPERTY_NOTIFY and event.atom == self._atom:
            self.heard += 1
        return False, 0
