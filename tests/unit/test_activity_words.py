"""Every action that the code writes into the event log has a sentence, a noun, and a way back or a reason why not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

from curation.models import ItemKind
from curation.services.activity_words import NOUNS, SENTENCES, UNDONE, Said, actions_of, tell
from curation.services.select_many import _SAME_THING
from curation.services.undo import WAYS, WHY_NOT, why_not

ROOT = Path(__file__).resolve().parents[2] / "curation"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
PUT_TOGETHER = {
    "f'{kind}.{verb}'": [
        f"{kind}.{verb}"
        for kind in ItemKind
        for verb in _SAME_THING
        if (kind, verb) != (ItemKind.PERSONA, "sent_to_review")
    ],
    "f'{self.kind}.grouped'": [f"{kind}.grouped" for kind in ItemKind],
    "f'{event.action}.undone'": [],
    "f'{event.action}{UNDONE}'": [],
}
"""Actions that the code puts together from parts, by how they stand there."""
NO_ACTIONS = {
    "judge.prefills_checked",
    "provider.allowed_hosts",
    "review.policy",
    "spend.daily_cap_usd",
    "spend.total_cap_usd",
    "worker.lock",
}
"""What looks like an action, in modules that write events, and is none."""


def written(path: Path) -> Iterator[str]:
    """Yield the actions that a module writes: those at the call, and where a name stands there, all that look so."""
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and is_add_event(node)]
    for call in calls:
        for said in (word.value for word in call.keywords if word.arg == "action"):
            if isinstance(said, ast.JoinedStr):
                assert ast.unparse(said) in PUT_TOGETHER, f"{path.name} puts an action together: {ast.unparse(said)}"
                yield from PUT_TOGETHER[ast.unparse(said)]
    if calls:
        constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
        yield from (value for value in constants if is_action(value))


def is_action(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(ACTION.fullmatch(value)) and not value.endswith(".jsonl")


def is_add_event(call: ast.Call) -> bool:
    return getattr(call.func, "id", getattr(call.func, "attr", "")) == "add_event"


WRITTEN = sorted({action for path in ROOT.rglob("*.py") for action in written(path)} - NO_ACTIONS)


def test_the_sources_are_really_read() -> None:
    assert {"review.submitted", "persona.made", "sample.tagged", "comment.reopened", "texts.read"} <= set(WRITTEN)
    assert len(WRITTEN) > 50


@pytest.mark.parametrize("action", WRITTEN)
def test_every_action_has_a_sentence(action: str) -> None:
    assert action in SENTENCES


def test_there_is_no_sentence_for_what_nobody_writes() -> None:
    assert set(SENTENCES) <= set(WRITTEN)


@pytest.mark.parametrize("action", SENTENCES)
def test_an_action_can_be_taken_back_or_there_is_a_reason_why_not(action: str) -> None:
    assert (action in WAYS) != (action in WHY_NOT or action.endswith("_undone"))
    assert action in WAYS or why_not(action).endswith(".")


@pytest.mark.parametrize("action", SENTENCES)
def test_an_action_belongs_to_one_noun(action: str) -> None:
    assert len([noun for noun in NOUNS if action in actions_of(noun)]) == 1


@pytest.mark.parametrize("action", SENTENCES)
@pytest.mark.parametrize("entity_id", [7, None])
def test_a_sentence_is_told_whatever_the_event_lacks(action: str, entity_id: int | None) -> None:
    for name in (action, action + UNDONE):
        words = tell(name, Said("sample", entity_id, {}, {}, n_items=2))
        assert words
        assert not words.endswith(".")


@pytest.mark.parametrize(
    ("action", "said", "expected"),
    [
        (
            "review.submitted",
            Said("sample", 7, {}, {"decision": "accept", "overall": 4, "flags": ["off_persona"]}),
            "accepted sample 7, 4 of 5, off persona",
        ),
        ("review.submitted", Said("sample", 7, {}, {"decision": "reject"}, is_blind=True), "judged sample 7"),
        ("review.twin_named", Said("sample", 7, {}, {"near_duplicate_of": 3}, is_blind=True), "judged sample 7"),
        (
            "persona.excluded",
            Said("persona", None, {}, {"reason": "too {short}"}, n_items=1_200),
            "excluded 1,200 personas: too {short}",
        ),
        (
            "persona.tagged.undone",
            Said("persona", None, {"tag": "pilot"}, {"tag": "pilot"}, n_items=1),
            "took back: tagged 1 persona with pilot",
        ),
        (
            "person.changed",
            Said(
                "annotator",
                2,
                {"role": "annotator", "is_active": True},
                {"role": "curator", "is_active": False},
                about="Bea",
            ),
            "made Bea curator and ended the membership of Bea",
        ),
        ("unheard.of", Said("thing", 3, {}, {}), "did 'unheard.of' (thing 3)"),
    ],
)
def test_sentences_say_what_happened(action: str, said: Said, expected: str) -> None:
    assert tell(action, said) == expected


def test_what_was_decided_stands_in_no_sentence_for_who_has_still_to_decide() -> None:
    kept = {"decision": "reject", "overall": 1, "flags": ["unsafe"], "near_duplicate_of": 12345, "choice": "left"}
    for action in SENTENCES:
        if action.partition(".")[0] in NOUNS["Reviews"]:
            words = tell(action, Said("sample", 7, kept, kept, is_blind=True))
            assert not re.search(r"reject|1 of 5|unsafe|12345|left", words), words
