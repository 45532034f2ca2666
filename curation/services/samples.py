"""Samples as people work with them: found, read in full, corrected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import func
from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import (
    Annotator,
    Attempt,
    ItemKind,
    Job,
    Persona,
    RaterKind,
    Review,
    Sample,
    SampleFilter,
    SampleTag,
    Source,
    Template,
)
from curation.models.filters import NEAR_DUPLICATE_COSINE
from curation.services.answers import set_shown
from curation.services.history import Happened, history_of
from curation.services.jobs import enqueue_embedding
from curation.services.lists import RANKED_ROWS, ListPage, facet_counts, ranked_page, read_page
from curation.services.permissions import Actor, allow
from curation.services.search import Mode, rank
from curation.store import samples as store
from curation.store.duplicates import forget_pairs
from curation.store.events import add_event
from curation.store.known import ATTENTION
from curation.store.paging import Order
from curation.store.samples import where_listed
from curation.text import clean_text
from curation.workspace import Workspace

ORDERS: Final[Mapping[str, Order]] = {
    "newest": Order(Sample.id, Sample.id, is_descending=True),
    "oldest": Order(Sample.id, Sample.id, is_descending=False),
    "best rated": Order(Sample.rating_mean, Sample.id, is_descending=True),
    "longest": Order(Sample.n_words, Sample.id, is_descending=True),
    "least like their persona": Order(Sample.persona_score, Sample.id, is_descending=False),
    "most alike": Order(Sample.nearest_score, Sample.id, is_descending=True),
}
EDITED: Final = "sample.edited"
_FACETS: Final[Mapping[str, Any]] = {
    "scenarios": Sample.scenario,
    "outcomes": Sample.outcome,
    "states": Sample.state,
    "decisions": Sample.decision,
    "verdicts": Sample.verdict,
    "modes": Sample.mode,
    "providers": Sample.provider,
    "models": Sample.model,
    "templates": Sample.template_id,
    "languages": Sample.language,
    "licences": Sample.licence,
}


class GivenReview(NamedTuple):
    """What a rater says of a sample now, and who it is."""

    review: Review
    name: str
    is_judge: bool
    """Whether the rater is a model."""


@dataclass(frozen=True, slots=True)
class SampleDetail:
    """Everything known of one sample."""

    sample: Sample
    persona: Persona | None
    template: Template | None
    job: Job | None
    source: Source | None
    attempts: Sequence[Attempt]
    reviews: Sequence[GivenReview]
    """Of people first, then of models."""
    tags: Sequence[str]
    parent: Sample | None
    children: Sequence[Sample]
    nearest: Sample | None
    events: Sequence[Happened]


def shown_text(sample: Sample) -> str:
    """Return the text that counts: the edited one if somebody edited it."""
    return sample.text if sample.edited_text is None else sample.edited_text


def list_samples(
    workspace: Workspace,
    chosen: SampleFilter,
    *,
    order: str = "newest",
    place: str | None = None,
    mode: Mode = "text",
) -> ListPage[Sample]:
    """Return a page of the samples that a filter means.

    A search by meaning is a ranking of the best rows; other lists are sorted as asked.
    """
    if mode != "text" and chosen.text.strip():
        ranked = rank(workspace, ItemKind.SAMPLE, chosen.text, mode=mode, limit=RANKED_ROWS, chosen=chosen)
        with workspace.read() as session:
            return ranked_page(session, Sample, ranked.ids, ranked.scores, place=place)
    if order not in ORDERS:
        raise BadInputError(f"'{order}' is no order of samples.", f"Known: {', '.join(ORDERS)}.")
    with workspace.read() as session:
        return read_page(session, Sample, where_listed(chosen), ORDERS[order], place=place)


def sample_facets(workspace: Workspace, chosen: SampleFilter) -> dict[str, dict[Any, int]]:
    """Return for each facet its values and counts under the other facets, cached until the data changes."""
    return workspace.cached(("sample_facets", chosen), lambda: _count_facets(workspace, chosen))


def get_sample(workspace: Workspace, sample_id: int) -> SampleDetail:
    """Return everything known of one sample."""
    with workspace.read() as session:
        sample = _get(session, sample_id)
        attempts = select(Attempt).where(Attempt.job_id == sample.job_id, Attempt.item_no == sample.item_no)
        reviews = select(Review, Annotator.name, Annotator.kind).join(
            Annotator, col(Annotator.id) == Review.annotator_id
        )
        reviews = reviews.where(Review.sample_id == sample_id, col(Review.superseded_by).is_(None))
        tags = select(SampleTag.tag).where(SampleTag.sample_id == sample_id).order_by(col(SampleTag.tag))
        children = select(Sample).where(Sample.parent_id == sample_id).order_by(col(Sample.id)).limit(20)
        return SampleDetail(
            sample=sample,
            persona=session.get(Persona, sample.persona_id) if sample.persona_id else None,
            template=session.get(Template, sample.template_id) if sample.template_id else None,
            job=session.get(Job, sample.job_id) if sample.job_id else None,
            source=session.get(Source, sample.source_id) if sample.source_id else None,
            attempts=session.exec(attempts.order_by(col(Attempt.try_no))).all() if sample.job_id else [],
            reviews=_given(session.exec(reviews)),
            tags=session.exec(tags).all(),
            parent=session.get(Sample, sample.parent_id) if sample.parent_id else None,
            children=session.exec(children).all(),
            nearest=session.get(Sample, sample.nearest_id) if sample.nearest_id else None,
            events=history_of(session, ItemKind.SAMPLE, sample_id),
        )


def edit_sample(workspace: Workspace, sample_id: int, *, text: str, version: int, actor: Actor) -> int:
    """Keep a corrected text beside the original; return the sample's new version.

    Raises:
        BadInputError: The text is empty.
        ConflictError: Somebody changed the sample meanwhile.
    """
    kept = clean_text(text)
    if not kept:
        raise BadInputError("A sample needs a text.", "To take it out, reject or exclude it.")
    with workspace.write() as tx:
        allow(tx, actor, "review")
        sample = _get(tx, sample_id)
        if sample.version != version:
            raise ConflictError(
                "Somebody changed this sample meanwhile.", "Your text is kept in the box; compare before you store it."
            )
        before = sample.edited_text
        write_shown(tx, sample, kept, actor=actor)
        add_event(
            tx,
            actor_id=actor.id,
            action=EDITED,
            entity="sample",
            entity_id=sample_id,
            before={"edited_text": before},
            after={"edited_text": sample.edited_text},
        )
        return sample.version


def write_shown(tx: Session, sample: Sample, text: str, *, actor: Actor) -> None:
    """Write the text that counts from now on, in the caller's transaction; it is read and compared anew."""
    sample.edited_text = None if text == sample.text else text
    set_shown(sample, text)
    if sample.embedding != ATTENTION:  # such a check is neither read nor compared
        sample.embedding, sample.is_compared = "", False
    sample.nearest_id = sample.nearest_score = None
    sample.nearest_origin = ""
    sample.version += 1
    tx.add(sample)
    forget_pairs(tx, ItemKind.SAMPLE, sample.id or 0)
    enqueue_embedding(tx, actor=actor)


