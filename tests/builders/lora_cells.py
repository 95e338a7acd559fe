"""LoRa cells as the authors of LoRaSim laid them out; `make validate` uses the same."""

from simgui.runs.validation.lorasim import MEAN_GAP_S, PAYLOAD_BYTE, Nodes, experiment, transmissions

__all__ = ["MEAN_GAP_S", "PAYLOAD_BYTE", "Nodes", "experiment", "transmissions"]
