"""The instruction scenario: what the persona would ask an assistant, and a reply."""

from dataclasses import dataclass

from curation.providers.demo.lessons import LESSONS
from curation.providers.demo.scene import Scene


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message to an assistant and the reply to it."""

    prompt: str
    reply: str


def named(scene: Scene) -> str:
    """Refer to the persona from the persona's own mouth."""
    facts = scene.facts
    return scene.one(
        f"I'm {facts.who}.",
        f"For context: {facts.who}, that is me.",
        f"I am {facts.who}, so skip the basics.",
        f"Speaking as {facts.who}:",
    )


def week_plan(scene: Scene) -> Exchange:
    """Hours of a week are shared among jobs, the shortest on the day that is to stay light."""
    rng, jobs = scene.rng, scene.domain.jobs
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    hours = [rng.randint(1, 4) for _ in jobs]
    rest, light = rng.randint(1, 3), rng.randrange(5)
    wanted = "; ".join(f"{job}: {h} h" for job, h in zip(jobs, hours, strict=True))
    prompt = (
        f"{named(scene)} Make me a plan for the week, Monday to Friday. This has to fit in: {wanted}. I also need"
        f" {rest} h for {scene.facts.topic}, and {days[light]} must stay the lightest day. Just a table, no pep talk."
    )
    by_hours = sorted(range(5), key=lambda job: hours[job])
    others = [day for day in range(5) if day != light]
    planned = dict(zip([light, *others], by_hours, strict=True))
    lines = ["| Day | What | Hours |", "|---|---|---|"]
    for day, name in enumerate(days):
        job = planned[day]
        extra = f", then {scene.facts.topic}" if day == others[0] else ""
        lines.append(f"| {name} | {jobs[job]}{extra} | {hours[job] + (rest if extra else 0)} |")
    lines.append(f"\nTogether {sum(hours) + rest} hours. I assumed that no job has to be split over two days.")
    return Exchange(prompt, "\n".join(lines))


