"""Concerns of somebody who asks an assistant whether stock, money or time will do."""

import re
from fractions import Fraction
from math import ceil
from typing import Final

from curation.providers.demo.problem import plural
from curation.providers.demo.scene import Scene
from curation.providers.demo.talk_concern import Concern, Parts


def _upper(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def _stock(scene: Scene) -> str:
    """Ask whether a stock lasts."""
    rng = scene.rng
    each, days = rng.randint(4, 15), rng.randint(9, 24)
    left = each * days + rng.randint(-5 * each, 4 * each)
    return (
        f"{_upper(scene.domain.event)} is in {days} days and I have {left} {scene.thing()} left. We get through {each}"
        f" a day, and a new delivery takes {rng.randint(3, 8)} days. Will they last, and how long can I wait with the"
        f" order? I would rather spend the evening on {scene.own_topic} than on counting."
    )


def _stock_answer(p: Parts) -> str:
    """Compare the stock with the need."""
    left, each, days, takes = int(p["left"]), int(p["each"]), int(p["days"]), int(p["takes"])
    full = left // each
    told = f"At {each} a day, {left} {p['thing']} last {left} ÷ {each}, that is {full} full days."
    if full >= days:
        return (
            f"{told} So they last until {p['event'][:1].lower()}{p['event'][1:]} in {days} days, and"
            f" {left - each * days} are over then. To be on the safe side, order no later than in"
            f" {max(0, full - takes)} days; I assume that the daily use stays as it is."
        )
    wait = full - takes
    when = (
        f"It has to go out within {plural(wait, 'day')}"
        if wait > 0
        else "It has to go out today, and even then there may be a gap"
    )
    return (
        f"{told} That is {plural(days - full, 'day')} too few, so you do need an order. {when}, since the delivery"
        f" takes {takes} days. You need at least {each * days - left} more {p['thing']}; I assume the same use every"
        " day."
    )


def _stock_doubt(p: Parts) -> str:
    """Bring in what was forgotten."""
    return (
        f"I forgot to say that on the day itself we need twice as many {p['thing']}, so {2 * int(p['each'])} instead of"
        f" {p['each']}. Does that change the answer? Please with the sum, I want to see where it comes from."
    )


def _stock_second(p: Parts) -> str:
    """Compute again."""
    left, each, days = int(p["left"]), int(p["each"]), int(p["days"])
    need = each * days + each
    sum_ = f"{days} days × {each} + {each} more on the last one = {need} {p['thing']}"
    if left >= need:
        return f"It is closer, but it still works: {sum_}. You have {left}, so {left - need} are over at the end."
    return (
        f"Yes. The need is {sum_}, and you have {left}. So {need - left} are missing, and I would order"
        f" {need - left + each}: one day's use on top costs little beside running out in the middle of it."
    )


def _offer(scene: Scene) -> str:
    """Ask whether a larger order is worth it."""
    rng = scene.rng
    price, need = rng.randint(3, 9), rng.randint(12, 50)
    return (
        f"I need {need} {scene.thing()}. The usual place asks {price} francs each, but from {need + rng.randint(4, 15)}"
        f" pieces on it is {price - 1} francs each. Is it worth taking the larger number and putting the rest aside?"
        f" There is not much room left, because of {scene.own_topic}."
    )


def _offer_answer(p: Parts) -> str:
    """Compare the two orders."""
    need, price, many, less = int(p["need"]), int(p["price"]), int(p["many"]), int(p["less"])
    small, large = need * price, many * less
    sums = f"{need} × {price} = {small} francs against {many} × {less} = {large} francs"
    if large <= small:
        return (
            f"Yes: {sums}. The larger order is cheaper as a whole or costs the same, so the {many - need} {p['thing']}"
            " that are left over come for nothing. Even if you give them away, you lose nothing."
        )
    return (
        f"Not for its own sake: {sums}. You would pay {large - small} francs more today and have {many - need}"
        f" {p['thing']} in store for it. That is worth it only if you will use them anyway; then each of them has cost"
        f" you {_money(Fraction(large - small, many - need))} francs."
    )


def _money(value: Fraction) -> str:
    """Write an amount with two decimals, or without where it is whole."""
    return str(value) if value.denominator == 1 else f"about {float(value):.2f}"


def _offer_doubt(p: Parts) -> str:
    """Bring in somebody else."""
    over = int(p["many"]) - int(p["need"])
    return f"And if a neighbour takes the {over} left over, at {p['less']} francs each? She said so, more or less."


def _offer_second(p: Parts) -> str:
    """Compute with the neighbour."""
    need, price, less = int(p["need"]), int(p["price"]), int(p["less"])
    return (
        f"Then you pay for your own {need} only, at the lower price: {need} × {less} = {need * less} francs instead of"
        f" {need * price}. You save {need * price - need * less} francs and need no room. “More or less” is the weak"
        " point, so I would ask her for a plain yes before ordering."
    )


def _hours(scene: Scene) -> str:
    """Ask whether there is enough time."""
    rng, (one, two) = scene.rng, scene.rng.sample(scene.domain.jobs, 2)
    weeks, hours = rng.randint(5, 12), rng.randint(2, 6)
    goal = weeks * hours + rng.randint(-2 * hours, 3 * hours)
    return (
        f"I want to spend {goal} hours on {scene.own_topic} before {scene.domain.event}, which is {weeks} weeks away."
        f" Beside {one} and {two} I have {hours} hours a week for it. Is that realistic? Be honest, I have heard enough"
        " encouragement."
    )


def _hours_answer(p: Parts) -> str:
    """Compare the hours with the goal."""
    goal, weeks, hours = int(p["goal"]), int(p["weeks"]), int(p["hours"])
    have = weeks * hours
    if have >= goal:
        return (
            f"Yes, with {have - goal} hours to spare: {weeks} × {hours} = {have} hours, and you want {goal}. Put the"
            " spare ones at the end and do not plan them, because some week will go wrong."
        )
    return (
        f"Not quite: {weeks} × {hours} = {have} hours, and you want {goal}, so {goal - have} are missing. Either you"
        f" find {ceil(Fraction(goal, weeks))} hours a week, or you decide now what the {have} hours have to be enough"
        " for. I would do the second."
    )


def _hours_doubt(p: Parts) -> str:
    """Take two weeks away."""
    return (
        f"I have just looked at the calendar, and two of the {p['weeks']} weeks are gone completely. Do the sum again,"
        " and tell me what to leave out."
    )


def _hours_second(p: Parts) -> str:
    """Compute with two weeks less."""
    goal, weeks, hours = int(p["goal"]), int(p["weeks"]) - 2, int(p["hours"])
    have = weeks * hours
    if have >= goal:
        return (
            f"{weeks} × {hours} = {have} hours, so you still reach the {goal}. But there is no room for a bad week now."
        )
    return (
        f"{weeks} × {hours} = {have} hours, so {goal - have} of the {goal} have to go. Leave out what nobody will miss"
        " on the day: what is only for completeness, and whatever you would do a second time just to be sure. Keep the"
        " one part that others are waiting for."
    )


SUMS: Final[tuple[Concern, ...]] = (
    Concern(
        _stock,
        re.compile(
            r"^(?P<event>.+?) is in (?P<days>\d+) days and I have (?P<left>\d+) (?P<thing>.+?) left\. We get through"
            r" (?P<each>\d+) a day, and a new delivery takes (?P<takes>\d+) days\."
        ),
        _stock_answer,
        _stock_doubt,
        _stock_second,
    ),
    Concern(
        _offer,
        re.compile(
            r"^I need (?P<need>\d+) (?P<thing>.+?)\. The usual place asks (?P<price>\d+) francs each, but from"
            r" (?P<many>\d+) pieces on it is (?P<less>\d+) francs each\."
        ),
        _offer_answer,
        _offer_doubt,
        _offer_second,
    ),
    Concern(
        _hours,
        re.compile(
            r"^I want to spend (?P<goal>\d+) hours on .+ before .+?, which is (?P<weeks>\d+) weeks away\. Beside .+"
            r" I have (?P<hours>\d+) hours a week"
        ),
        _hours_answer,
        _hours_doubt,
        _hours_second,
    ),
)
