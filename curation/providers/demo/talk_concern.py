"""What somebody comes to an assistant with: a first message, and what two rounds make of it."""

import re
from collections.abc import Callable
from typing import NamedTuple

from curation.providers.demo.scene import Scene

Parts = dict[str, str]
Saying = Callable[[Parts], str]


class Concern(NamedTuple):
    """A concern, of which a later step knows only what was said: it reads numbers and names back from there.

    Attributes:
        opening: Writes the first message.
        told: Recognises it, and names its parts.
        answer: What the assistant replies.
        doubt: What the person brings up then.
        second_answer: What the assistant makes of that.
    """

    opening: Callable[[Scene], str]
    told: re.Pattern[str]
    answer: Saying
    doubt: Saying
    second_answer: Saying
