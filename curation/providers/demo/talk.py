"""The conversation scenario: the next message, read from what was said so far."""

import hashlib
import re
from random import Random
from typing import Final, NamedTuple

from curation.providers.demo.scene import Scene, make_scene
from curation.providers.demo.talk_help import next_answer, next_question, open_talk
from curation.providers.demo.talk_two import open_meeting, talk_on

_SPEAKERS: Final = re.compile(r"(?:^|\n\n)(?:User|Assistant|First person|Second person): ")


class Two(NamedTuple):
    """Two people who talk with each other."""

    first: str
    second: str


def write_message(scene: Scene, variant: str, step: str, so_far: str, two: Two) -> str:
    """Write one message, which follows from the earlier ones.

    Args:
        scene: The persona, with the dice of this call; they decide the first message only.
        variant: "two-personas", or the person and an assistant.
        step: Who speaks: user, assistant, first, second.
        so_far: The earlier messages, each after its speaker.
        two: The descriptions.
    """
    said = read_messages(so_far)
    if variant == "two-personas":
        return f"Message: {_meeting(scene, said, two)}"
    if not said:
        return f"Message: {open_talk(scene)}"
    same = make_scene(two.first, _dice_of(two.first, said[0]))
    return f"Message: {next_answer(same, said) if step == 'assistant' else next_question(same, said)}"


def _meeting(scene: Scene, said: list[str], two: Two) -> str:
    """Write a message between two people; all of them come from one script, chosen by the first one."""
    if not said:
        return open_meeting(scene)
    dice = _dice_of(f"{two.first}\x1f{two.second}", said[0])
    return talk_on(make_scene(two.first, dice), make_scene(two.second, dice), len(said))


def read_messages(so_far: str) -> list[str]:
    """Return the messages of a conversation without their speakers."""
    return [said.strip() for said in _SPEAKERS.split(so_far) if said.strip()]


def _dice_of(who: str, opening: str) -> Random:
    """Seed the rest of a conversation from its first message, so that all its steps know one another's choices."""
    key = f"{who}\x1e{opening}".encode("utf-8", "surrogatepass")
    return Random(int.from_bytes(hashlib.sha256(key).digest()))  # noqa: S311  Dice for a demonstration, no secret.
