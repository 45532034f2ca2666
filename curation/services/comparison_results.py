"""What the votes on a set of pairs come to: the arms, and whether people only prefer a side or the longer text."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlmodel import Session

from curation.metrics.intervals import Interval
from curation.metrics.preference import (
    NotDefinedError,
    Said,
    Strengths,
    Vote,
    bradley_terry,
    share_for_left,
    share_for_longer,
)
from curation.models import ComparisonSet, PairSource, RaterKind
from curation.services.comparison_sets import find_set, text_was_changed
from curation.services.permissions import Actor, allow
from curation.store import comparisons as store
from curation.store.comparisons import VoteRow
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its interval and its n, or the reason why it is not defined."""

    interval: Interval | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class SetResults:
    """What people's votes on a set come to.

    Attributes:
        pairs: How many the set has.
        judged: How many of them have a vote that counts here.
        votes: How many votes count here, by what they say.
        raters: How many people they are of.
        strengths: Bradley and Terry's model; None where it is not defined.
        why_not: The reason for that.
        sentence: What the intervals show of the arms, in words.
        left: The share of deciding votes for the left text; sides are drawn, so no preference is a half.
        longer: The share of deciding votes for the longer text.
        anew: Votes in the place of one that was taken back or changed, after the person was told the arms.
        left_out: Votes that do not count, by reason.
        labels: Under which the texts stand where nothing else was compared, such as that of the demo generator.
    """

    pairs: int
    judged: int
    votes: Mapping[str, int]
    raters: int
    strengths: Strengths | None
    why_not: str
    sentence: str
    left: Measured
    longer: Measured
    anew: int
    left_out: Mapping[str, int]
    labels: Sequence[str]


def set_results(workspace: Workspace, set_id: int, *, actor: Actor) -> SetResults:
    """Return what the votes on a set come to; who is still to vote should not see it, so it needs a curator.

    Demo and hand-written texts are left out as soon as others were voted on, and a judge's votes always.

    Raises:
        NotFoundError: There is no such set.
    """
    with workspace.read() as session:
        allow(session, actor, "make_pairs")
        of_set = find_set(session, set_id)
        pairs = store.votes_by_set(session, [set_id]).get(set_id, (0, 0, 0))[0]
        rows = store.votes_of(session, set_id)
        facts = store.sample_facts(session, sorted({one for row in rows for one in (row.a_sample_id, row.b_sample_id)}))
        counted, left_out, labels = _counted(session, of_set, rows, facts)
    votes = [_vote(row, of_set, facts) for row in counted]
    strengths, why_not = _strengths(votes)
    said = Counter(row.choice for row in counted)
    return SetResults(
        pairs=pairs,
        judged=len({row.pair_id for row in counted}),
        votes={word: said[word] for word in ("left", "right", "tie", "both_bad")},
        raters=len({row.annotator_id for row in counted}),
        strengths=strengths,
        why_not=why_not,
        sentence=_sentence(strengths, why_not),
        left=_measured(share_for_left, votes),
        longer=_measured(share_for_longer, votes),
        anew=sum(row.is_anew for row in counted),
        left_out=left_out,
        labels=labels,
    )


def _counted(
    session: Session, of_set: ComparisonSet, rows: Sequence[VoteRow], facts: Mapping[int, Any]
) -> tuple[list[VoteRow], dict[str, int], list[str]]:
    """Return the votes that count, why others do not, and the labels where nothing but labelled texts was compared."""
    left_out: Counter[str] = Counter()
    current = []
    for row in rows:
        is_changed = text_was_changed(of_set, row.a_sample_id, facts[row.a_sample_id].text_hash)
        if is_changed:
            left_out["the edited text was changed since"] += 1
        else:
            current.append(row)
    real = [row for row in current if facts[row.a_sample_id].counts and facts[row.b_sample_id].counts]
    if real:
        left_out["demo or hand-written text"] += len(current) - len(real)
    counted = real or current
    left_out["vote of a judge"] += store.count_raters_of_kind(session, of_set.id or 0, RaterKind.JUDGE)
    labels = {facts[one].label for row in counted for one in (row.a_sample_id, row.b_sample_id)} - {""}
    return counted, {reason: n for reason, n in left_out.items() if n}, sorted(labels)


def _vote(row: VoteRow, of_set: ComparisonSet, facts: Mapping[int, Any]) -> Vote:
    a = (row.a_arm, _chars(facts[row.a_sample_id], of_set, row.a_arm))
    b = (row.b_arm, _chars(facts[row.b_sample_id], of_set, row.b_arm))
    left, right = (a, b) if row.left_is == "a" else (b, a)
    return Vote(row.pair_id, left[0], right[0], cast("Said", row.choice), left[1], right[1])


def _chars(facts: Any, of_set: ComparisonSet, arm: str) -> int:  # noqa: ANN401 - a row of the store
    is_edited = of_set.source == PairSource.EDITED_OR_ORIGINAL and arm == "edited"
    return int(facts.edited_chars if is_edited else facts.chars)


def _strengths(votes: Sequence[Vote]) -> tuple[Strengths | None, str]:
    try:
        return bradley_terry(votes), ""
    except NotDefinedError as error:
        return None, str(error)


def _measured(measure: Callable[[Sequence[Vote]], Interval], votes: Sequence[Vote]) -> Measured:
    try:
        return Measured(measure(votes))
    except NotDefinedError as error:
        return Measured(None, str(error))


def _sentence(strengths: Strengths | None, why_not: str) -> str:
    """Say which arm is preferred over which, as far as the intervals show it."""
    if strengths is None:
        return f"Which arm is better is not defined: {why_not}."
    shown = [duel for duel in strengths.duels if duel.chance.low > 0.5]
    votes = sum(duel.chance.n for duel in strengths.duels)
    if not shown:
        few = "one vote is" if votes == 1 else f"{votes:,} votes are"
        return f"The intervals hold a half: {few} too few to show that an arm is preferred."
    told = "; ".join(
        f"{duel.winner} is preferred over {duel.loser} in {duel.chance.value:.0%} of cases"
        f" ({duel.chance.low:.0%} to {duel.chance.high:.0%})"
        for duel in shown
    )
    rest = " Of the other arms the votes show no difference." if len(shown) < len(strengths.duels) else ""
    return f"{told}.{rest}"
