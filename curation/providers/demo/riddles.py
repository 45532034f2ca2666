"""Trick questions that sound like honest ones: each hides a false premise, a double meaning or a literal reading."""

from collections.abc import Callable
from dataclasses import dataclass

from curation.providers.demo.problem import plural
from curation.providers.demo.scene import Scene


@dataclass(frozen=True, slots=True)
class Riddle:
    """A question, where its trick lies, and the sober answer."""

    question: str
    trick: str
    answer: str


Maker = Callable[[Scene], Riddle]


def write_riddle(scene: Scene) -> str:
    """Write a trick question in the voice of the persona."""
    riddle = RIDDLES[scene.rng.randrange(len(RIDDLES))](scene)
    return f"Problem: {_lead(scene)} {riddle.question}\nReasoning: {riddle.trick}\nAnswer: {riddle.answer}"


def _lead(scene: Scene) -> str:
    """Begin as somebody who asks in earnest."""
    topic, event, spot = scene.own_topic, scene.domain.event, scene.domain.spot
    return scene.one(
        f"I deal with {topic} every day, and still I cannot work this out.",
        f"This has nothing to do with {topic}, but it has bothered me all week.",
        f"Between two talks about {topic} somebody asked me this, and I had no answer.",
        f"While I was reading up on {topic}, a plain question came to me.",
        f"Before {event} I would like to have this settled, and then go back to {topic}.",
        f"At {spot} we usually talk about {topic}; today we got stuck on something else.",
    )


def dry_in_the_sun(scene: Scene) -> Riddle:
    """Things that happen side by side are added up."""
    n, minutes = scene.rng.randint(3, 9), scene.rng.randint(15, 50)
    thing = scene.thing()
    return Riddle(
        f"A small flag that hangs on a line dries in {minutes} minutes. For {scene.domain.event} I shall hang up"
        f" {n} of them beside the {thing}, all at once. Will the {n * minutes} minutes before lunch be enough?",
        f"The question multiplies {minutes} by {n}, as if one flag had to wait for the other. They hang side by side"
        " and dry at the same time.",
        f"It is more than enough: all {n} are dry after {minutes} minutes, provided that there is room on the line.",
    )


def spare_key(scene: Scene) -> Riddle:
    """What is kept safe cannot be got at."""
    return Riddle(
        f"The only key to the cupboard with the {scene.thing()} kept getting lost, so I locked it into that very"
        " cupboard, and there it cannot get lost. Where should I keep the cupboard?",
        "The question asks where the cupboard should stand and slips in that the matter of the key is settled. A key"
        " that lies behind its own lock is not lost, but it opens nothing either.",
        "It does not matter where the cupboard stands, since nobody can open it any more; the key has to be kept"
        " outside.",
    )


def last_place(scene: Scene) -> Riddle:
    """One stops looking when one has found."""
    thing = scene.thing()
    return Riddle(
        f"Whenever some of the {thing} are missing, I find them in the very last place where I look. Would I save time"
        " if I looked there first?",
        "The last place is not a certain place. It is called so only because one stops looking when the thing is found,"
        " so every find is in the last place by its meaning.",
        "No. Wherever one begins, the place of the find is the last one, because the search ends with it.",
    )


def better_than_average(scene: Scene) -> Riddle:
    """All are to be above their own mean."""
    people = scene.domain.people
    n = scene.rng.randint(8, 40)
    return Riddle(
        f"There are {n} of us {people}, and our new aim is that every one of us shall do better than the average of us"
        " all. How much does each have to improve?",
        "The aim is measured by the very people it is set for. If all of them improve, the average rises with them, and"
        f" {n} numbers can never all lie above their own average.",
        "No improvement is enough: whatever they do, at least one of them is at or below the average of them all.",
    )


def sign_at_the_door(scene: Scene) -> Riddle:
    """A notice for those whom it cannot reach."""
    spot = scene.domain.spot
    return Riddle(
        f"At {spot} there is now a notice in small print: “If you cannot read small print, ask for the notice in large"
        " print.” Nobody has asked so far. May I conclude that all our visitors see well?",
        "The notice speaks to those who cannot read it. Whoever needs the large print does not learn from the small one"
        " that it exists, and whoever can read it has no need to ask.",
        "No. That nobody asks says nothing about anybody's eyes, since those who are meant cannot read the offer.",
    )


