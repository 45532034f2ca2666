"""The instruction scenario, continued: messages whose reply needs a calculation or a decision."""

from fractions import Fraction
from math import ceil

from curation.providers.demo.lessons import LESSONS
from curation.providers.demo.replies import Exchange, named
from curation.providers.demo.scene import Scene


def break_even(scene: Scene) -> Exchange:
    """Two offers are compared."""
    rng, thing = scene.rng, scene.thing()
    base, cheap = 10 * rng.randint(4, 30), rng.randint(2, 9)
    dear = cheap + rng.randint(1, 6)
    point = Fraction(base, dear - cheap)
    need = rng.randint(15, 120)
    first, second = base + cheap * need, dear * need
    better = "offer A" if first < second else "offer B" if second < first else "either one"
    prompt = (
        f"{named(scene)} Two offers for {thing}: A costs {base} francs once plus {cheap} francs each, B has no fixed"
        f" charge but costs {dear} francs each. From how many on is A cheaper, and what should I take if I need"
        f" {need}? It is for {scene.facts.topic}. Show the sum, I want to check it."
    )
    reply = (
        f"A costs {base} + {cheap} × n, B costs {dear} × n. They are equal at n = {base} ÷ ({dear} - {cheap}) ="
        f" {point}, so A is cheaper from {int(point) + 1} {thing} on.\n\nFor {need}: A costs {base} + {cheap} ×"
        f" {need} = {first} francs, B costs {dear} × {need} = {second} francs. Take {better}; the difference is"
        f" {abs(first - second)} francs. I assumed that both deliver the same quality and that what is left over"
        " cannot be returned."
    )
    return Exchange(prompt, reply)


def budget(scene: Scene) -> Exchange:
    """A budget is checked."""
    rng = scene.rng
    things = rng.sample(scene.domain.things, 3)
    rows = [(thing, rng.randint(4, 40), rng.randint(2, 12)) for thing in things]
    total = sum(n * price for _, n, price in rows)
    limit = total + rng.randint(-60, 90)
    listed = ", ".join(f"{n} {thing} at {price} francs" for thing, n, price in rows)
    prompt = (
        f"{named(scene)} Budget check for {scene.domain.event}: {listed}. I have {limit} francs and would like to"
        f" keep something back for {scene.facts.topic}. Does it fit? If not, what would you cut first?"
    )
    lines = [f"- {thing}: {n} × {price} = {n * price} francs" for thing, n, price in rows]
    dearest = max(rows, key=lambda row: row[1] * row[2])
    if total <= limit:
        verdict = f"It fits: {limit} - {total} = {limit - total} francs are left for {scene.facts.topic}."
    else:
        cut = ceil((total - limit) / dearest[2])
        verdict = (
            f"It does not fit: {total - limit} francs are missing. The largest item is the {dearest[0]}; with {cut}"
            " fewer of them you are back within the limit."
        )
    return Exchange(prompt, "\n".join((*lines, f"- Total: {total} francs", "", verdict)))


def scaled(scene: Scene) -> Exchange:
    """A mixture is scaled to another size."""
    rng, liquid = scene.rng, scene.domain.liquid
    part, water = rng.randint(1, 5), rng.randint(6, 20)
    wanted = (part + water) * rng.randint(2, 9) + rng.choice((0, 0, 1, 2))
    amount = Fraction(part * wanted, part + water)
    prompt = (
        f"{named(scene)} My mixture is {part} parts {liquid} to {water} parts water. I need {wanted} litres for"
        f" {scene.domain.spot}. How much of each, to the nearest 10 ml? And tell me how to check it without a"
        f" measuring jug. I would rather think about {scene.facts.topic} than about this."
    )
    reply = (
        f"There are {part} + {water} = {part + water} parts in {wanted} litres, so one part is"
        f" {float(Fraction(wanted, part + water)):.2f} litres.\n- {liquid}: {float(amount):.2f} litres\n- water:"
        f" {float(wanted - amount):.2f} litres\n\nTo check it, fill any vessel {part} times with {liquid} and {water}"
        " times with water: the ratio is right whatever the vessel holds. Check the label too, since I do not know"
        " how strong yours is."
    )
    return Exchange(prompt, reply)


