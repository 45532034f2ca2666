"""Queries about pairs: what could be compared, which pair is next, who voted what."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, func, select, update

from curation.models import (
    Annotator,
    Comparison,
    ComparisonPair,
    ComparisonSet,
    RaterKind,
    Sample,
    SampleFilter,
    to_json,
)
from curation.models.made import REVIEWABLE
from curation.store.samples import where_samples

_MINE: Final = (
    "from comparison c where c.pair_id = p.id and c.annotator_id = :me and c.superseded_by is null"
    " and c.is_withdrawn = 0"
)
_IN_USE: Final = (
    "exists (select 1 from sample s where s.id = p.a_sample_id and s.state = 'active')"
    " and exists (select 1 from sample s where s.id = p.b_sample_id and s.state = 'active')"
)
# Who comes first to a set of few votes would else be given the pair that another one has on the screen.
_OWN_ORDER: Final = "(p.id * ((:me * 104729 + 7919) % 1000003)) % 1000003"


class Comparable(NamedTuple):
    """What of a sample decides beside which other one it can stand."""

    id: int
    persona_id: int | None
    other_persona_id: int | None
    scenario: str
    template_id: int | None
    provider: str
    model: str
    mode: str
    text_hash: str
    is_edited: bool
    job_id: int | None
    item_no: int | None
    label: str


class VoteRow(NamedTuple):
    """A vote that stands, with what it was about."""

    pair_id: int
    annotator_id: int
    left_is: str
    choice: str
    a_arm: str
    b_arm: str
    a_sample_id: int
    b_sample_id: int
    is_anew: bool
    """Whether it took the place of an earlier vote of the same person."""


def comparable_samples(
    session: Session, chosen: SampleFilter, *, is_edited: bool = False, limit: int
) -> Sequence[Comparable]:
    """Return the newest samples of a filter that hold a text to judge."""
    columns = [getattr(Sample, name) for name in Comparable._fields if name != "is_edited"]
    is_changed = col(Sample.edited_text).is_not(None)
    columns.insert(Comparable._fields.index("is_edited"), is_changed)
    wanted = select(*columns).where(*where_samples(chosen), text(REVIEWABLE))
    if is_edited:
        wanted = wanted.where(is_changed, col(Sample.edited_text) != col(Sample.text))
    return [Comparable(*row) for row in session.execute(wanted.order_by(col(Sample.id).desc()).limit(limit))]


def set_named(session: Session, name: str) -> ComparisonSet | None:
    """Return the set of that name."""
    return session.exec(select(ComparisonSet).where(ComparisonSet.name == name)).first()


def all_sets(session: Session) -> list[ComparisonSet]:
    """Return all sets, the newest first."""
    return list(session.exec(select(ComparisonSet).order_by(col(ComparisonSet.id).desc())))


def votes_by_set(session: Session, set_ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Return for sets how many pairs each has, how many of these have a vote, and how many votes there are."""
    statement = (
        "select set_id, count(*), sum(n_votes > 0), sum(n_votes) from comparison_pair"
        " where set_id in (select value from json_each(:sets)) group by set_id"
    )
    rows = session.execute(text(statement), {"sets": to_json(list(set_ids))})
    return {int(row[0]): (int(row[1]), int(row[2]), int(row[3])) for row in rows}


def next_pair(session: Session, set_id: int, me: int, *, passed: Sequence[int], skipped: bool) -> int | None:
    """Return the pair with the fewest votes that waits for a person, of such that one skipped or of the others.

    A pair that has as many votes as its set asks for waits for nobody, nor
    does one whose sample is in use no more. Among pairs with as many votes
    each person has an order of its own, which is the same at every look.
    """
    mine = f"exists (select 1 {_MINE} and c.choice = 'skip')" if skipped else f"not exists (select 1 {_MINE})"
    statement = (
        "select p.id from comparison_pair p join comparison_set t on t.id = p.set_id"
        f" where p.set_id = :set and p.n_votes < t.overlap and {mine} and {_IN_USE}"
        f" and p.id not in (select value from json_each(:passed)) order by p.n_votes, {_OWN_ORDER}, p.id limit 1"
    )
    found = session.execute(text(statement), {"set": set_id, "me": me, "passed": to_json(list(passed))}).first()
    return None if found is None else int(found[0])


def count_mine(session: Session, set_id: int, me: int) -> tuple[int, int, int]:
    """Return how many pairs of a set a person voted on, how many were skipped, and how many still wait."""
    statement = (
        "select coalesce(sum(m.choice <> 'skip'), 0), coalesce(sum(m.choice = 'skip'), 0),"
        f" coalesce(sum(m.choice is null and p.n_votes < t.overlap and {_IN_USE}), 0)"
        " from comparison_pair p join comparison_set t on t.id = p.set_id"
        " left join comparison m on m.pair_id = p.id and m.annotator_id = :me and m.superseded_by is null"
        " and m.is_withdrawn = 0 where p.set_id = :set"
    )
    row = session.execute(text(statement), {"set": set_id, "me": me}).one()
    return (int(row[0]), int(row[1]), int(row[2]))