def survey_by_survey(scene: Scene) -> Riddle:
    """Only those answer who answer."""
    n, people = scene.rng.randint(20, 90), scene.domain.people
    sent = n * scene.rng.randint(4, 9)
    return Riddle(
        f"I sent a questionnaire to {sent} {people} to find out whether they fill in questionnaires. All {n} who sent"
        " it back said that they always do. What can I do to keep it that way?",
        f"The question takes the {n} for all {sent}. A questionnaire about filling in questionnaires comes back only"
        " from those who fill them in, so the answer was settled before it was sent.",
        f"There is nothing to keep: {sent - n} of the {sent} did not answer, and many of them would have said no.",
    )


def wet_floor(scene: Scene) -> Riddle:
    """A warning is taken for an order."""
    spot = scene.domain.spot
    return Riddle(
        f"A yellow sign in front of {spot} says “Wet floor”. I have poured out {scene.rng.randint(2, 9)} litres of"
        " water so far. How many more does it take until the sign can be put away?",
        "“Wet floor” tells what the floor is like, as a warning. The question reads it as an order to wet the floor.",
        "None at all: the sign is a warning, and it can be put away when the floor is dry.",
    )


def stopped_clock(scene: Scene) -> Riddle:
    """Being right now and then is no use if one cannot tell when."""
    minutes = scene.rng.randint(1, 9)
    event = scene.domain.event
    return Riddle(
        f"The clock at {scene.domain.spot} is always {plural(minutes, 'minute')} slow, so it is never right. The"
        f" broken one in the cellar shows the right time twice a day. Should we hang up the better one before {event}?",
        "The question counts how often a clock is exactly right. A clock is of use if one can tell the time from it,"
        " and with the broken one nobody knows which two moments of the day are the right ones.",
        f"Keep the slow clock: add {plural(minutes, 'minute')} and it is always right, while the broken one tells"
        " nothing.",
    )


def half_the_orchestra(scene: Scene) -> Riddle:
    """Work that does not divide among heads."""
    few, minutes = scene.rng.randint(2, 6), scene.rng.randint(18, 55)
    many = few * scene.rng.randint(2, 4)
    return Riddle(
        f"At the last opening of {scene.domain.event}, {few} {scene.domain.people} sang the welcome song in {minutes}"
        f" minutes, encores included. This time {many} of them will sing. Is {minutes * few // many} minutes in the"
        " programme enough?",
        f"The question shares out the {minutes} minutes among the singers, as if singing were digging. A song lasts as"
        " long as it lasts, however many sing it.",
        f"No: with {many} singers it takes about {minutes} minutes as well.",
    )


def miles_from_home(scene: Scene) -> Riddle:
    """A share that moves along with oneself."""
    km = scene.rng.randint(2, 9)
    place = f" in {scene.facts.place}" if scene.facts.place else ""
    return Riddle(
        f"I have read that most accidents happen within {km} km of one's home. Would it be safer if I looked for a flat"
        f" {km + 1} km away from my present one{place}?",
        "Accidents happen near home because one is there most of the time. Whoever moves takes home and habits along,"
        " and the circle around the new flat is the dangerous one from then on.",
        "No. The circle moves along, since it is where one spends one's days and not a place on the map.",
    )


def never_answered(scene: Scene) -> Riddle:
    """Those who could object are not there."""
    n = scene.rng.randint(12, 80)
    return Riddle(
        f"At the meeting before {scene.domain.event} I asked who could not come to it. Of the {n} {scene.domain.people}"
        " present nobody raised a hand. Can I now order a chair for everybody on the list?",
        "The question was put to those who had come, and asked for those who had not. Whoever could not come could not"
        " raise a hand either.",
        f"No: that all {n} who came were there says nothing about the others on the list, and they have to be asked"
        " another way.",
    )


