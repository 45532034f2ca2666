"""Known samples as curators see them: what is right, and how the people did who were asked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from curation.metrics.raters import Given, gold_accuracy, right_answers
from curation.models import Gold, Sample
from curation.review.expected import Expected
from curation.services.figures import Figure, figure
from curation.services.permissions import Actor, allow
from curation.services.raters import known_answers
from curation.store import known as store
from curation.store.known import GivenAnswers
from curation.workspace import Workspace

PAGE_ROWS: Final = 25


@dataclass(frozen=True, slots=True)
class KnownSample:
    """A known sample as curators see it, and how people did.

    `right` is the share of people who answered it all right; `wrong` tells how
    often each question was answered wrong.
    """

    id: int
    sample_id: int
    kind: str
    expected: Expected
    is_active: bool
    by: str
    at: datetime
    scenario: str
    text: str
    n_right: int
    n: int
    right: Figure
    wrong: Mapping[str, int]


def list_gold(
    workspace: Workspace,
    *,
    is_active: bool | None = True,
    before: int | None = None,
    limit: int = PAGE_ROWS,
    actor: Actor,
) -> tuple[list[KnownSample], int | None]:
    """Return known samples, the newest first, and what `before` is for the next page; None where there is none."""
    with workspace.read() as session:
        allow(session, actor, "set_gold")
        rows = store.gold_page(session, is_active=is_active, before=before, limit=limit + 1)
        given = _by_sample(store.answers_to(session, [gold.sample_id for gold, _, _ in rows[:limit]]))
    found = [_known(gold, sample, by, given.get(gold.sample_id, [])) for gold, sample, by in rows[:limit]]
    return found, found[-1].id if len(rows) > limit else None


def find_gold(workspace: Workspace, sample_id: int, *, actor: Actor) -> KnownSample | None:
    """Return what is known of a sample, for curators; None where nothing is."""
    with workspace.read() as session:
        allow(session, actor, "set_gold")
        gold = store.gold_of(session, sample_id)
        if gold is None:
            return None
        (row,) = store.gold_page(session, is_active=None, before=(gold.id or 0) + 1, limit=1)
        return _known(*row, store.answers_to(session, [sample_id]))


def count_gold(workspace: Workspace, *, actor: Actor) -> dict[str, int]:
    """Return how many known samples are asked about, by kind."""
    with workspace.read() as session:
        allow(session, actor, "set_gold")
        return store.count_gold(session)


def _by_sample(given: Sequence[GivenAnswers]) -> dict[int, list[GivenAnswers]]:
    found: dict[int, list[GivenAnswers]] = {}
    for one in given:
        found.setdefault(one.sample_id, []).append(one)
    return found


def _known(gold: Gold, sample: Sample, by: str, given: Sequence[GivenAnswers]) -> KnownSample:
    known = known_answers(gold)
    checked = [right_answers(known, Given(one.decision, one.overall, json.loads(one.answers))) for one in given]
    told = [each for each in checked if each]
    wrong: dict[str, int] = {}
    for each in told:
        for question, is_right in each.items():
            wrong[question] = wrong.get(question, 0) + (not is_right)
    return KnownSample(
        id=gold.id or 0,
        sample_id=gold.sample_id,
        kind=gold.kind,
        expected=Expected(gold.decision, gold.overall_low, gold.overall_high, gold.answers, gold.why),
        is_active=gold.is_active,
        by=by,
        at=gold.created_at,
        scenario=sample.scenario,
        text=(sample.edited_text or sample.text)[:300],
        n_right=sum(all(each.values()) for each in told),
        n=len(told),
        right=figure(lambda: gold_accuracy(told)),
        wrong={question: n for question, n in wrong.items() if n},
    )
