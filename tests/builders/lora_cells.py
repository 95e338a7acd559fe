"""LoRa cells as the authors of LoRaSim laid them out; `make validate` uses the same."""

from simgui.runs.validation.lorasim import (
    CAPTURE_DB,
    MEAN_GAP_S,
    PAYLOAD_BYTE,
    Nodes,
    by_rule,
    delivery_ratio,
    experiment,
    spared_arrivals,
    transmissions,
)

__all__ = [
    "CAPTURE_DB",
    "MEAN_GAP_S",
    "PAYLOAD_BYTE",
    "Nodes",
    "by_rule",
    "delivery_ratio",
    "experiment",
    "spared_arrivals",
    "transmissions",
]
