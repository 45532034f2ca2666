"""Who is asked to judge what: rows that are written, counted and taken back many at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from curation.models import SampleFilter, to_json, utc_now
from curation.models.made import REVIEWABLE
from curation.store.queue_filter import written_out
from curation.store.review_claims import written

_IS_FREE: Final = (
    "not exists (select 1 from assignment a where a.annotator_id = p.id and a.sample_id = s.id)"
    " and not exists (select 1 from review r where r.sample_id = s.id and r.annotator_id = p.id"
    " and r.superseded_by is null and r.decision is not null)"
)
"""Nobody is asked twice, nor about what they have decided on already."""
_OPEN_OF: Final = "annotator_id = :from and is_open = 1"
_KNOWN_TO: Final = (
    "exists (select 1 from assignment b where b.annotator_id = :to and b.sample_id = assignment.sample_id)"
    " or exists (select 1 from review r where r.sample_id = assignment.sample_id and r.annotator_id = :to"
    " and r.superseded_by is null and r.decision is not null)"
)


class Deal(NamedTuple):
    """Who is to be asked about what.

    Attributes:
        chosen: Which samples; those that nobody can judge are left out.
        people: Who is asked; with `languages`, the language at the same place is that person's.
        languages: A language for each person, or nothing.
        each: So many people are asked about each sample.
        seed: Draws the order in which samples are dealt.
    """

    chosen: SampleFilter
    people: Sequence[int]
    languages: Sequence[str]
    each: int
    seed: int


class Dealt(NamedTuple):
    """What a deal comes to.

    Attributes:
        samples: How many of the samples meant people can judge.
        cannot: How many of those meant nobody can: without a text, or set aside.
        in_other_languages: For how many of the samples nobody was named.
        by_person: How many each person is asked about, and how many the person was asked about or judged before.
    """

    samples: int
    cannot: int
    in_other_languages: int
    by_person: Mapping[int, tuple[int, int]]


class Asked(NamedTuple):
    """One act that asked a person."""

    event_id: int | None
    annotator_id: int
    name: str
    is_active: bool
    total: int
    open: int
    created_at: str


def count_deal(session: Session, deal: Deal) -> Dealt:
    """Count what a deal would come to; nothing is written."""
    dealing, bound = _dealing(deal)
    return _counted(session, deal, f"({dealing})", bound)


def write_deal(session: Session, deal: Deal) -> Dealt:
    """Deal into a table of this connection, whence `write_assignments` takes it, and count it."""
    dealing, bound = _dealing(deal)
    session.execute(text("drop table if exists temp.dealt"))
    session.execute(text("create temp table dealt (sample_id integer, annotator_id integer, is_new integer)"))
    session.execute(text(f"insert into temp.dealt {dealing}"), bound)
    return _counted(session, deal, "temp.dealt", {})


def write_assignments(session: Session, event_id: int) -> None:
    """Ask people about what was dealt."""
    statement = (
        "insert into assignment (sample_id, annotator_id, is_open, event_id, created_at)"
        " select sample_id, annotator_id, 1, :event, :at from temp.dealt where is_new order by annotator_id, sample_id"
    )
    session.execute(text(statement), {"event": event_id, "at": written(utc_now())})
    session.execute(text("drop table temp.dealt"))


def asked(session: Session) -> list[Asked]:
    """Return who was asked by which act, how many samples that were and how many are left, the newest first."""
    statement = (
        "select a.event_id, a.annotator_id, p.name, p.is_active, count(*), sum(a.is_open), min(a.created_at)"
        " from assignment a join annotator p on p.id = a.annotator_id"
        " group by a.event_id, a.annotator_id order by a.event_id desc, p.name"
    )
    rows = session.execute(text(statement))
    return [Asked(row[0], row[1], row[2], bool(row[3]), row[4], row[5], row[6]) for row in rows]


def take_back_open(session: Session, *, event_id: int | None, annotator_id: int | None) -> dict[int, int]:
    """Ask no more about what is open of an act, of a person, or of both; return how many by person."""
    where, bound = _open_of(event_id, annotator_id)
    counted = session.execute(text(f"select annotator_id, count(*) from assignment where {where} group by 1"), bound)
    found = {int(row[0]): int(row[1]) for row in counted}
    session.execute(text(f"delete from assignment where {where}"), bound)
    return found


def count_hand_over(session: Session, from_id: int, to_id: int) -> tuple[int, int]:
    """Return how much of what is open of one person another can be asked, and how much the other knows already."""
    statement = f"select count(*), coalesce(sum({_KNOWN_TO}), 0) from assignment where {_OPEN_OF}"
    n, known = session.execute(text(statement), {"from": from_id, "to": to_id}).one()
    return int(n) - int(known), int(known)


def hand_over_open(session: Session, from_id: int, to_id: int, *, event_id: int) -> None:
    """Ask another person what is open of one; what the other knows already ends."""
    bound = {"from": from_id, "to": to_id, "event": event_id, "at": written(utc_now())}
    moving = f"update assignment set annotator_id = :to, event_id = :event, created_at = :at where {_OPEN_OF}"
    session.execute(text(f"{moving} and not ({_KNOWN_TO})"), bound)
    session.execute(text(f"delete from assignment where {_OPEN_OF}"), {"from": from_id})


def _dealing(deal: Deal) -> tuple[str, dict[str, Any]]:
    """Return the statement that deals, and its values: sample_id, annotator_id, is_new.

    Samples are put into an order that the seed draws, and dealt round: each
    goes to the next `each` people. Where people are named by language, each
    language has a round of its own.
    """
    meant, bound = written_out(deal.chosen)
    language = "sample.language" if deal.languages else "''"
    order = "((sample.id + :seed) * 2654435761 % 4294967296) * 40503 % 65521, sample.id"
    statement = (
        "with seats as materialized (select j.value as id, coalesce(l.value, '') as language,"
        " row_number() over (partition by l.value order by j.key) - 1 as seat,"
        " count(*) over (partition by l.value) as n"
        " from json_each(:people) j left join json_each(:languages) l on l.key = j.key),"
        f" s as materialized (select sample.id as id, {language} as language, row_number() over"
        f" (partition by {language} order by {order}) - 1 as turn from sample where {REVIEWABLE} and {meant})"
        f" select s.id as sample_id, p.id as annotator_id, {_IS_FREE} as is_new from s join seats p"
        " on p.language = s.language and ((p.seat - s.turn * :each) % p.n + p.n) % p.n < :each"
    )
    values = {"people": to_json(list(deal.people)), "languages": to_json(list(deal.languages))}
    return statement, {**bound, **values, "each": deal.each, "seed": deal.seed}


def _counted(session: Session, deal: Deal, dealt: str, bound: Mapping[str, Any]) -> Dealt:
    rows = session.execute(
        text(f"select annotator_id, sum(is_new), sum(not is_new) from {dealt} group by annotator_id"), dict(bound)
    )
    by_person = dict.fromkeys(deal.people, (0, 0)) | {int(row[0]): (int(row[1]), int(row[2])) for row in rows}
    meant, values = written_out(deal.chosen)
    other = "language not in (select value from json_each(:languages))" if deal.languages else "0"
    statement = (
        f"select coalesce(sum(can), 0), coalesce(sum(not can), 0), coalesce(sum(can and {other}), 0)"
        f" from (select {REVIEWABLE} as can, sample.language as language from sample where {meant})"
    )
    values |= {"languages": to_json(list(deal.languages))} if deal.languages else {}
    samples, cannot, others = (int(n) for n in session.execute(text(statement), values).one())
    return Dealt(samples, cannot, others, by_person)


def _open_of(event_id: int | None, annotator_id: int | None) -> tuple[str, dict[str, int]]:
    conditions, bound = ["is_open = 1"], {}
    if event_id is not None:
        conditions.append("event_id = :event")
        bound["event"] = event_id
    if annotator_id is not None:
        conditions.append("annotator_id = :person")
        bound["person"] = annotator_id
    return " and ".join(conditions), bound