def message_draft(scene: Scene) -> Exchange:
    """A short message about a change of date."""
    rng, other = scene.rng, scene.cast[1]
    old, new = rng.sample(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"), 2)
    n, thing = rng.randint(12, 90), scene.thing()
    reason = scene.one(
        f"the {thing} arrive late", f"{scene.domain.spot} is taken", "two people are ill", "the van is at the garage"
    )
    tone = scene.one("friendly but short", "polite, no grovelling", "warm, we have known each other for years", "plain")
    prompt = (
        f"{named(scene)} Write a message to {other}: {scene.domain.event} has to move from {old} to {new} because"
        f" {reason}. We still need the {n} {thing}, and I want to know by tomorrow whether that works. Tone: {tone}."
        f" Mention {scene.facts.topic} in half a sentence so that it does not sound like a form letter."
    )
    reply = (
        f"Hello {other},\n\nwe have to move {scene.domain.event} from {old} to {new}, because {reason}. I hope that"
        f" still suits you; after all our talk about {scene.facts.topic} I would not like to do it without"
        f" you.\n\nThe {n} {thing} are needed as agreed. Could you tell me by tomorrow whether {new}"
        f" works?\n\n{scene.one('Many thanks', 'Best wishes', 'Thank you', 'Until then')}\n{scene.hero}"
    )
    return Exchange(prompt, reply)


def event_checklist(scene: Scene) -> Exchange:
    """A checklist with times."""
    rng, domain = scene.rng, scene.domain
    people, hour = rng.randint(8, 120), rng.randint(8, 14)
    jobs = rng.sample(domain.jobs, 3)
    thing = scene.thing()
    prompt = (
        f"{named(scene)} {domain.event[:1].upper()}{domain.event[1:]} starts at {hour}:00 with about {people}"
        f" {domain.people}, and it is partly about {scene.facts.topic}. Give me a checklist, backwards from the"
        f" start, that I can print on one page. I already have the {thing}."
    )
    reply = "\n".join(
        (
            f"Checklist, start {hour}:00",
            f"- The day before: tell all {people} where to come, and count the {thing} once.",
            f"- {hour - 3}:00: {jobs[0]}.",
            f"- {hour - 2}:00: {jobs[1]}, then walk through {domain.spot} as a guest would.",
            f"- {hour - 1}:00: {jobs[2]}; lay out what belongs to {scene.facts.topic}.",
            f"- {hour - 1}:30: a short briefing, who stands where and who decides.",
            f"- {hour}:00: start, even if not everybody is there.",
            "- Afterwards: note three things for next time while you still remember them.",
        )
    )
    return Exchange(prompt, reply)


def explain_simply(scene: Scene) -> Exchange:
    """An explanation for a newcomer."""
    rules = scene.rng.sample(LESSONS[scene.domain.name].rules, 2)
    age = scene.rng.randint(9, 15)
    thing = scene.thing()
    prompt = (
        f"{named(scene)} My neighbour's child is {age} and keeps asking what I do all day. Explain"
        f" {scene.facts.topic} so that a {age}-year-old gets it, under 120 words, with one comparison that involves"
        f" {thing}. No talking down."
    )
    image = scene.one(
        f"Imagine a mountain of {thing} in which every piece has a place, and somebody moves one each night.",
        f"Think of {thing} that you have to carry across a room without looking down.",
        f"Suppose that you had to describe {thing} to somebody on the telephone.",
    )
    reply = (
        f"{image} That is a bit what {scene.facts.topic} is like: most of it is paying attention to small things"
        f" before they become large ones. Two habits help. First: {rules[0]} Second: {rules[1]} Some days nothing"
        " seems to happen, and those are often the days on which it went well. If you want to try it, come to"
        f" {scene.domain.spot} and pick one thing to look after for a week."
    )
    return Exchange(prompt, reply)


def kinder_note(scene: Scene) -> Exchange:
    """A curt note is made kinder."""
    name, thing = scene.cast[1], scene.thing()
    job = scene.one(*scene.domain.jobs)
    n = scene.rng.randint(2, 5)
    prompt = (
        (
            f"{named(scene)} I wrote this and my colleague says that it sounds angry: “{name}, for the {n}th time:"
            f" {job} comes before you touch the {thing}. Is that so hard?” Rewrite it so that it is still clear. It"
            f" matters to me because of {scene.facts.topic}. One version, no explanations."
        )
        .replace("2th", "2nd")
        .replace("3th", "3rd")
    )
    reply = (
        f"{name}, may I ask you again to finish {job} before you start with the {thing}? When the order is reversed,"
        f" everything that hangs on it, {scene.facts.topic} included, has to be done twice. If something makes that"
        f" order difficult, tell me and we will find another one. Thank you! {scene.hero}"
    )
    return Exchange(prompt, reply)


def true_or_false(scene: Scene) -> Exchange:
    """A quiz from rules and their reversal."""
    lessons = LESSONS[scene.domain.name]
    rules, traps = scene.rng.sample(lessons.rules, 2), scene.rng.sample(lessons.traps, 2)
    items = [(rule, "true") for rule in rules] + [(f"Experienced people {trap}.", "false") for trap in traps]
    scene.rng.shuffle(items)
    prompt = (
        f"{named(scene)} I am giving an introduction to {scene.facts.topic} for {scene.rng.randint(6, 30)}"
        f" {scene.domain.people} and want to begin with four true-or-false statements. Write them, and put the"
        " answers at the end so that I can cut them off."
    )
    asked = "\n".join(f"{i}. {text}" for i, (text, _) in enumerate(items, start=1))
    answers = ", ".join(f"{i} {flag}" for i, (_, flag) in enumerate(items, start=1))
    return Exchange(prompt, f"{asked}\n\nAnswers: {answers}. Ask for reasons before you reveal them.")