def current_vote(session: Session, pair_id: int, annotator_id: int) -> Comparison | None:
    """Return the person's newest row on a pair, also where it takes a vote back."""
    mine = (Comparison.pair_id == pair_id, Comparison.annotator_id == annotator_id)
    return session.exec(select(Comparison).where(*mine, col(Comparison.superseded_by).is_(None))).first()


def last_vote(session: Session, annotator_id: int, set_id: int | None) -> Comparison | None:
    """Return the person's newest vote or skip that stands, of all sets or of one."""
    mine = (Comparison.annotator_id == annotator_id, col(Comparison.superseded_by).is_(None))
    found = select(Comparison).where(*mine, ~col(Comparison.is_withdrawn))
    if set_id is not None:
        of_set = col(ComparisonPair.set_id) == set_id
        found = found.join(ComparisonPair, col(ComparisonPair.id) == Comparison.pair_id).where(of_set)
    return session.exec(found.order_by(col(Comparison.id).desc()).limit(1)).first()


def add_vote(session: Session, row: Comparison, *, supersedes: Comparison | None) -> Comparison:
    """Store a row in the place of the one before, and count the votes of its pair anew.

    One row per person and pair is current, so the old one steps back before
    the new one is there: it names the id that the new one is given.
    """
    row.id = (session.exec(select(func.max(col(Comparison.id)))).one() or 0) + 1
    if supersedes is not None:
        session.exec(update(Comparison).where(col(Comparison.id) == supersedes.id).values(superseded_by=row.id))
    session.add(row)
    session.flush()
    counted = (
        select(func.count())
        .select_from(Comparison)
        .join(Annotator, col(Annotator.id) == Comparison.annotator_id)
        .where(Comparison.pair_id == row.pair_id, col(Comparison.superseded_by).is_(None))
        .where(~col(Comparison.is_withdrawn), Comparison.choice != "skip", Annotator.kind == RaterKind.PERSON)
    )
    n_votes = session.exec(counted).one()
    session.exec(update(ComparisonPair).where(col(ComparisonPair.id) == row.pair_id).values(n_votes=n_votes))
    return row


def newest_vote(session: Session) -> int:
    """Return the id of the newest row of a comparison; 0 where there is none."""
    return session.exec(select(func.max(col(Comparison.id)))).one() or 0


def votes_of(session: Session, set_id: int, *, until: int | None = None) -> list[VoteRow]:
    """Return the votes of people on the pairs of a set, skips left out, as they stood when `until` was the newest.

    A row takes the place of one with a smaller id, so the ids tell what was current then.
    """
    stood = "c.superseded_by is null" if until is None else "(c.superseded_by is null or c.superseded_by > :until)"
    statement = (
        "select c.pair_id, c.annotator_id, c.left_is, c.choice, p.a_arm, p.b_arm, p.a_sample_id, p.b_sample_id,"
        " exists (select 1 from comparison o where o.superseded_by = c.id and o.choice <> 'skip')"
        " from comparison_pair p join comparison c on c.pair_id = p.id join annotator n on n.id = c.annotator_id"
        " where p.set_id = :set and n.kind = 'person' and c.is_withdrawn = 0 and c.choice <> 'skip'"
        f" and {stood} {'' if until is None else 'and c.id <= :until'} order by c.id"
    )
    bound = {"set": set_id} if until is None else {"set": set_id, "until": until}
    return [VoteRow._make((*row[:8], bool(row[8]))) for row in session.execute(text(statement), bound)]


def pairs_of(session: Session, set_id: int) -> list[ComparisonPair]:
    """Return the pairs of a set in their order."""
    return list(
        session.exec(select(ComparisonPair).where(ComparisonPair.set_id == set_id).order_by(col(ComparisonPair.id)))
    )


def count_raters_of_kind(session: Session, set_id: int, kind: RaterKind) -> int:
    """Return how many votes of raters of one kind stand on the pairs of a set."""
    counted = (
        select(func.count())
        .select_from(Comparison)
        .join(ComparisonPair, col(ComparisonPair.id) == Comparison.pair_id)
        .join(Annotator, col(Annotator.id) == Comparison.annotator_id)
        .where(ComparisonPair.set_id == set_id, col(Comparison.superseded_by).is_(None), Annotator.kind == kind)
        .where(~col(Comparison.is_withdrawn), Comparison.choice != "skip")
    )
    return session.exec(counted).one()


def sample_facts(session: Session, ids: Sequence[int]) -> Mapping[int, Any]:
    """Return (id, counts, label, text_hash, characters of the text and of the edited one) of samples, by id."""
    statement = (
        "select id, counts, label, text_hash, length(text) as chars,"
        " length(coalesce(edited_text, text)) as edited_chars from sample"
        " where id in (select value from json_each(:ids))"
    )
    return {int(row.id): row for row in session.execute(text(statement), {"ids": to_json(list(ids))})}
