"""``python -m simgui.runs.validation``: recompute every comparison with published numbers and write the report."""

import sys

from simgui.models.validation.__main__ import main
from simgui.runs.validation.batteries import battery_section
from simgui.runs.validation.lora import lora_section

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], (lora_section, battery_section)))
