"""Queries about releases: which samples of a filter leave, why others do not, and what is said of those that do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, delete, distinct, func, insert, or_
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select

from curation.models import (
    Annotator,
    Decision,
    DuplicateGroup,
    DuplicateMember,
    ItemKind,
    ItemState,
    Outcome,
    Persona,
    PersonaSource,
    PersonaTag,
    RaterKind,
    Release,
    ReleaseRow,
    Review,
    Rubric,
    Sample,
    SampleFilter,
    SampleTag,
    Source,
)
from curation.store.known import ATTENTION_CHECKS
from curation.store.samples import where_samples

LEAVES: Final = ""
"""The reason of a sample that is left out for none."""

_QUARANTINED_PERSONAS: Final = select(Persona.id).where(Persona.state == ItemState.QUARANTINED)
_SHOWN: Final = func.coalesce(col(Sample.edited_text), col(Sample.text))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which samples are asked for: a filter, or the rows of an earlier release; and what each must have.

    `needs` is what a row of the file cannot do without: a prompt, an answer,
    or only its text.
    """

    chosen: SampleFilter
    release_id: int | None
    needs: str

    def where(self) -> list[ColumnElement[bool]]:
        """Return the conditions of being asked for."""
        if self.release_id is None:
            return where_samples(self.chosen)
        rows = select(ReleaseRow.sample_id).where(ReleaseRow.release_id == self.release_id)
        return [col(Sample.id).in_(rows)]

    def reason(self) -> ColumnElement[str]:
        """Return the expression that says why a sample is left out.

        What the filter names itself is not left out for it; what is in quarantine, or is of
        a persona that is, always is, and so is an attention check.
        """
        state = col(Sample.state)
        rules: list[Any] = [(col(Sample.id).in_(ATTENTION_CHECKS), "attention_check")]
        rules += [(state == ItemState.QUARANTINED, "quarantined")]
        rules += [(col(Sample.persona_id).in_(_QUARANTINED_PERSONAS), "persona_quarantined")]
        if not self.chosen.outcomes:
            rules.append((col(Sample.outcome) != Outcome.OK, "not_ok"))
        if not self.chosen.states:
            rules.append((state == ItemState.DUPLICATE, "duplicate"))
            rules.append((state == ItemState.EXCLUDED, "excluded"))
        if not self.chosen.decisions:
            rules.append((col(Sample.decision) == Decision.REJECT, "rejected"))
        rules.append((func.trim(_SHOWN) == "", "empty_text"))
        rules.append((_is_broken_tool(), "invalid_tool_json"))
        if self.needs == "prompt":
            rules.append((col(Sample.prompt) == "", "no_prompt"))
        if self.needs == "answer":
            rules.append((func.coalesce(col(Sample.answer), "") == "", "no_answer"))
        return case(*rules, else_=LEAVES)


def _is_broken_tool() -> ColumnElement[bool]:
    """A tool whose text was edited into something that is no JSON object; a parsed one is one."""
    kind = case((func.json_valid(_SHOWN) == 1, func.json_type(_SHOWN)), else_="")
    return and_(col(Sample.scenario) == "tool", col(Sample.edited_text).is_not(None), kind != "object")


def left_out_counts(session: Session, choice: Choice) -> dict[str, int]:
    """Return how many samples of a choice are left out by reason; those that leave count under `LEAVES`."""
    reason = choice.reason().label("reason")
    return _counts(
        session, columns_of(reason, func.count()).select_from(Sample).where(*choice.where()).group_by(reason)
    )


def counts_of(session: Session, choice: Choice, column: Any) -> dict[str, int]:  # noqa: ANN401 - a column
    """Return how many of the samples that leave have each value of a column."""
    leaves = choice.reason() == LEAVES
    return _counts(session, columns_of(column, func.count()).where(*choice.where(), leaves).group_by(column))


def leaving_ids(session: Session, choice: Choice) -> list[int]:
    """Return the ids of the samples that leave, in ascending order."""
    found = select(Sample.id).where(*choice.where(), choice.reason() == LEAVES).order_by(col(Sample.id))
    return [int(sample_id) for sample_id in session.exec(found) if sample_id is not None]


def add_release_rows(session: Session, release_id: int, sample_ids: Sequence[int]) -> None:
    """Note that a release holds these samples."""
    session.execute(insert(ReleaseRow), [{"release_id": release_id, "sample_id": n} for n in sample_ids])


