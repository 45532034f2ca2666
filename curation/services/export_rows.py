"""The rows of a release: its samples with everything known of them, and the ratings under pseudonyms."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import fmean
from typing import Any, Final

from sqlmodel import Session, select

from curation.exports import CheckResult, RatingRow, SampleRow
from curation.models import Adjudication, Decision, DuplicateGroup, Release, Review, Sample, Template
from curation.services.samples import shown_text
from curation.store import adjudications
from curation.store import comments as comment_store
from curation.store import releases as store
from curation.store.known import known_at
from curation.store.personas import personas_by_id
from curation.store.samples import samples_by_id
from curation.workspace import Workspace

BATCH_ROWS: Final = 500
QUESTION: Final = "overall"
"""The one question of the rubric that has a number."""

_HAS_QUESTION: Final = frozenset({"math", "logic", "instruction"})
"""Scenarios whose text asks for something that `answer` gives."""


@dataclass(frozen=True, slots=True)
class _Beside:
    """What belongs to the samples of one batch, by the sample's or the persona's id."""

    personas: Mapping[int, Any]
    templates: Mapping[int, Template]
    sources: Mapping[int, list[str]]
    groups: Mapping[int, tuple[DuplicateGroup, bool]]
    ratings: Mapping[int, list[int]]
    """Of people."""
    judge_ratings: Mapping[int, list[int]]
    """Of models that judge."""
    tags: Mapping[int, list[str]]
    persona_tags: Mapping[int, list[str]]


def sample_rows(workspace: Workspace, release: Release) -> Iterator[SampleRow]:
    """Yield the samples of a release in ascending order of their ids."""
    for ids in _batches(workspace, release):
        with workspace.read() as session:
            samples = samples_by_id(session, ids)
            beside = _read_beside(session, release, list(samples.values()))
        for sample_id in ids:
            yield _judged(_sample_row(samples[sample_id], beside, release.fingerprint), samples[sample_id], beside)


def rating_rows(workspace: Workspace, release: Release) -> Iterator[RatingRow]:
    """Yield what people said of the samples of a release, then what was settled: a row for each answer."""
    with workspace.read() as session:
        raters = release_pseudonyms(session, release)
    for ids in _batches(workspace, release):
        with workspace.read() as session:
            reviews = store.reviews_of(session, release, ids)
            settled = adjudications.released_settlements(session, release, ids)
            known = known_at(session, release, ids)
        for review, rubric_version in reviews:
            for row in _rating_rows(review, rubric_version, raters[review.annotator_id]):
                yield replace(row, is_gold=review.sample_id in known)
        for decided, rubric_version in settled:
            yield from _settled_rows(decided, rubric_version, raters[decided.decided_by])


def release_pseudonyms(session: Session, release: Release) -> dict[int, str]:
    """Return the names under which people who rated, settled or commented stand in all files of a release."""
    people = {*store.released_raters(session, release), *comment_store.released_authors(session, release)}
    people |= adjudications.released_deciders(session, release)
    return pseudonyms(sorted(people), release.fingerprint)


def pseudonyms(annotator_ids: Sequence[int], fingerprint: str) -> dict[int, str]:
    """Return a name for each rater that tells neither who it is nor who came first."""

    def shuffled(annotator_id: int) -> str:
        return hashlib.sha256(f"{fingerprint}:{annotator_id}".encode()).hexdigest()

    return {who: f"rater-{place}" for place, who in enumerate(sorted(annotator_ids, key=shuffled), start=1)}


def agreement(ratings: Sequence[int]) -> float | None:
    """Return the share of pairs of raters who gave the same number; None below two raters, where it is not defined.

    Source:
        Elementary: observed agreement for one item, not corrected for chance.
    """
    pairs = list(combinations(ratings, 2))
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else None


def _batches(workspace: Workspace, release: Release) -> Iterator[list[int]]:
    after = 0
    while True:
        with workspace.read() as session:
            ids = store.release_ids(session, release.id or 0, after=after, limit=BATCH_ROWS)
        if not ids:
            return
        yield ids
        after = ids[-1]


def _read_beside(session: Session, release: Release, samples: Sequence[Sample]) -> _Beside:
    ids = [sample.id for sample in samples if sample.id is not None]
    persona_ids = sorted({sample.persona_id for sample in samples if sample.persona_id is not None})
    ratings: dict[int, list[int]] = {}
    for review, _ in store.reviews_of(session, release, ids):
        if review.overall is not None:
            ratings.setdefault(review.sample_id, []).append(review.overall)
    return _Beside(
        personas=personas_by_id(session, persona_ids),
        templates={template.id: template for template in session.exec(select(Template)) if template.id is not None},
        sources=store.source_names_of(session, persona_ids),
        groups=store.groups_of(session, ids),
        ratings=ratings,
        judge_ratings=store.judge_ratings_of(session, release, ids),
        tags=store.tags_of(session, ids),
        persona_tags=store.persona_tags_of(session, persona_ids),
    )


def _sample_row(sample: Sample, beside: _Beside, fingerprint: str) -> SampleRow:
    persona = beside.personas.get(sample.persona_id or 0)
    template = beside.templates.get(sample.template_id or 0)
    output = shown_text(sample)
    row = SampleRow(
        id=str(sample.id),
        task_type=sample.scenario,
        prompt=sample.prompt or None,
        output=output,
        question=output if sample.scenario in _HAS_QUESTION else None,
        answer=sample.answer,
        persona_id=None if sample.persona_id is None else str(sample.persona_id),
        persona_text=persona.text if persona else None,
        language=sample.language,
        licence=sample.licence,
        label=sample.label or None,
        persona_label=(persona.label or None) if persona else None,
        source_names=tuple(beside.sources.get(sample.persona_id or 0, ())),
        tags=tuple(beside.tags.get(sample.id or 0, ())),
        persona_tags=tuple(beside.persona_tags.get(sample.persona_id or 0, ())),
        template_id=f"{template.scenario}/{template.variant}" if template else None,
        template_version=template.version if template else None,
        model=sample.model,
        provider=sample.provider,
        created_at=sample.created_at,
        status=sample.outcome,
        content_hash=sample.text_hash,
        release=fingerprint,
    )
    return _made(row, sample)


def _made(row: SampleRow, sample: Sample) -> SampleRow:
    """Add how a sample was made, and what was changed since."""
    return replace(
        row,
        params=sample.params,
        seed=sample.seed,
        input_tokens=sample.input_tokens,
        output_tokens=sample.output_tokens,
        cost_usd=sample.cost_usd,
        # Our price table times the tokens, and not the provider's bill; the demo costs nothing for certain.
        cost_is_estimate=None if sample.cost_usd is None else sample.provider != "demo",
        finish_reason=sample.finish_reason or None,
        edited=sample.edited_text is not None,
        edited_from=sample.text if sample.edited_text is not None else None,
        check_results=tuple(CheckResult(c["name"], bool(c["ok"]), c["detail"]) for c in sample.checks),
    )


def _judged(row: SampleRow, sample: Sample, beside: _Beside) -> SampleRow:
    """Add what people said of a sample, what models that judge said beside them, and what it is like."""
    ratings, judged = (of.get(sample.id or 0, []) for of in (beside.ratings, beside.judge_ratings))
    cluster_id, cluster_role = _cluster(sample, beside)
    return replace(
        row,
        cluster_id=cluster_id,
        cluster_role=cluster_role,
        nearest_similarity=sample.nearest_score,
        n_ratings=len(ratings),
        means={QUESTION: fmean(ratings) if ratings else None},
        agreements={QUESTION: agreement(ratings)},
        judges={QUESTION: fmean(judged) if judged else None},
    )


def _cluster(sample: Sample, beside: _Beside) -> tuple[str | None, str | None]:
    """Return the group of near-duplicates of a sample, and what it is there."""
    found = beside.groups.get(sample.id or 0)
    if found is None:
        return None, None
    group, is_dropped = found
    role = "keeper" if group.keeper_id == sample.id else "dropped" if is_dropped else "kept"
    return str(group.id), role


def _rating_rows(review: Review, rubric_version: int, rater: str) -> Iterator[RatingRow]:
    """Yield a row for each thing that was said: number, decision, flags, twin, answers; for a note alone one, too."""
    for question, value, number in _said(review):
        yield RatingRow(
            output_id=str(review.sample_id),
            rater=rater,
            question_id=question,
            rubric_version=rubric_version,
            value=value,
            value_number=number,
            comment=review.note or None,
            persona_hidden=review.persona_hidden,
            started_at=review.started_at,
            submitted_at=review.saved_at,
            seconds_active=review.seconds_active,
        )


def _settled_rows(row: Adjudication, rubric_version: int, rater: str) -> Iterator[RatingRow]:
    """Yield a row for each thing that was settled; its question begins with `settled_`, its rater is who settled it."""
    said = Review(
        sample_id=row.sample_id,
        annotator_id=row.decided_by,
        rubric_id=row.rubric_id,
        decision=row.decision,
        overall=row.overall,
        answers=row.answers,
    )
    for question, value, number in _said(said):
        yield RatingRow(
            output_id=str(row.sample_id),
            rater=rater,
            question_id=f"settled_{question}",
            rubric_version=rubric_version,
            value=value,
            value_number=number,
            comment=row.note or None,
            persona_hidden=False,
            started_at=None,
            submitted_at=row.created_at,
            seconds_active=None,
        )


def _said(review: Review) -> list[tuple[str, str, float | None]]:
    """Return (question, value, value as a number) of all that a review says; each choice of several is one."""
    said: list[tuple[str, str, float | None]] = []
    if review.overall is not None:
        said.append((QUESTION, str(review.overall), float(review.overall)))
    if review.decision and review.decision != Decision.SKIP:
        said.append(("decision", review.decision, None))
    said.extend(("flag", name, None) for name in review.flags)
    if review.near_duplicate_of is not None:
        said.append(("near_duplicate_of", str(review.near_duplicate_of), None))
    for question, answer in sorted(review.answers.items()):
        said.extend((question, *_value(one)) for one in (answer if isinstance(answer, list) else [answer]))
    return said or [("note", review.note, None)]


def _value(answer: Any) -> tuple[str, float | None]:  # noqa: ANN401 - a JSON value
    """Return an answer as text, and as a number where it is one."""
    if isinstance(answer, bool):
        return ("yes" if answer else "no"), None
    return str(answer), float(answer) if isinstance(answer, int | float) else None
