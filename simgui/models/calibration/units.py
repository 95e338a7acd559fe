"""The units of work that are fitted, and what is known about them before any measurement."""

from __future__ import annotations

from collections.abc import Mapping

PRIOR_CYCLES: Mapping[str, float] = {
    "first_conv_mac": 1.5,
    "conv_mac": 1.15,
    "line_conv_mac": 2.0,
    "pointwise_mac": 1.2,
    "depthwise_mac": 3.2,
    "fully_connected_mac": 1.7,
    "requantised_output": 33.0,
    "elementwise": 40.0,
    "pool": 6.0,
    "moved_byte": 2.0,
    "far_byte": 1.2,
    "far_weight_byte": 3.0,
    "operator": 4500.0,
}
"""Cycles on a core with the Arm DSP extension to which unmeasured units are pulled. [cycle]

A dual multiply-accumulate (SMLAD) takes one cycle for two products, loads and widening double that; a fully
connected layer loads a weight for every product; a requantised output is a saturating multiply, shifts and
clamps; an operator is a call with its set-up.
"""

CYCLE_UNITS = tuple(PRIOR_CYCLES)
"""Units of work, in the order of the fit."""

INSTRUCTION_SETS: Mapping[str, str] = {
    "cortex-m0": "armv6-m",
    "cortex-m0plus": "armv6-m",
    "cortex-m1": "armv6-m",
    "cortex-m23": "armv6-m",
    "cortex-m3": "armv7-m",
    "cortex-m4": "arm-dsp",
    "cortex-m7": "arm-dsp",
    "cortex-m33": "arm-dsp",
    "cortex-m55": "helium",
    "cortex-m85": "helium",
}
"""Instruction set by core."""

PRIOR_FACTOR: Mapping[str, float] = {"armv6-m": 3.3, "armv7-m": 1.6, "arm-dsp": 1.0, "helium": 0.4}
"""Time against the DSP extension before any measurement: one product per five or six instructions without it,
eight products per cycle at most with Helium. [-]"""

NEAR_RAM_BYTE = 512 * 1024
"""Activations beyond this do not fit the internal RAM of a Cortex-M and go through an external bus. [byte]"""

NEAR_FLASH_BYTE = 1024 * 1024
"""Weights beyond this do not fit one bank of internal flash and come from an external one. [byte]"""

STACKS = (
    "hale",
    "microtvm",
    "microtvm-cmsis-nn",
    "onnc-cmsis-nn",
    "plumerai",
    "plumerai-2023.05",
    "renesas-tflm",
    "tflm-cmsis-nn",
    "tflm-reference",
    "tinyengine",
    "x-cube-ai-7",
    "x-cube-ai-7.3",
    "x-cube-ai-8.1",
    "x-cube-ai-9",
    "x-cube-ai-10",
)
"""Libraries on Cortex-M that are told apart. X-CUBE-AI 8.0 behaves as 7.3, and 10.2 of MLPerf Tiny as 9.0 there; 10.0
of the model zoo does not, whose services run it with the setting ``balanced``."""