def first_of_none(scene: Scene) -> Riddle:
    """What is empty is empty once."""
    thing = scene.thing()
    n = scene.rng.randint(20, 60)
    return Riddle(
        f"A crate has room for {n} {thing}. How many of them can I put into the crate, one after the other, while it is"
        " empty?",
        f"One thinks of the room for {n} and overlooks the word “empty”. After the first one the crate is no longer"
        " empty.",
        "One. All the others go into a crate that has something in it already.",
    )


def list_of_lost(scene: Scene) -> Riddle:
    """A list that was to help finds itself on it."""
    thing = scene.thing()
    return Riddle(
        f"I keep a list of everything that has been lost at {scene.domain.spot}, so that it can be found again. Now the"
        f" list is gone, together with some {thing}. Where do I write it down?",
        "The question goes by the rule that what is lost belongs on the list. But the list was to tell what is missing,"
        " and for that it has to be at hand; on a list that one does not have nothing can be entered.",
        "Begin a new list, with the old list as its first entry.",
    )


def sold_at_a_loss(scene: Scene) -> Riddle:
    """A loss on each is not made good by numbers."""
    loss, n = scene.rng.randint(1, 4), 10 * scene.rng.randint(3, 20)
    return Riddle(
        f"At the tea stall of {scene.domain.event} we lost {loss} francs on each of the {n} cups that we sold. How"
        " many must we sell next time at the same price and the same cost, so that the large number makes up for it?",
        "Larger sales make up for fixed costs, and the question uses this where it does not hold: what is lost here is"
        " lost on each single cup, so it grows with the number.",
        f"No number will do; with every further one the loss grows by {loss} francs. Price or cost has to change.",
    )


def returned_boxes(scene: Scene) -> Riddle:
    """What did not come back cannot be looked at."""
    sent = scene.rng.randint(40, 90)
    back = sent - scene.rng.randint(8, 30)
    return Riddle(
        f"Of {sent} boxes with {scene.thing()} that we lent out, {back} came back, all of them with scratched lids and"
        " sound bottoms. Would it be right to strengthen only the lids, so that all of them come back next time?",
        f"The question looks at the {back} that came back. Scratches on the lid did not keep them from coming back;"
        f" what befell the other {sent - back} cannot be seen on these.",
        f"No. First find out about the {sent - back} that did not come back; a weak bottom may well be their trouble.",
    )


def tomorrow_free(scene: Scene) -> Riddle:
    """Tomorrow is always a day away."""
    thing = scene.thing()
    return Riddle(
        f"On the door next to {scene.domain.spot} it says “{thing[:1].upper()}{thing[1:]} free tomorrow”. I have come"
        f" {scene.rng.randint(3, 9)} days in a row, and every day the sign was there. Do they keep running out before I"
        " come?",
        "The question takes the sign for a promise with a date. But “tomorrow” is read anew each day and then means the"
        " day after, so the day of the gift never comes.",
        "No, nothing has run out: as long as the sign says “tomorrow”, there is nothing free on any day.",
    )


def shorter_queue(scene: Scene) -> Riddle:
    """A name is taken for a quality."""
    n = scene.rng.randint(5, 25)
    return Riddle(
        f"At {scene.domain.event} the express desk has {n} people waiting, and the ordinary desk has nobody. I am in a"
        " hurry. How long is an express queue of that length allowed to take?",
        "The question trusts the word “express”. The name says for whom the desk is meant and not how fast one gets"
        " through; with so many in front it is the slower one.",
        "It does not matter: go to the ordinary desk, where nobody is waiting.",
    )


RIDDLES: tuple[Maker, ...] = (
    dry_in_the_sun,
    spare_key,
    last_place,
    better_than_average,
    sign_at_the_door,
    survey_by_survey,
    wet_floor,
    stopped_clock,
    half_the_orchestra,
    miles_from_home,
    never_answered,
    first_of_none,
    list_of_lost,
    sold_at_a_loss,
    returned_boxes,
    tomorrow_free,
    shorter_queue,
)
