"""Queries about samples."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, or_, text
from sqlmodel import Session, col, select

from curation.models import Review, Sample, SampleTag
from curation.models.filters import NEAR_DUPLICATE_COSINE, SampleFilter
from curation.store.known import ATTENTION_CHECKS
from curation.store.personas import matches


def where_samples(chosen: SampleFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter."""
    found: list[ColumnElement[bool]] = [
        col(column).in_(values)
        for column, values in (
            (Sample.id, chosen.ids),
            (Sample.state, chosen.states),
            (Sample.language, chosen.languages),
            (Sample.licence, chosen.licences),
            (Sample.scenario, chosen.scenarios),
            (Sample.template_id, chosen.templates),
            (Sample.provider, chosen.providers),
            (Sample.model, chosen.models),
            (Sample.outcome, chosen.outcomes),
            (Sample.decision, chosen.decisions),
            (Sample.verdict, chosen.verdicts),
            (Sample.mode, chosen.modes),
            (Sample.persona_id, chosen.personas),
            (Sample.job_id, chosen.jobs),
        )
        if values
    ]
    if chosen.failed_checks:
        found.append(or_(*(_has_word(Sample.failed_checks, name) for name in chosen.failed_checks)))
    if chosen.flags:
        found.append(or_(*(_has_word(Sample.flags, name) for name in chosen.flags)))
    if chosen.ratings:
        found.append(or_(*(_rated(stars) for stars in chosen.ratings)))
    return found + _where_related(chosen)


def where_listed(chosen: SampleFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter for a list: an attention check stands in none unless its id is asked for."""
    # Where there is none, which is asked once, no row is looked up.
    is_no_check = or_(~ATTENTION_CHECKS.exists(), col(Sample.id).not_in(ATTENTION_CHECKS))
    return [*where_samples(chosen), *([] if chosen.ids else [is_no_check])]


def _where_related(chosen: SampleFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.annotators:
        by = select(Review.sample_id).where(
            col(Review.annotator_id).in_(chosen.annotators), col(Review.superseded_by).is_(None)
        )
        found.append(col(Sample.id).in_(by))
    if chosen.tags:
        found.append(col(Sample.id).in_(select(SampleTag.sample_id).where(col(SampleTag.tag).in_(chosen.tags))))
    if chosen.near_duplicate is not None:
        is_near = col(Sample.nearest_score) >= NEAR_DUPLICATE_COSINE
        found.append(is_near if chosen.near_duplicate else or_(~is_near, col(Sample.nearest_score).is_(None)))
    if chosen.is_wanted is not None:
        found.append(col(Sample.wanted).is_(chosen.is_wanted))
    if chosen.text.strip():
        found.append(matches("sample", chosen.text))
    return found


def _has_word(column: str, word: str) -> ColumnElement[bool]:
    """A list column holds its words between blanks: " wrong unsafe "."""
    return col(column).contains(f" {word} ", autoescape=True)


def _rated(stars: int) -> ColumnElement[bool]:
    """The mean rating rounds to this many stars."""
    return (col(Sample.rating_mean) >= stars - 0.5) & (col(Sample.rating_mean) < stars + 0.5)


def sample_ids(session: Session, chosen: SampleFilter) -> list[int]:
    """Return the ids of the samples that a filter means, in ascending order."""
    found = session.exec(select(Sample.id).where(*where_samples(chosen)).order_by(col(Sample.id)))
    return [sample_id for sample_id in found if sample_id is not None]


def samples_by_id(session: Session, ids: Sequence[int]) -> dict[int, Sample]:
    """Return the samples of the ids, asked for in portions that a statement can hold."""
    found: dict[int, Sample] = {}
    for start in range(0, len(ids), 500):
        portion = session.exec(select(Sample).where(col(Sample.id).in_(ids[start : start + 500])))
        found.update({sample.id: sample for sample in portion if sample.id is not None})
    return found


def ids_nearest_to(session: Session, ids: Sequence[int]) -> list[int]:
    """Return the samples whose nearest is one of these; no index leads to them, so the later ones are gone through."""
    later = select(Sample.id).where(col(Sample.id) > min(ids), col(Sample.nearest_id).in_(ids))
    return [sample_id for sample_id in session.exec(later) if sample_id is not None]


def write_persona_scores(session: Session, scores: Mapping[int, float]) -> None:
    """Write how alike samples and their personas are."""
    if scores:
        rows = [{"id": sample_id, "score": score} for sample_id, score in scores.items()]
        session.execute(text("update sample set persona_score = :score where id = :id"), rows)


def compare_again(session: Session, ids: Iterable[int]) -> None:
    """Forget what was found to be nearest to samples, so that they are compared like new ones."""
    outdated = [{"id": sample_id} for sample_id in ids]
    if outdated:
        session.execute(
            text(
                "update sample set is_compared = 0, nearest_id = null, nearest_score = null, nearest_origin = ''"
                " where id = :id"
            ),
            outdated,
        )
