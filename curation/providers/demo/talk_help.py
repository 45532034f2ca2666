"""How a conversation with an assistant goes on: what the person asks next, and what the assistant answers."""

from typing import Final, NamedTuple

from curation.providers.demo.lessons import LESSONS
from curation.providers.demo.scene import Scene
from curation.providers.demo.talk_concern import Concern, Parts
from curation.providers.demo.talk_people import PEOPLE
from curation.providers.demo.talk_sums import SUMS

CONCERNS: Final[tuple[Concern, ...]] = (*SUMS, *PEOPLE)


class _Round(NamedTuple):
    """A further question and its answer."""

    question: str
    answer: str


def open_talk(scene: Scene) -> str:
    """Write the first message."""
    return CONCERNS[scene.rng.randrange(len(CONCERNS))].opening(scene)


def _concern_of(opening: str) -> tuple[Concern, Parts] | None:
    """Recognise a first message, and return what stands in it."""
    for concern in CONCERNS:
        found = concern.told.search(opening)
        if found:
            return concern, found.groupdict()
    return None


def next_question(scene: Scene, said: list[str]) -> str:
    """Return what the person writes after the assistant: first a doubt, then what has not been asked yet."""
    rounds, asked = _script(scene, said[0]), set(said)
    left = [one.question for one in rounds if one.question not in asked]
    return left[0] if left else rounds[-1].question


def next_answer(scene: Scene, said: list[str]) -> str:
    """Return what the assistant answers to the last message."""
    for one in _script(scene, said[0]):
        if one.question == said[-1]:
            return one.answer
    return _general(scene, len(said))


def _script(scene: Scene, opening: str) -> list[_Round]:
    """Return all rounds of a conversation; the scene's dice come from the opening, so every step draws the same."""
    known = _concern_of(opening)
    return [*(_first_rounds(scene, opening, *known) if known else ()), *_rounds(scene)]


def _first_rounds(scene: Scene, opening: str, concern: Concern, parts: Parts) -> list[_Round]:
    """Return the two rounds about the concern itself."""
    one, two = scene.rng.sample(scene.domain.jobs, 2)
    rule = scene.one(*LESSONS[scene.domain.name].rules)
    aside = scene.one(
        f"One thing that is often said among {scene.domain.people} may help: {rule}",
        f"And since it is easily forgotten between {one} and {two}: {rule}",
        f"At {scene.domain.spot} somebody will tell you this as well: {rule}",
    )
    lead = scene.one(
        f"That is plain enough. I was away in between, for {one}.",
        f"I read that aloud at {scene.domain.spot}, and nobody laughed, which I take as a yes.",
        f"I have thought it over between {one} and {two}.",
        "So far I can follow.",
    )
    close = scene.one(
        f"That should leave you some time for {scene.your_topic}.",
        f"If it turns out otherwise, look at the {scene.thing()} first; there it shows soonest.",
        f"Note it down before {two} begins, or it will be forgotten.",
    )
    return [
        _Round(opening, f"{concern.answer(parts)}\n\n{aside}"),
        _Round(f"{lead} {concern.doubt(parts)}", f"{concern.second_answer(parts)} {close}"),
    ]


def _rounds(scene: Scene) -> list[_Round]:
    """Return the further rounds in the order of this conversation; the same scene gives them once only."""
    rounds = [*_practice(scene), *_plans(scene)]
    scene.rng.shuffle(rounds)
    return rounds


def _practice(scene: Scene) -> list[_Round]:
    """Return rounds about what experience says."""
    lessons, rng = LESSONS[scene.domain.name], scene.rng
    rules, (trap, other_trap) = rng.sample(lessons.rules, 3), rng.sample(lessons.traps, 2)
    days = rng.randint(5, 12)
    return [
        _Round(
            "All right. What do people usually get wrong with this sort of thing?",
            f"Two things, going by what one hears among {scene.domain.people}. Beginners {trap}, and they {other_trap}."
            " The first shows within a week, so look out for that one; the second shows late, and a note in the"
            " calendar is the only remedy I know.",
        ),
        _Round(
            "Put it on a card for me, three lines, no more. I have to be able to read it without my glasses.",
            f"1. {rules[0]}\n2. {rules[1]}\n3. Look at it again after {days} days, and cross out what did not help.",
        ),
        _Round(
            f"One thing I have not said: half of it hangs on {scene.own_topic}. Where would you begin there?",
            f"With a page in two halves: on the left what is settled about {scene.your_topic}, on the right what is"
            f" not. The top line on the right is the first task. {rules[2]} I know nothing of your place beyond what"
            " you told me, so take this as a beginning.",
        ),
    ]


def _plans(scene: Scene) -> list[_Round]:
    """Return rounds about what may happen."""
    (drop, keep), thing = scene.rng.sample(scene.domain.jobs, 2), scene.thing()
    days = scene.rng.randint(5, 12)
    return [
        _Round(
            "And how do I notice early that it is going wrong? I tend to see it last.",
            f"Choose one number that you see anyway, such as the {thing} that are left in the evening, and write it"
            f" down for {days} days before you change anything. One bad day is chance; two in a row are a reason to"
            " stop and look.",
        ),
        _Round(
            "What if somebody is ill on the day? That has happened before.",
            "Then it helps to have decided today what may be left out. Of what I know of your days, the first thing to"
            f" go would be {drop}, and the last one {keep}, but you see that better than I do. Write a second name"
            " beside everything that has to stay.",
        ),
        _Round(
            f"The others at {scene.domain.spot} do it the opposite way and get along. Am I making too much of it?",
            "Perhaps. It costs little to find out: do it their way once, on something that does not matter, and note"
            " what it took. If nothing was worse, keep their way. If something was, you have an example, which helps"
            " more than an argument.",
        ),
    ]


def _general(scene: Scene, n: int) -> str:
    """Answer a message that the grammars did not write."""
    rules = LESSONS[scene.domain.name].rules
    return (
        f"I would take one step at a time. {rules[n % len(rules)]} Once that is done, you will see whether the rest is"
        " still needed. Tell me what you have tried so far, and I can be more exact."
    )
