"""The instruction scenario: which exchanges there are, and the answer's form."""

from curation.providers.demo import replies, sums
from curation.providers.demo.scene import Scene

_MAKERS = (
    replies.week_plan,
    replies.message_draft,
    replies.event_checklist,
    replies.explain_simply,
    replies.kinder_note,
    replies.true_or_false,
    sums.break_even,
    sums.budget,
    sums.scaled,
    sums.rota,
    sums.after_trouble,
    sums.short_talk,
    sums.five_titles,
)


def write_instruction(scene: Scene) -> str:
    """Write a message to an assistant and the reply."""
    exchange = _MAKERS[scene.rng.randrange(len(_MAKERS))](scene)
    return f"User prompt: {exchange.prompt}\nReply: {exchange.reply}"
