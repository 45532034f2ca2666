"""Guesses whose text a sample is: what can be asked, whom else it could be of, what was answered."""

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from curation.models import Guess, Persona, Sample, to_json
from curation.models.made import REVIEWABLE

By = Literal["template", "scenario", "model", "rater"]
WALKED: Final = 40
"""So many samples or personas are looked at from a random place on."""
_REVIEWED: Final = (
    "exists (select 1 from review r where r.sample_id = sample.id and r.annotator_id = :me and r.superseded_by is null)"
)
_OPEN: Final = (
    f"{REVIEWABLE} and sample.persona_id is not null"
    " and exists (select 1 from persona p where p.id = sample.persona_id and p.state = 'active')"
    " and not exists (select 1 from guess g where g.sample_id = sample.id and g.annotator_id = :me)"
    " and sample.id not in (select value from json_each(:passed)) and (:scenario = '' or sample.scenario = :scenario)"
)
_KEYS: Final = {
    "template": "coalesce(t.scenario || '/' || t.variant || ' v' || t.version, 'no template')",
    "scenario": "s.scenario",
    "model": "s.provider || ' / ' || s.model",
    "rater": "cast(g.annotator_id as text)",
}


class Asked(NamedTuple):
    """For whom a sample is sought, and which."""

    annotator_id: int
    scenario: str = ""
    passed: Sequence[int] = ()

    def bound(self, **more: object) -> dict[str, Any]:
        """Return the values that the statements bind."""
        return {"me": self.annotator_id, "scenario": self.scenario, "passed": to_json(list(self.passed)), **more}


class OpenSample(NamedTuple):
    """A sample that can be asked about, and whether the person has judged it, and so may know its persona."""

    sample_id: int
    was_reviewed: bool


class Tally(NamedTuple):
    """What came of the guesses of one template, scenario, model or rater."""

    key: str
    counts: bool
    was_reviewed: bool
    """The person had judged the sample before."""
    n: int
    right: int
    cannot_tell: int


def highest_id(session: Session, table: type[Sample] | type[Persona]) -> int:
    """Return the highest id of a table; 0 where it is empty."""
    return session.exec(select(func.max(col(table.id)))).one() or 0


def open_among(session: Session, asked: Asked, ids: Sequence[int]) -> list[OpenSample]:
    """Return which of some samples can be asked about, in the order of the ids."""
    statement = f"select sample.id, {_REVIEWED} from sample where sample.id in (select value from json_each(:ids))"
    rows = session.execute(text(f"{statement} and {_OPEN}"), asked.bound(ids=to_json(list(ids))))
    found = {int(row[0]): OpenSample(int(row[0]), bool(row[1])) for row in rows}
    return [found[sample_id] for sample_id in ids if sample_id in found]


def open_from(session: Session, asked: Asked, start: int) -> list[OpenSample]:
    """Return samples that can be asked about, by an index from a place on and then round to it.

    With a scenario the place is a sample, else a persona: so samples without one are never read.
    """
    index, place = ("sample_scenario_id", "id") if asked.scenario else ("sample_persona_id", "persona_id")
    first = "sample.scenario = :scenario and " if asked.scenario else ""
    found: list[OpenSample] = []
    for beyond in (">=", "<"):
        statement = (
            f"select sample.id, {_REVIEWED} from sample indexed by {index} where {first}"
            f"sample.{place} {beyond} :start and {_OPEN} order by sample.{place}, sample.id limit :most"
        )
        bound = asked.bound(start=start, most=WALKED - len(found))
        found += [OpenSample(int(row[0]), bool(row[1])) for row in session.execute(text(statement), bound)]
    return found


def personas_among(session: Session, ids: Sequence[int], language: str) -> list[Persona]:
    """Return which of some personas take part and are in a language, in the order of the ids."""
    is_open = (col(Persona.id).in_(ids), Persona.state == "active", Persona.language == language)
    found = {row.id: row for row in session.exec(select(Persona).where(*is_open))}
    return [found[persona_id] for persona_id in ids if persona_id in found]


def personas_from(session: Session, start: int, language: str) -> list[Persona]:
    """Return personas of a language that take part, from a place on and then round to it."""
    is_open = (Persona.language == language, Persona.state == "active")
    found: list[Persona] = []
    for where in (col(Persona.id) >= start, col(Persona.id) < start):
        wanted = select(Persona).where(*is_open, where).order_by(col(Persona.id)).limit(WALKED - len(found))
        found += session.exec(wanted)
    return found


def guess_of(session: Session, sample_id: int, annotator_id: int) -> Guess | None:
    """Return what a person guessed of a sample."""
    return session.exec(select(Guess).where(Guess.sample_id == sample_id, Guess.annotator_id == annotator_id)).first()


def count_guesses(session: Session, annotator_id: int) -> tuple[int, int]:
    """Return how many guesses a person made, and how many were right."""
    counted = select(func.count(), func.coalesce(func.sum(col(Guess.is_right)), 0))
    n, right = session.exec(counted.where(Guess.annotator_id == annotator_id)).one()
    return int(n), int(right)


def tallies(session: Session, by: By) -> list[Tally]:
    """Return people's guesses, summed up."""
    before = (
        "exists (select 1 from review r where r.sample_id = g.sample_id and r.annotator_id = g.annotator_id"
        " and r.started_at < g.created_at)"
    )
    statement = (
        f"select {_KEYS[by]}, s.counts, {before}, count(*), sum(g.is_right), sum(g.chosen_id is null)"
        " from guess g join sample s on s.id = g.sample_id join annotator a on a.id = g.annotator_id"
        " and a.kind = 'person' left join template t on t.id = s.template_id group by 1, 2, 3 order by 1"
    )
    rows = session.execute(text(statement))
    return [Tally(str(key), bool(counts), bool(seen), n, right, none) for key, counts, seen, n, right, none in rows]