def forget_release_rows(session: Session, release_id: int, *, limit: int) -> int:
    """Drop some of the rows of a release that was not finished; return how many."""
    ids = release_ids(session, release_id, after=0, limit=limit)
    mine = (col(ReleaseRow.release_id) == release_id, col(ReleaseRow.sample_id) <= (ids[-1] if ids else 0))
    session.exec(delete(ReleaseRow).where(*mine))
    return len(ids)


def release_ids(session: Session, release_id: int, *, after: int, limit: int) -> list[int]:
    """Return the next samples of a release after an id, in ascending order."""
    found = select(ReleaseRow.sample_id).where(ReleaseRow.release_id == release_id, col(ReleaseRow.sample_id) > after)
    return list(session.exec(found.order_by(col(ReleaseRow.sample_id)).limit(limit)))


def released_ids(session: Session, release_id: int) -> set[int]:
    """Return the samples of a release."""
    return set(session.exec(select(ReleaseRow.sample_id).where(ReleaseRow.release_id == release_id)))


def release_named(session: Session, name: str) -> Release | None:
    """Return the release of that name."""
    return session.exec(select(Release).where(Release.name == name)).first()


def written_since(session: Session, release: Release, since: datetime) -> str | None:
    """Return the name of another release that was written into a release's folder after a time, or None."""
    same = (Release.path == release.path, col(Release.is_complete), Release.id != release.id)
    found = select(Release.name).where(*same, Release.created_at > since).order_by(col(Release.id).desc())
    return session.exec(found).first()


def names_like(session: Session, stem: str) -> set[str]:
    """Return the names of releases that begin with the stem."""
    return set(session.exec(select(Release.name).where(col(Release.name).startswith(stem, autoescape=True))))


