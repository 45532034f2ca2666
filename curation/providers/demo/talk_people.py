"""Concerns of somebody who asks an assistant how to speak to others."""

import re
from math import ceil
from typing import Final

from curation.providers.demo.scene import Scene
from curation.providers.demo.talk_concern import Concern, Parts

_ORDINALS: Final = ("third", "fourth", "fifth", "sixth")
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def _quarrel(scene: Scene) -> str:
    """Ask how to begin a difficult talk."""
    name, job = scene.cast[1], scene.one(*scene.domain.jobs)
    return (
        f"For the {scene.one(*_ORDINALS)} time this month {job} was left to me. Tomorrow I have to talk to {name}"
        f" about it, and last time I got loud. How do I begin? A quarrel is the last thing I need; without {name}"
        f" nothing will come of {scene.own_topic} either."
    )


def _quarrel_answer(p: Parts) -> str:
    """Give a first sentence."""
    return (
        f"Begin with what happened and not with what you make of it. For example: “{p['name']}, this was the"
        f" {p['nth']} time this month that {p['job']} fell to me alone. I do not want to go on like that, and I would"
        " like to hear how you see it.” Then wait, even if the silence is long. Do not mention earlier quarrels, and"
        " do not offer a solution before there was an answer."
    )


def _quarrel_doubt(p: Parts) -> str:
    """Expect an excuse."""
    return f"I know what {p['name']} will say: that there was no time. It is always that. What do I say then?"


def _quarrel_second(p: Parts) -> str:
    """Answer the excuse."""
    return (
        "Grant the part that may be true, and turn it into a question with a date: “I believe that it was tight. Which"
        f" day next week can you take {p['job']} over, so that I can rely on it?” If no day is named, say which one"
        " you will take yourself and which one you will not. That is no threat, only the rest of the plan."
    )


def _minutes(scene: Scene) -> str:
    """Ask how to divide the time of a talk."""
    rng = scene.rng
    return (
        f"On {scene.one(*_DAYS)} I have {rng.randint(12, 30)} minutes to speak about {scene.own_topic} to"
        f" {rng.randint(6, 40)} {scene.domain.people} who have never had to do with it. Last time I lost them after the"
        " first five. How would you divide the time?"
    )


def _minutes_answer(p: Parts) -> str:
    """Divide the minutes."""
    minutes = int(p["minutes"])
    begin, last = 2, 3
    rest = minutes - begin - last
    story, why = ceil(rest / 2), rest // 2
    return (
        f"- {begin} minutes: one thing that they can see or hold, and a question about it.\n- {story} minutes: one"
        " story of a"
        f" day on which it mattered, in order, without terms.\n- {why} minutes: the two ideas behind the story, no"
        " more.\n"
        f"- {last} minutes: what each of them can do with it this week.\n\nThat is {begin} + {story} + {why} + {last} ="
        f" {minutes}. With {p['count']} people I would put the question to the back row first."
    )


def _minutes_doubt(p: Parts) -> str:
    """Expect questions in the middle."""
    return (
        "They ask questions in the middle, and then I run over. Keep five minutes free for that, and take them from"
        f" where it hurts least. And no more than {p['minutes']} minutes altogether."
    )


def _minutes_second(p: Parts) -> str:
    """Divide the minutes again."""
    minutes = int(p["minutes"])
    rest = minutes - 2 - 5 - 2
    return (
        f"Then cut the ideas to one and shorten the end: 2 minutes for the thing to see, {rest} for story and idea"
        f" together, 5 for questions, 2 for the end, which makes {minutes}. Say at the start that questions are"
        " welcome after the story; a question that comes early goes on a slip of paper, where everybody can see it"
        " wait."
    )


PEOPLE: Final[tuple[Concern, ...]] = (
    Concern(
        _quarrel,
        re.compile(
            r"^For the (?P<nth>\w+) time this month (?P<job>.+?) was left to me\. Tomorrow I have to talk to"
            r" (?P<name>\w+)"
        ),
        _quarrel_answer,
        _quarrel_doubt,
        _quarrel_second,
    ),
    Concern(
        _minutes,
        re.compile(
            r"^On (?P<day>\w+) I have (?P<minutes>\d+) minutes to speak about .+ to (?P<count>\d+)"
            r" [\w' -]+ who have never"
        ),
        _minutes_answer,
        _minutes_doubt,
        _minutes_second,
    ),
)
