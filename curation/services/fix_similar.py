"""One correction for many samples: what else reads as this one did, and the same correction there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Event, ItemState, Sample
from curation.review.fixes import Replacement, apply_replacements, find_replacements
from curation.services.permissions import Actor, allow
from curation.services.samples import shown_text, write_shown
from curation.store.events import add_event
from curation.store.samples import samples_by_id
from curation.store.similar_words import phrases_expression, samples_with_words
from curation.text import clean_text
from curation.workspace import Workspace

FIXED: Final = "sample.fixed"
MAX_SIMILAR: Final = 1_000
"""So many samples with the words of a fix are looked at, the newest first."""
_MOST_FOR_A_LOOK: Final = 50


@dataclass(frozen=True, slots=True)
class SimilarSample:
    """A sample that reads as another one did before it was corrected."""

    sample_id: int
    version: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Similar:
    """What a correction is, and where else it fits.

    Attributes:
        version: That of the corrected sample.
        replacements: The correction as spans; empty where it is none that fits elsewhere.
        why_not: Then why.
        samples: The others of the same scenario, the newest first.
        is_capped: More samples have these words than were looked at.
    """

    version: int
    replacements: Sequence[Replacement] = ()
    samples: Sequence[SimilarSample] = ()
    is_capped: bool = False
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """How many samples a fix reached, which ones changed meanwhile, and the event by which it is taken back."""

    count: int
    changed_since: Sequence[int]
    event_id: int | None


def find_similar(
    workspace: Workspace, sample_id: int, *, with_context: bool = True, most: int = MAX_SIMILAR, actor: Actor
) -> Similar:
    """Return which other samples hold exactly what was corrected in this one.

    Args:
        workspace: The workspace.
        sample_id: A sample whose text somebody corrected.
        with_context: Only where the words around it are the same too.
        most: Look at no more than so many candidates.
        actor: Who asks.

    Raises:
        NotFoundError: There is no such sample.
    """
    with workspace.read() as session:
        allow(session, actor, "review")
        return _similar(session, sample_id, with_context=with_context, most=most)


def has_similar(workspace: Workspace, sample_id: int, *, actor: Actor) -> bool:
    """Tell whether a sample was corrected in a way that fits others; one that nobody corrected costs one look."""
    with workspace.read() as session:
        allow(session, actor, "review")
        sample = session.get(Sample, sample_id)
        if sample is None or sample.edited_text is None:
            return False
        return any(
            _similar(session, sample_id, with_context=with_context, most=_MOST_FOR_A_LOOK).samples
            for with_context in (True, False)
        )


def apply_fix(
    workspace: Workspace,
    sample_id: int,
    versions: Mapping[int, int],
    *,
    version: int | None = None,
    with_context: bool = True,
    actor: Actor,
) -> Fixed:
    """Correct chosen samples as this one was corrected, in one act with one event.

    As with any correction, the originals are kept beside the new texts, and
    what was judged of them stays.

    Args:
        workspace: The workspace.
        sample_id: The sample whose correction it is.
        versions: The chosen samples, each with the version that was looked at; one that changed since is left alone.
        version: The version of the corrected sample that was looked at; None where any is meant.
        with_context: As it was looked for.
        actor: Who does it.

    Raises:
        BadInputError: There is no correction that fits elsewhere, or nothing was chosen.
        ConflictError: The corrected sample was changed since.
    """
    if not versions:
        raise BadInputError("No sample was chosen.", "Nothing was changed.")
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        source = _get(tx, sample_id)
        if version is not None and source.version != version:
            raise ConflictError(f"Somebody changed sample {sample_id} meanwhile.", "Look at the correction again.")
        replacements = _replacements(source, with_context=with_context)
        before: dict[str, str | None] = {}
        fixed: dict[str, int] = {}
        for other_id, other in samples_by_id(tx, sorted(versions)).items():
            corrected = _corrected(other, replacements)
            if other.version == versions[other_id] and other_id != sample_id and corrected is not None:
                before[str(other_id)] = other.edited_text
                write_shown(tx, other, corrected, actor=actor)
                fixed[str(other_id)] = other.version
        event_id = _log(tx, sample_id, replacements, before, fixed, actor) if fixed else None
    return Fixed(len(fixed), [other_id for other_id in sorted(versions) if str(other_id) not in fixed], event_id)


def undo_fix(workspace: Workspace, event_id: int, *, actor: Actor) -> int:
    """Take back a fix of many by an inverse event; return how many samples read as before again.

    What somebody changed after it stays as it is now.

    Raises:
        NotFoundError: There is no such event.
        ConflictError: It is no fix, was undone already, or all of it was changed since.
    """
    with workspace.write() as tx:
        allow(tx, actor, "select_many")
        event = tx.get(Event, event_id)
        if event is None:
            raise NotFoundError(f"There is no event {event_id}.")
        if event.action != FIXED:
            raise ConflictError(f"'{event.action}' cannot be undone from here.", "Nothing was changed.")
        if tx.exec(select(Event.id).where(Event.undoes == event_id)).first() is not None:
            raise ConflictError("This was undone already.", "Nothing was changed.")
        undone = _put_back(tx, event, actor)
        if not undone:
            raise ConflictError("All of it was changed again since.", "Nothing was changed now.")
        add_event(
            tx,
            actor_id=actor.id,
            action=f"{event.action}.undone",
            entity="sample",
            before=event.after,
            after={**event.before, "ids": undone},
            undoes=event_id,
        )
        return len(undone)


def _similar(session: Session, sample_id: int, *, with_context: bool, most: int) -> Similar:
    sample = _get(session, sample_id)
    try:
        replacements = _replacements(sample, with_context=with_context)
    except BadInputError as error:
        return Similar(sample.version, why_not=error.message)
    expression = phrases_expression([one.before for one in replacements])
    if expression is None:
        return Similar(sample.version, why_not="What was corrected holds no word that could be sought.")
    ids = samples_with_words(session, expression, scenario=sample.scenario, limit=most + 1)
    found = samples_by_id(session, [other for other in ids[:most] if other != sample_id])
    similar = (
        SimilarSample(other_id, other.version, shown_text(other), corrected)
        for other_id, other in sorted(found.items(), reverse=True)
        if (corrected := _corrected(other, replacements)) is not None
    )
    return Similar(sample.version, replacements, tuple(similar), is_capped=len(ids) > most)


def _replacements(sample: Sample, *, with_context: bool) -> tuple[Replacement, ...]:
    if sample.edited_text is None:
        raise BadInputError(f"Nobody corrected sample {sample.id}.", "Correct its text first.")
    try:
        return find_replacements(sample.text, sample.edited_text, with_context=with_context)
    except ValueError as error:
        raise BadInputError(f"This correction fits no other text: {error}.", "Correct the others by hand.") from error


def _corrected(sample: Sample, replacements: Sequence[Replacement]) -> str | None:
    """Return the corrected text; None where there is nothing to correct, or nothing would be left."""
    if sample.state != ItemState.ACTIVE:
        return None
    shown = shown_text(sample)
    corrected = clean_text(apply_replacements(shown, replacements))
    return corrected if corrected and corrected != shown else None


def _log(
    tx: Session,
    sample_id: int,
    replacements: Sequence[Replacement],
    before: Mapping[str, str | None],
    fixed: Mapping[str, int],
    actor: Actor,
) -> int | None:
    after: dict[str, Any] = {
        "ids": [int(other_id) for other_id in fixed],
        "like": sample_id,
        "replaced": [[one.before, one.after] for one in replacements],
        "versions": dict(fixed),
    }
    event = add_event(
        tx, actor_id=actor.id, action=FIXED, entity="sample", before={"edited_text": dict(before)}, after=after
    )
    return event.id


def _put_back(tx: Session, event: Event, actor: Actor) -> list[int]:
    """Give samples the texts of before a fix; return those that nobody changed since."""
    undone = []
    for other_id, other in samples_by_id(tx, event.after["ids"]).items():
        if other.version == event.after["versions"][str(other_id)]:
            edited = event.before["edited_text"][str(other_id)]
            write_shown(tx, other, other.text if edited is None else edited, actor=actor)
            undone.append(other_id)
    return undone


def _get(session: Session, sample_id: int) -> Sample:
    sample = session.get(Sample, sample_id)
    if sample is None:
        raise NotFoundError(f"There is no sample {sample_id}.", "It may be of another workspace.")
    return sample