def released_counts(session: Session, release_id: int, *columns: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - columns
    """Return the values of columns among a release's samples and how many have each, in the order of the values."""
    found = columns_of(*columns, func.count()).join(ReleaseRow, _is_row(release_id))
    found = found.group_by(*columns).order_by(*columns)
    return [tuple(row) for row in session.execute(found)]


def released_models(session: Session, release_id: int) -> list[tuple[Any, ...]]:
    """Return (provider, model, rows, first time, last time) of a release's samples."""
    made, at = (col(Sample.provider), col(Sample.model)), col(Sample.created_at)
    found = (
        columns_of(*made, func.count(), func.min(at), func.max(at))
        .join(ReleaseRow, _is_row(release_id))
        .group_by(*made)
        .order_by(*made)
    )
    return [tuple(row) for row in session.execute(found)]


def released_sources(session: Session, release_id: int) -> list[tuple[str, str, int]]:
    """Return (name, licence, samples) of the sources that a release's personas come from."""
    found = (
        columns_of(col(Source.name), col(Source.licence), func.count())
        .join(PersonaSource, col(PersonaSource.source_id) == Source.id)
        .join(Sample, col(Sample.persona_id) == PersonaSource.persona_id)
        .join(ReleaseRow, _is_row(release_id))
        .group_by(col(Source.id))
        .order_by(col(Source.id))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(found)]


def released_personas(session: Session, release_id: int) -> int:
    """Return from how many personas a release's samples were made."""
    found = columns_of(func.count(distinct(col(Sample.persona_id)))).join(ReleaseRow, _is_row(release_id))
    return int(session.execute(found).scalar_one())


def newest_review(session: Session) -> int:
    """Return the id of the newest review; 0 where there is none."""
    return session.exec(select(func.max(col(Review.id)))).one() or 0


def released_raters(session: Session, release: Release) -> list[int]:
    """Return who had rated samples of a release when it was frozen."""
    rated = select(Review.annotator_id).join(ReleaseRow, col(ReleaseRow.sample_id) == Review.sample_id)
    return sorted(set(session.exec(rated.where(ReleaseRow.release_id == release.id, *_counted(release)))))


def rated_by_two(session: Session, release: Release) -> int:
    """Return how many samples of a release two people or more gave a number."""
    rated = (
        select(Review.sample_id)
        .join(ReleaseRow, col(ReleaseRow.sample_id) == Review.sample_id)
        .where(ReleaseRow.release_id == release.id, col(Review.overall).is_not(None), *_counted(release))
        .group_by(col(Review.sample_id))
        .having(func.count() >= 2)
        .subquery()
    )
    return session.exec(select(func.count()).select_from(rated)).one()


def reviews_of(session: Session, release: Release, sample_ids: Sequence[int]) -> list[tuple[Review, int]]:
    """Return the reviews of some samples that count in a release, each with the version of its rubric."""
    found = select(Review, Rubric.version).join(Rubric, col(Rubric.id) == Review.rubric_id)
    found = found.where(col(Review.sample_id).in_(sample_ids), *_counted(release))
    rows = session.execute(found.order_by(col(Review.sample_id), col(Review.id)))
    return [(row[0], row[1]) for row in rows]


def judge_ratings_of(session: Session, release: Release, sample_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return how models that judge rated some samples of a release, by sample; they stand apart from people's."""
    found = select(Review.sample_id, Review.overall).where(col(Review.sample_id).in_(sample_ids))
    return _by_id(session.execute(found.where(col(Review.overall).is_not(None), *_counted(release, RaterKind.JUDGE))))


def groups_of(session: Session, sample_ids: Sequence[int]) -> dict[int, tuple[DuplicateGroup, bool]]:
    """Return the group of near-duplicates of each sample that is in one, and whether it was dropped there."""
    found = select(DuplicateMember, DuplicateGroup).join(
        DuplicateGroup, col(DuplicateGroup.id) == DuplicateMember.group_id
    )
    is_live = (DuplicateGroup.kind == ItemKind.SAMPLE, col(DuplicateGroup.is_current))
    rows = session.execute(found.where(col(DuplicateMember.item_id).in_(sample_ids), *is_live))
    return {row[0].item_id: (row[1], row[0].is_dropped) for row in rows}


def source_names_of(session: Session, persona_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the sources of personas, in the order in which the sources came."""
    found = select(PersonaSource.persona_id, Source.name).join(Source, col(Source.id) == PersonaSource.source_id)
    found = found.where(col(PersonaSource.persona_id).in_(persona_ids)).order_by(col(Source.id))
    return _by_id(session.execute(found))


def tags_of(session: Session, sample_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of samples that have any."""
    found = select(SampleTag.sample_id, SampleTag.tag).where(col(SampleTag.sample_id).in_(sample_ids))
    return _by_id(session.execute(found.order_by(col(SampleTag.tag))))


def persona_tags_of(session: Session, persona_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of personas that have any."""
    found = select(PersonaTag.persona_id, PersonaTag.tag).where(col(PersonaTag.persona_id).in_(persona_ids))
    return _by_id(session.execute(found.order_by(col(PersonaTag.tag))))


def newest_releases(session: Session, *, limit: int) -> list[tuple[Release, str]]:
    """Return the newest releases and who made each."""
    found = select(Release, Annotator.name).join(Annotator, col(Annotator.id) == Release.created_by)
    rows = session.execute(found.order_by(col(Release.id).desc()).limit(limit))
    return [(row[0], row[1]) for row in rows]


def _by_id(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Return the values of (id, value) by id."""
    words: dict[int, list[Any]] = {}
    for row in rows:
        words.setdefault(row[0], []).append(row[1])
    return words


def _is_row(release_id: int) -> ColumnElement[bool]:
    return and_(col(ReleaseRow.sample_id) == Sample.id, col(ReleaseRow.release_id) == release_id)


def _counted(release: Release, by: RaterKind = RaterKind.PERSON) -> tuple[ColumnElement[bool], ...]:
    """A review of a person, or of a judge, that said anything when the release was frozen, whatever became of it since.

    A row takes the place of one with a smaller id, so the ids tell what was current then. That a
    sample was skipped says nothing of it.
    """
    says = or_(
        col(Review.overall).is_not(None),
        col(Review.decision).in_((Decision.ACCEPT, Decision.REJECT)),
        col(Review.flags) != [],
        col(Review.near_duplicate_of).is_not(None),
        col(Review.answers) != {},
        col(Review.note) != "",
    )
    was_current = or_(col(Review.superseded_by).is_(None), col(Review.superseded_by) > release.last_review_id)
    raters = col(Review.annotator_id).in_(select(Annotator.id).where(Annotator.kind == by))
    return (col(Review.id) <= release.last_review_id, was_current, col(Review.is_withdrawn).is_(False), says, raters)


def _counts(session: Session, counted: Any) -> dict[str, int]:  # noqa: ANN401 - a select of (value, count)
    rows: Mapping[Any, int] = {row[0]: int(row[1]) for row in session.execute(counted)}
    return dict(sorted(rows.items()))