def rota(scene: Scene) -> Exchange:
    """Jobs go round among people."""
    rng, names = scene.rng, scene.cast[1:5]
    jobs = rng.sample(scene.domain.jobs, 4)
    shift = rng.randint(1, 3)
    prompt = (
        f"{named(scene)} Four of us ({', '.join(names)}) share four jobs: {', '.join(jobs)}. Make a rota for four"
        f" weeks in which everybody does every job once. {names[0]} cannot do {jobs[shift]} in the first week. I will"
        f" be away for {scene.facts.topic}, so it has to run without me."
    )
    lines = []
    for week in range(4):
        told = "; ".join(f"{name}: {jobs[(i + week) % 4]}" for i, name in enumerate(names))
        lines.append(f"Week {week + 1}: {told}")
    reply = "\n".join(
        (
            *lines,
            "",
            f"Each row moves on by one job, so nobody repeats one. {names[0]} does {jobs[shift]} in week {shift + 1}.",
        )
    )
    return Exchange(prompt, reply)


def after_trouble(scene: Scene) -> Exchange:
    """Questions for a talk after something went wrong."""
    n, thing = scene.rng.randint(3, 9), scene.thing()
    trap = scene.one(*LESSONS[scene.domain.name].traps)
    rule = scene.one(*LESSONS[scene.domain.name].rules)
    prompt = (
        f"{named(scene)} At {scene.domain.event} {n} {scene.domain.people} stood around without {thing}, and now"
        f" everybody blames everybody. I have to lead the talk about it tomorrow, {scene.rng.randint(15, 45)}"
        " minutes. Give me five questions that do not accuse anyone. Background: it all hangs together with"
        f" {scene.facts.topic}."
    )
    reply = "\n".join(
        (
            f"1. When did each of us first notice that the {thing} were missing?",
            "2. What did we take for granted that nobody had said aloud?",
            f"3. What went well at {scene.domain.spot} in the same hour, and why?",
            f"4. Which single change would have helped the {scene.domain.people} most?",
            f"5. Who will tell us in a month whether {scene.facts.topic} runs better?",
            "",
            f"One thing to watch: after trouble people easily {trap}. A sentence to hold on to: {rule}",
        )
    )
    return Exchange(prompt, reply)


def short_talk(scene: Scene) -> Exchange:
    """An outline with minutes that add up."""
    rng = scene.rng
    minutes = rng.randint(8, 20)
    opening, middle = rng.randint(1, 2), (minutes - 3) // 2
    rest = minutes - opening - middle - 1
    rule = scene.one(*LESSONS[scene.domain.name].rules)
    prompt = (
        f"{named(scene)} I have {minutes} minutes to speak about {scene.facts.topic} in front of"
        f" {rng.randint(10, 200)} {scene.domain.people}, most of whom would rather be somewhere else. Outline with"
        " minutes, please. I want one object to hold up and no slides."
    )
    reply = "\n".join(
        (
            f"- {opening} min: hold up one of the {scene.thing()}, say nothing, then ask what it has to do with"
            f" {scene.facts.topic}.",
            f"- {middle} min: one story from {scene.domain.spot}, told in order, with the moment at which it could"
            " have gone wrong.",
            f"- {rest} min: what follows from it. {rule} Give one example from the audience's own week.",
            "- 1 min: a single request that can be done today.",
            "",
            f"That makes {opening} + {middle} + {rest} + 1 = {minutes} minutes. Practise the first sentence aloud and"
            " leave the rest loose.",
        )
    )
    return Exchange(prompt, reply)


def five_titles(scene: Scene) -> Exchange:
    """Titles to choose from."""
    topic, thing = scene.facts.topic, scene.thing()
    limit = scene.rng.randint(40, 70)
    prompt = (
        f"{named(scene)} I need a title for a leaflet on {topic} that will lie beside the {thing} at"
        f" {scene.domain.spot}. Five to choose from, around {limit} characters each, no exclamation marks, no puns,"
        " and say which one you would take."
    )
    titles = [
        f"What {topic} asks of you",
        f"{topic[:1].upper()}{topic[1:]} in ten minutes",
        f"Before you touch the {thing}: {topic}",
        f"Questions about {topic}, answered plainly",
        f"{topic[:1].upper()}{topic[1:]} for people who are busy",
        f"First steps in {topic}",
        f"What we do at {scene.domain.spot}, and why",
    ]
    scene.rng.shuffle(titles)
    pick = scene.rng.randint(1, 5)
    listed = "\n".join(f"{i}. {title}" for i, title in enumerate(titles[:5], start=1))
    return Exchange(
        prompt, f"{listed}\n\nI would take number {pick}: it says what the reader gets and needs no second line."
    )
