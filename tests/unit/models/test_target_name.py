"""Boards and cores as people write them."""

import pytest

from simgui.core.errors import UsageError
from simgui.models.target_name import choose_core, choose_device

CORES = (
    "cortex-a53",
    "cortex-a7",
    "cortex-m0plus",
    "cortex-m33",
    "cortex-m4",
    "cortex-m55",
    "cortex-m7",
    "edge-tpu",
    "ethos-u55-256",
    "gap9-ne16",
    "hailo-8",
    "st-neural-art",
    "x86-64-server",
    "xtensa-lx7",
)
TITLES = {
    "apollo510-evb": "Ambiq Apollo510 EVB (Cortex-M55 at 250 MHz)",
    "esp32-s3-devkitc": "Espressif ESP32-S3-DevKitC-1, ESP32-S3 (2 x Xtensa LX7)",
    "jetson-orin-nano": "NVIDIA Jetson Orin Nano 8 GB, MAXN Super (Ampere GPU)",
    "nucleo-h7a3zi": "ST NUCLEO-H7A3ZI-Q, STM32H7A3 (Cortex-M7)",
    "nucleo-l4r5zi": "ST NUCLEO-L4R5ZI, STM32L4R5 (Cortex-M4)",
    "nucleo-n657x0-q": "ST NUCLEO-N657X0-Q, STM32N657 (Neural-ART NPU)",
    "raspberry-pi-4": "Raspberry Pi 4 Model B, 4 GB",
    "stm32n6570-dk": "ST STM32N6570-DK, STM32N657 (Neural-ART NPU, Cortex-M55)",
}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Cortex-M4F", "cortex-m4"),
        ("ARM Cortex-M4 with FPU", "cortex-m4"),
        ("32-bit Arm Cortex-M33 (DSP + FPU)", "cortex-m33"),
        ("M7", "cortex-m7"),
        ("Cortex-M0+", "cortex-m0plus"),
        ("arm cortex-m55", "cortex-m55"),
        ("Cortex-M55 (Helium)", "cortex-m55"),
        ("Cortex-A7 (x2)", "cortex-a7"),
        ("Cortex-A53 quad 1.5 GHz", "cortex-a53"),
        ("Xtensa LX7 (PIE SIMD)", "xtensa-lx7"),
        ("ST Neural-ART NPU + Cortex-M55", "st-neural-art"),
        ("Google Edge TPU", "edge-tpu"),
        ("RISC-V GAP9 cluster+NE16", "gap9-ne16"),
        ("x86-64", "x86-64-server"),
    ],
)
def test_that_a_core_is_found_however_it_is_spelt(text: str, name: str) -> None:
    assert choose_core(text, CORES).name == name


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Cortex-M3",
            "Cortex-M85",
            "Cortex-A78AE",
            "Cortex-M23",
            "RISC-V RV32IMC",
            "Xtensa LX6",
            "Hailo-8L",
            "",
            "cortex",
        ),
        *(
            "Hailo-8L",
            "",
            "cortex",
            "Cortex-M55 + Ethos-U55",
            "Cortex-M33 + MVP accelerator",
            "Cortex-M7 with Cortex-M4",
            "ethos-u55-128",
        ),
    ],
)
def test_that_no_known_core_stands_for_an_unknown_one(text: str) -> None:
    with pytest.raises(UsageError, match="core"):
        choose_core(text, CORES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Nucleo-L4R5ZI", "nucleo-l4r5zi"),
        ("NUCLEO-H7A3ZI-Q", "nucleo-h7a3zi"),
        ("STM32L4R5", "nucleo-l4r5zi"),
        ("ESP32-S3", "esp32-s3-devkitc"),
        ("Raspberry Pi 4B", "raspberry-pi-4"),
        ("RPi 4B", "raspberry-pi-4"),
    ],
)
def test_that_a_board_is_found_however_it_is_spelt(text: str, name: str) -> None:
    assert choose_device(text, tuple(TITLES), lambda: TITLES).name == name


def test_that_only_another_spelling_needs_no_word() -> None:
    assert choose_device("Nucleo-L4R5ZI", tuple(TITLES), lambda: TITLES).note == ""
    assert "STM32L4R5" in choose_device("STM32L4R5", tuple(TITLES), lambda: TITLES).note


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("ESP32-S3-EYE", "did you mean 'esp32-s3-devkitc'"),
        ("NUCLEO-L4R5ZI-P", "did you mean 'nucleo-l4r5zi'"),
        ("ESP32", "--core"),
        ("Jetson Nano", "--core"),
        ("Pi", "--core"),
        ("", "--core"),
        ("STM32N657", "nucleo-n657x0-q, stm32n6570-dk"),
    ],
)
def test_that_no_board_stands_for_another(text: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        choose_device(text, tuple(TITLES), lambda: TITLES)
