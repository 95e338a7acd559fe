"""Size of well-known networks, for measurements whose files are not at hand.

References
----------
MobileNet v1 (arXiv:1704.04861), v2 (arXiv:1801.04381), Inception v1 (arXiv:1409.4842), v4 and Inception-ResNet v2
(arXiv:1602.07261), ResNet (arXiv:1512.03385), VGG (arXiv:1409.1556), SqueezeNet (arXiv:1602.07360), DenseNet-121
(arXiv:1608.06993), SSD MobileNet of the TensorFlow object detection zoo, EfficientNet-EdgeTPU-S (Google AI blog,
2019), YOLOv8 (Ultralytics read-me: FLOPs at 640 x 640). Multiply-accumulates at other input sizes scale with the
area; counts rounded as published.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Network:
    """Size of a network.

    Parameters
    ----------
    macs, parameters : float
        Multiply-accumulates of one inference, and weights. [-]
    input_byte : float
        Input at one byte a value. [byte]
    """

    macs: float
    parameters: float
    input_byte: float


def _image(macs: float, parameters: float, edge: int) -> Network:
    return Network(macs, parameters, 3.0 * edge * edge)


NETWORKS: dict[str, Network] = {
    "mobilenet v1 1.0": _image(569e6, 4.24e6, 224),
    "mobilenet v1": _image(569e6, 4.24e6, 224),
    "mobilenet v2 1.0": _image(300e6, 3.47e6, 224),
    "mobilenet v2": _image(300e6, 3.47e6, 224),
    "inception v1": _image(1.5e9, 6.6e6, 224),
    "inception v4": _image(12.3e9, 42.7e6, 299),
    "inception-resnet v2": _image(13.2e9, 55.8e6, 299),
    "resnet18": _image(1.82e9, 11.7e6, 224),
    "resnet50": _image(4.1e9, 25.6e6, 224),
    "resnet-50 v1": _image(4.1e9 * (299 / 224) ** 2, 25.6e6, 299),
    "resnet-50 v2": _image(4.1e9 * (299 / 224) ** 2, 25.6e6, 299),
    "resnet-152 v2": _image(11.5e9 * (299 / 224) ** 2, 60.4e6, 299),
    "vgg16": _image(15.5e9, 138.4e6, 224),
    "vgg19": _image(19.6e9, 143.7e6, 224),
    "squeezenet": _image(0.82e9, 1.25e6, 224),
    "squeezenet v1.1": _image(0.35e9, 1.24e6, 224),
    "densenet": _image(2.87e9, 8.0e6, 224),
    "efficientnet-edgetpu-s": _image(2.35e9, 5.4e6, 224),
    "mobilenet v1 ssd": _image(1.2e9, 6.8e6, 300),
    "ssd_mobilenet_v1_coco": _image(1.2e9, 6.8e6, 300),
    "ssd_mobilenet_v1_0.75_coco": _image(0.7e9, 4.2e6, 300),
    "mobilenet v2 ssd": _image(0.8e9, 6.2e6, 300),
    "ssd_mobilenet_v2_coco": _image(0.8e9, 6.2e6, 300),
    "yolov3": _image(32.8e9, 61.9e6, 416),
    "yolov8n": _image(4.35e9, 3.2e6, 640),
    "yolov8s": _image(14.3e9, 11.2e6, 640),
    "yolov8m": _image(39.45e9, 25.9e6, 640),
}
"""By the name the tables use, in small letters."""
