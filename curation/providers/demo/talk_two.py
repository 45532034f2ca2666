"""Two people who meet by chance: what each of them says, from what they do and know."""

from curation.providers.demo.lessons import LESSONS
from curation.providers.demo.scene import Scene


def open_meeting(scene: Scene) -> str:
    """Write the first message."""
    rng, domain, topic = scene.rng, scene.domain, scene.own_topic
    one, two = rng.sample(domain.jobs, 2)
    event = domain.event[:1].upper() + domain.event[1:]
    return scene.one(
        f"Is this seat free? I have had {scene.thing()} on my mind since six, and {topic} on top of that. {event} is in"
        f" {rng.randint(3, 40)} days. Do you know that, when one thing takes up all the room in your head?",
        f"They say that bus number {rng.randint(2, 60)} is {rng.randint(10, 45)} minutes late. I do not mind, it gives"
        f" me time to think about {topic}. You look as if you were waiting for more than a bus.",
        f"Sorry, is this yours? No, it is mine again; I leave my {scene.thing()} wherever I go. I am between {one} and"
        f" {two}, and in between I think about {topic}. Is your day like that too?",
        f"What a queue, {rng.randint(6, 50)} people before us. I should be at {domain.spot} by now. Well, it gives me"
        f" time to think about {topic}; there is never any while I am busy with {one}. What would you be doing, if you"
        " were not standing here?",
    )


def talk_on(first: Scene, second: Scene, n: int) -> str:
    """Write message number n, counted from 0; the two scenes share their dice, so every call draws one script."""
    script = _script(first, second)
    return script[n % len(script)]


def _script(first: Scene, second: Scene) -> list[str]:
    """Draw all messages; the first one has been said already and has an empty place."""
    rng = first.rng
    a_rule, a_other = rng.sample(LESSONS[first.domain.name].rules, 2)
    b_rule, b_other = _two_others(second, (a_rule, a_other))
    return [
        "",
        *_getting_to_know(first, second, a_rule),
        *_rules_compared(first, second, (b_rule, a_rule)),
        *_where_they_differ(first, second, (a_other, b_other)),
        *_parting(first, second),
    ]


def _two_others(scene: Scene, taken: tuple[str, str]) -> tuple[str, str]:
    """Draw two rules that the other one does not have."""
    free = [rule for rule in LESSONS[scene.domain.name].rules if rule not in taken]
    one, two = scene.rng.sample(free, 2)
    return one, two


def _getting_to_know(first: Scene, second: Scene, rule: str) -> list[str]:
    """Messages 1 and 2: each has a subject, and the first one tells what it has taught."""
    years = first.rng.randint(2, 12)
    trap = first.one(*LESSONS[first.domain.name].traps)
    return [
        second.one(
            f"I know it well. With me it is {second.own_topic}. Everybody says that it can wait until tomorrow, and"
            f" tomorrow it is {second.one(*second.domain.jobs)} again. What is it about {first.your_topic} that cannot"
            " wait?",
            f"Sit down, there is room for two. I would be thinking about {second.own_topic}, as always; there are"
            f" {second.thing()} waiting for me as well. What is so hard about {first.your_topic}?",
            f"Something like it. My head is full of {second.own_topic}, and at {second.domain.spot} nobody wants to"
            f" hear about it any more. Tell me about {first.your_topic}, I have never understood what there is to"
            " it.",
        ),
        first.one(
            f"That people see the result and not the work. It took me {years} years to believe a very plain sentence:"
            f" {rule} Is it like that with {second.your_topic}?",
            f"Most people {trap}, and then they wonder. I did it myself, {years} years ago. Since then I go by one"
            f" sentence: {rule} What is the usual mistake in your world?",
        ),
    ]


def _rules_compared(first: Scene, second: Scene, rules: tuple[str, str]) -> list[str]:
    """Messages 3 to 5: the second one answers with another rule, and each takes something from the other."""
    b_rule, a_rule = rules
    k = first.rng.randint(3, 20)
    where = second.domain.spot
    if first.domain.name == second.domain.name:
        meet = second.one(
            f"So we are in the same trade, more or less, and still I was taught something else first: {b_rule} Yours"
            " would have saved me a winter.",
            f"You could be from {where} yourself. Only, there it is another sentence that everybody knows by heart:"
            f" {b_rule} I wonder why we start at opposite ends.",
        )
    else:
        meet = second.one(
            f"I would have begun elsewhere. What I was taught first is this: {b_rule} With {first.your_topic} it may"
            " not even make sense.",
            f"At {where} one hears something quite different: {b_rule} I do not know whether it is any use to you, with"
            f" {first.your_topic}.",
        )
    return [
        meet,
        first.one(
            f"It does, though. Last month {k} of our {first.thing()} were missing, and nobody could say since when. By"
            " your sentence we would have known on the first day. I may take it home with me.",
            f"Wait, say that again, slowly. I could have used it last month, when {k} {first.thing()} had to be done"
            f" twice at {first.domain.spot} and everybody had a different explanation.",
        ),
        second.one(
            f"Take it. I take yours in return, “{a_rule}” I shall try it on the {second.domain.people} at"
            f" {second.domain.spot}. They will laugh first, and then they will do it.",
            f"You are welcome to it. And “{a_rule}” goes on the wall at {second.domain.spot}, without a name under it."
            f" The other {second.domain.people} believe strangers sooner than me.",
        ),
    ]


def _where_they_differ(first: Scene, second: Scene, rules: tuple[str, str]) -> list[str]:
    """Messages 6 to 9: they disagree, and find out about what."""
    a_other, b_other = rules
    hours = second.rng.randint(2, 6)
    return [
        f"In one thing I do not follow you. You talk about {second.your_topic} as if one had to manage it alone. Among"
        f" {first.domain.people} nobody would try. We also say: {a_other}",
        f"That is easily said among {first.domain.people}. I have {hours} hours a week for it, and whoever helps me"
        f" has to be shown everything first. What I go by is this: {b_other} You may call it stubborn.",
        f"Not stubborn. I was only thinking of {first.domain.event}, where the stubborn ones are always the ones who"
        f" clear up afterwards. If you had one free day, would you give it to {second.your_topic}?",
        f"Half of it. The other half I would sleep, and then go to {second.domain.event} like everybody else. And you,"
        f" would {first.your_topic} let you go for a day?",
    ]


def _parting(first: Scene, second: Scene) -> list[str]:
    """Messages 10 and 11: they part."""
    return [
        first.one(
            f"No, but I would like it to. If you ever come past {first.domain.spot}, ask for {first.hero}. I show you"
            f" the {first.thing()}, and you tell me what you would do differently.",
            f"For half a day, as with you. Come and see me at {first.domain.spot} some time, and ask for {first.hero};"
            " a stranger's question is worth more than ten answers of mine.",
        ),
        second.one(
            f"I will, and I bring you some {second.thing()}, so that you see what I mean. I think we are after the"
            f" same thing, you with {first.your_topic} and I with mine, and only call it by different names.",
            "Gladly. We do not agree on much, and I have not learned so much while waiting in a long time.",
        ),
    ]
