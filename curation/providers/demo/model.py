"""The name under which the demo generator's answers are kept."""

from typing import Final

MODEL: Final = "grammar/1"