def samples_by_id(workspace: Workspace, ids: Sequence[int]) -> dict[int, Sample]:
    """Return the samples of the ids."""
    with workspace.read() as session:
        return store.samples_by_id(session, ids)


def template_titles(workspace: Workspace) -> dict[int, str]:
    """Return the names of the templates by id."""
    with workspace.read() as session:
        return {t.id: f"{t.scenario}/{t.variant} v{t.version}" for t in session.exec(select(Template)) if t.id}


def _count_facets(workspace: Workspace, chosen: SampleFilter) -> dict[str, dict[Any, int]]:
    counts: dict[str, dict[Any, int]] = {}
    with workspace.read() as session:
        for name, column in _FACETS.items():
            counts[name] = facet_counts(session, column, where_listed(chosen.changed(**{name: ()})))
        counts["failed_checks"] = _count_words(session, Sample.failed_checks, chosen.changed(failed_checks=()))
        counts["flags"] = _count_words(session, Sample.flags, chosen.changed(flags=()))
        stars = func.round(col(Sample.rating_mean))
        rated = facet_counts(session, stars, where_listed(chosen.changed(ratings=())))
        counts["ratings"] = {int(value): count for value, count in sorted(rated.items(), reverse=True)}
        is_near = func.coalesce(col(Sample.nearest_score) >= NEAR_DUPLICATE_COSINE, 0)
        near = facet_counts(session, is_near, where_listed(chosen.changed(near_duplicate=None)))
        counts["near_duplicate"] = {bool(value): count for value, count in near.items()}
        meant = select(Sample.id).where(*where_listed(chosen.changed(tags=())))
        counts["tags"] = facet_counts(session, SampleTag.tag, [col(SampleTag.sample_id).in_(meant)])
        meant = select(Sample.id).where(*where_listed(chosen.changed(annotators=())))
        of_people = [col(Review.sample_id).in_(meant), col(Review.superseded_by).is_(None)]
        counts["annotators"] = facet_counts(session, Review.annotator_id, of_people)
    for name in ("decisions", "verdicts", "modes"):
        counts[name].pop("", None)
    return counts


def _count_words(session: Session, column: Any, chosen: SampleFilter) -> dict[Any, int]:  # noqa: ANN401 - a column
    """Count the words of a list column; the lists are short and few, so distinct lists are counted first."""
    counts: dict[str, int] = {}
    for words_, count in facet_counts(session, column, [*where_listed(chosen), column != ""], limit=1000).items():
        for word in words_.split():
            counts[word] = counts.get(word, 0) + count
    return counts


def _given(rows: Iterable[tuple[Review, str, str]]) -> list[GivenReview]:
    given = [GivenReview(row, name, kind == RaterKind.JUDGE) for row, name, kind in rows if not row.is_withdrawn]
    return sorted(given, key=lambda one: one.is_judge)


def _get(session: Session, sample_id: int) -> Sample:
    sample = session.get(Sample, sample_id)
    if sample is None:
        raise NotFoundError(f"There is no sample {sample_id}.", "It may be of another workspace.")
    return sample
