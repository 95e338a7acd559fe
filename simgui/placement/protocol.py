"""What a message protocol adds to a message, above IP."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simgui.scenario.hop_radio import MessageProtocol


@dataclass(frozen=True, slots=True)
class Overhead:
    """Bytes of a protocol.

    Parameters
    ----------
    fragment_byte : int
        With every fragment: transport header and security record. [byte]
    message_byte : int
        Once a message: the protocol's own header. [byte]
    """

    fragment_byte: int
    message_byte: int


_UDP, _TCP = 8, 20
_TLS_RECORD = 5 + 1 + 16
"""Header, content type and AEAD tag: RFC 8446, section 5.2."""
_DTLS_RECORD = 13 + 8 + 8
"""DTLS 1.2 header (RFC 6347), explicit nonce and tag of AES-CCM-8 (RFC 6655)."""
_MQTT_PUBLISH = 2 + 2 + 16 + 2
"""Fixed header, topic of 16 characters with its length, packet identifier of QoS 1: MQTT 3.1.1, section 3.3."""
_COAP = 4 + 2 + 5 + 1
"""Header, token of 2, a Uri-Path option of 4 characters, payload marker: RFC 7252, section 3."""

OVERHEADS: Mapping[MessageProtocol, Overhead] = MappingProxyType(
    {
        MessageProtocol.NONE: Overhead(_UDP, 0),
        MessageProtocol.MQTT: Overhead(_TCP, _MQTT_PUBLISH),
        MessageProtocol.MQTT_TLS: Overhead(_TCP + _TLS_RECORD, _MQTT_PUBLISH),
        MessageProtocol.COAP: Overhead(_UDP, _COAP),
        MessageProtocol.COAP_DTLS: Overhead(_UDP + _DTLS_RECORD, _COAP),
    }
)
"""By protocol; ``none`` is a bare UDP datagram. Handshakes and acknowledgements are not in it: sessions stay open."""
