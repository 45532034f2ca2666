"""Samples whose right answers are known: made from what is there, from what was settled, or written to see who reads.

A rater is never told which they are. So the events about them name the known
sample by its own number, and not the sample.
"""

from typing import Any, Final

from sqlmodel import Session

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Gold, GoldKind, ItemState, Outcome, Sample
from curation.review import Answers
from curation.review.attention import MAX_LEAD_CHARS, attention_text
from curation.review.expected import Expected, check_expected, expected_from
from curation.services.adjudication import current_settlement, find_sample
from curation.services.answers import set_text
from curation.services.permissions import Actor, allow
from curation.services.rubrics import rubric_for
from curation.store import known as store
from curation.store.events import add_event
from curation.store.known import ATTENTION
from curation.synthesis import SCENARIOS
from curation.text import clean_text, one_line
from curation.workspace import Workspace

MAX_WHY_CHARS: Final = 1_000
_REVIEWABLE: Final = (Outcome.OK, Outcome.CHECK_FAILED)


def make_gold(workspace: Workspace, sample_id: int, expected: Expected, *, actor: Actor) -> int:
    """Say what is right of a sample, which is mixed into people's queues from then on; return the known sample's id.

    What was said before is replaced, and one that was retired comes again.

    Raises:
        BadInputError: Nothing is said, or it cannot be an answer.
        ConflictError: The sample holds no text to judge, or it is an attention check.
    """
    with workspace.write() as tx:
        allow(tx, actor, "set_gold")
        return _say(tx, _judgeable(tx, sample_id), expected, actor)


def make_gold_of_settled(workspace: Workspace, sample_id: int, *, actor: Actor) -> int:
    """Make what was settled of a sample its known answers; a rating one point away is right, too.

    Raises:
        ConflictError: Nothing is settled of it.
    """
    with workspace.write() as tx:
        allow(tx, actor, "set_gold")
        sample = _judgeable(tx, sample_id)
        settled = current_settlement(tx, sample_id)
        if settled is None:
            raise ConflictError(f"Nothing is settled of sample {sample_id}.", "Settle it first.")
        why = f"Settled by {settled.by}." + (f" {settled.note}" if settled.note else "")
        said = Answers(overall=settled.overall, decision=settled.decision, answers=settled.answers)
        return _say(tx, sample, expected_from(said, rubric_for(tx, sample.scenario).form, why=why), actor)


def make_attention(
    workspace: Workspace, *, scenario: str, decision: str, overall: int, lead: str = "", actor: Actor
) -> int:
    """Write a text that says itself what to press, and mix it into people's queues; return the known sample's id.

    It is no sample like others: it is in no list, no statistic and no export.

    Args:
        workspace: The workspace.
        scenario: In whose queue it comes, and whose questions are asked.
        decision: What it tells people to decide.
        overall: What it tells people to rate.
        lead: What stands before the instruction, so that it begins like any other text.
        actor: Who writes it.

    Raises:
        BadInputError: There is no such scenario, decision or rating, or the text is too long.
    """
    if scenario not in SCENARIOS:
        raise BadInputError(f"There is no scenario '{scenario[:60]}'.", f"Known: {', '.join(SCENARIOS)}.")
    if len(lead) > MAX_LEAD_CHARS:
        raise BadInputError(f"The text before the instruction has at most {MAX_LEAD_CHARS:,} characters.")
    try:
        text = attention_text(clean_text(lead), decision, overall)
    except ValueError as error:
        raise BadInputError(f"This is no instruction: {error}.", "Nothing was stored.") from error
    with workspace.write() as tx:
        allow(tx, actor, "set_gold")
        sample = set_text(_attention_sample(scenario, text), text)
        tx.add(sample)
        tx.flush()
        expected = Expected(decision=decision, overall_low=overall, overall_high=overall)
        return _add(tx, Gold(sample_id=sample.id or 0, kind=GoldKind.ATTENTION, created_by=actor.id), expected, actor)


def set_active(workspace: Workspace, gold_id: int, *, is_active: bool, actor: Actor) -> None:
    """Retire a known sample, so that nobody is asked any more, or let it come again; what was answered stays."""
    with workspace.write() as tx:
        allow(tx, actor, "set_gold")
        gold = tx.get(Gold, gold_id)
        if gold is None:
            raise NotFoundError(f"There is no known sample {gold_id}.", "See: gold list.")
        if gold.is_active == is_active:
            return
        gold.is_active = is_active
        tx.add(gold)
        action = "gold.returned" if is_active else "gold.retired"
        add_event(tx, actor_id=actor.id, action=action, entity="gold", entity_id=gold_id)


def _judgeable(session: Session, sample_id: int) -> Sample:
    sample = find_sample(session, sample_id)
    if sample.outcome not in _REVIEWABLE or not sample.text:
        raise ConflictError(f"Sample {sample_id} holds no text to judge.", "Choose another one.")
    if sample.state_reason == ATTENTION and sample.state == ItemState.EXCLUDED:
        raise ConflictError(f"Sample {sample_id} is an attention check.", "What it asks for stands in its text.")
    return sample


def _attention_sample(scenario: str, text: str) -> Sample:
    """Return a row that takes no part: it is never compared, read by the model, counted or sent to anybody's list."""
    return Sample(
        scenario=scenario,
        provider="hand",
        model="hand",
        outcome=Outcome.OK,
        raw=text,
        state=ItemState.EXCLUDED,
        state_reason=ATTENTION,
        label=ATTENTION,
        counts=False,
        embedding=ATTENTION,
        is_compared=True,
    )


def _say(tx: Session, sample: Sample, expected: Expected, actor: Actor) -> int:
    try:
        check_expected(expected, rubric_for(tx, sample.scenario).form)
    except ValueError as error:
        raise BadInputError(f"This cannot be right: {error}.", "Nothing was stored.") from error
    gold = store.gold_of(tx, sample.id or 0) or Gold(sample_id=sample.id or 0, created_by=actor.id)
    return _add(tx, gold, expected, actor)


def _add(tx: Session, gold: Gold, expected: Expected, actor: Actor) -> int:
    before: dict[str, Any] = {} if gold.id is None else {**_as_row(gold), "is_active": gold.is_active}
    gold.decision, gold.why = expected.decision, one_line(expected.why)[:MAX_WHY_CHARS]
    gold.overall_low, gold.overall_high = expected.overall_low, expected.overall_high
    gold.answers, gold.is_active = dict(expected.answers), True
    tx.add(gold)
    tx.flush()
    add_event(
        tx,
        actor_id=actor.id,
        action="gold.set",
        entity="gold",
        entity_id=gold.id,
        before=before,
        after={**_as_row(gold), "kind": gold.kind},
    )
    return gold.id or 0


def _as_row(gold: Gold) -> dict[str, Any]:
    names = ("decision", "overall_low", "overall_high", "answers", "why")
    return {name: getattr(gold, name) for name in names}
