"""Which samples or pairs a judge is asked about, and why others are not."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from curation.errors import BadInputError
from curation.models import ComparisonSet, RaterKind
from curation.services.comparison_sets import find_set, text_was_changed
from curation.services.judge_plan import MAX_PAIRS, MAX_SAMPLES, JudgeAsk
from curation.store import judgements as store


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be judged."""

    ids: Sequence[int]
    """Of samples or of pairs."""
    left_out: dict[str, int]
    n_own: int
    """How many the judge wrote itself, or one side of."""
    n_by_people: int
    scenarios: Sequence[str] = ()
    of_set: ComparisonSet | None = None


def choose(session: Session, ask: JudgeAsk, *, seed: int) -> Chosen:
    """Return what is meant, and how much else of it is left out, by reason.

    Raises:
        BadInputError: Nothing is left to judge, it is more than one job takes, or the set is closed.
    """
    judge = store.judge_named(session, ask.provider, ask.model_name)
    judge_id = (judge.id if judge else None) or 0
    if ask.set_id is None:
        return _choose_samples(session, ask, judge_id, seed)
    return _choose_pairs(session, ask, _open_set(session, ask.set_id), judge_id, seed)


def _choose_samples(session: Session, ask: JudgeAsk, judge_id: int, seed: int) -> Chosen:
    found = store.judgeable(
        session, ask.samples, judge_id=judge_id, again=ask.again, only_by_people=ask.only_judged_by_people
    )
    ids, left_out = _drawn(found.ids, found.left_out, ask.n, seed)
    _check(ids, left_out, "samples", MAX_SAMPLES)
    rows = store.writers_of(session, ids)
    return Chosen(
        ids=ids,
        left_out=left_out,
        n_own=sum(row.writer == (ask.provider, ask.model_name) for row in rows),
        n_by_people=sum(row.by_people for row in rows),
        scenarios=sorted({row.scenario for row in rows}),
    )


def _choose_pairs(session: Session, ask: JudgeAsk, of_set: ComparisonSet, judge_id: int, seed: int) -> Chosen:
    me, set_id = (ask.provider, ask.model_name), of_set.id or 0
    mine = store.voted_pairs(session, set_id, kind=RaterKind.JUDGE, judge_id=judge_id)
    theirs = store.voted_pairs(session, set_id, kind=RaterKind.PERSON)
    rows = {row.id: row for row in store.pairs_of_set(session, set_id)}
    why = {
        row.id: _why_not_shown(of_set, row) or _why_not(ask, row.id in mine, row.id in theirs) for row in rows.values()
    }
    counts = Counter(reason for reason in why.values() if reason)
    ids, left_out = _drawn([pair_id for pair_id, reason in why.items() if not reason], counts, ask.n, seed)
    _check(ids, left_out, "pairs", MAX_PAIRS)
    return Chosen(
        ids=ids,
        left_out=left_out,
        n_own=sum(me in (rows[pair_id].a_writer, rows[pair_id].b_writer) for pair_id in ids),
        n_by_people=sum(pair_id in theirs for pair_id in ids),
        of_set=of_set,
    )


def _drawn(
    ids: Sequence[int], left_out: Mapping[str, int], n: int | None, seed: int
) -> tuple[list[int], dict[str, int]]:
    """Draw as many as are wanted, and count the rest among those left out."""
    if n is None or len(ids) <= n:
        return [*ids], dict(left_out)
    rng = random.Random(f"judge:{seed}")  # noqa: S311 - a draw that can be repeated, no secret
    places = sorted(rng.sample(range(len(ids)), n))
    return [ids[place] for place in places], {**left_out, "not drawn": len(ids) - n}


def _check(ids: Sequence[int], left_out: Mapping[str, int], noun: str, most: int) -> None:
    if not ids:
        said = "; ".join(f"{count:,} {reason}" for reason, count in left_out.items())
        raise BadInputError(f"Nothing is left to judge ({said or f'no {noun} are meant'}).", f"Choose other {noun}.")
    if len(ids) > most:
        raise BadInputError(f"{len(ids):,} {noun} are more than the {most:,} of one job.", "Choose fewer.")


def _open_set(session: Session, set_id: int) -> ComparisonSet:
    of_set = find_set(session, set_id)
    if not of_set.is_open:
        raise BadInputError(f"The set '{of_set.name}' is closed.", "Open it again, or choose another one.")
    return of_set


def _why_not(ask: JudgeAsk, is_judged: bool, by_people: bool) -> str:
    if is_judged and not ask.again:
        return store.JUDGED_BEFORE
    return store.JUDGED_BY_NOBODY if ask.only_judged_by_people and not by_people else ""


def _why_not_shown(of_set: ComparisonSet, row: store.SetPair) -> str:
    if not row.is_in_use:
        return "with a text that is set aside"
    is_changed = text_was_changed(of_set, row.a_sample_id, row.a_hash)
    return "with a text that was changed since the set was made" if is_changed else ""
