"""Checks of a conversation: that it has its messages, each with something to say."""

from collections.abc import Mapping

from curation.synthesis.check_result import CheckResult
from curation.synthesis.parsed import Parsed
from curation.synthesis.steps import MAX_TURNS, MIN_TURNS, roles_of, steps_of
from curation.text import words


def check_conversation(parsed: Parsed, variant: str, variables: Mapping[str, str]) -> list[CheckResult]:
    """Check the number of messages, the order of the speakers, and that no message is empty or comes again."""
    turns = _turns(parsed.data.get("turns"))
    texts = [text for _, text in turns]
    empty = [str(number) for number, text in enumerate(texts, start=1) if not text.strip()]
    return [
        _check_count([role for role, _ in turns], variant, variables),
        CheckResult(
            "turn_empty",
            not empty,
            f"Without text: message {', '.join(empty)}." if empty else "Every message has text.",
        ),
        _check_repeated(texts),
    ]


def _turns(given: object) -> list[tuple[str, str]]:
    """Return role and text of each message."""
    turns = given if isinstance(given, list) else []
    return [(str(turn.get("role", "")), str(turn.get("text", ""))) for turn in turns if isinstance(turn, dict)]


def _check_count(roles: list[str], variant: str, variables: Mapping[str, str]) -> CheckResult:
    """Check how many messages there are, and that the speakers take turns."""
    least, most = MIN_TURNS, MAX_TURNS
    if "turns" in variables:
        least = most = len(steps_of("conversation", variant, variables))
    wanted = str(least) if least == most else f"{least} to {most}"
    if not least <= len(roles) <= most:
        return CheckResult("turn_count", False, f"It has {len(roles)} messages; {wanted} are expected.")
    if roles != list(roles_of(variant, len(roles))):
        return CheckResult("turn_count", False, f"The speakers do not take turns: {', '.join(roles)[:200]}.")
    return CheckResult("turn_count", True, f"It has {len(roles)} messages, in turn; {wanted} are expected.")


def _check_repeated(texts: list[str]) -> CheckResult:
    """Look for a message that says, word for word, what an earlier one said."""
    first: dict[tuple[str, ...], int] = {}
    for number, text in enumerate(texts, start=1):
        said = tuple(words(text))
        if said and said in first:
            return CheckResult("turn_repeated", False, f"Message {number} repeats message {first[said]}.")
        first.setdefault(said, number)
    return CheckResult("turn_repeated", True, "No message repeats another one.")
