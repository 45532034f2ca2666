"""From answers that hold personas to the personas that are kept: read, screened, compared, stored, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from curation.jobs.circling import Likeness, Thresholds, ancestors_of, find_circling
from curation.jobs.context import JobContext
from curation.models import Document, ItemKind, ItemState, Origin, Persona, PersonaCall, PersonaSource, Source
from curation.personas import (
    Candidate,
    UnreadableAnswerError,
    find_personal_data,
    mask_personal_data,
    personas_of_answer,
    quality_problem,
    screen,
)
from curation.services.duplicate_groups import thresholds_of
from curation.services.licences import strictest
from curation.services.persona_plans import ExpandPlan, FromTextsPlan, PersonasPlan
from curation.store.events import add_event
from curation.store.imports import known_personas, link_personas, set_licences
from curation.store.persona_calls import documents_with_source, sources_of, untaken_calls
from curation.store.personas import new_persona
from curation.text import identity_hash

PORTION: Final = 100
"""Answers that are looked through in one transaction."""
TOO_MANY: Final = "more than asked for"
DOCUMENT: Final = "document"
"""What `Persona.how` says of an attribute that words of the document state; the call says which model read them."""
LIKE_ANCESTOR: Final = "like an ancestor"


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where the personas of an answer come from."""

    text: str | None
    document: Document | None
    line: Sequence[Persona]
    sources: Sequence[tuple[int, int]]
    licence: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A persona of an answer, and why it does not take part; empty where it does."""

    candidate: Candidate
    call: PersonaCall
    origin: _Origin
    excluded: str
    quarantined: str
    counted_as: str


def take_personas(context: JobContext, plan: PersonasPlan, items: Sequence[int]) -> None:
    """Keep the personas of those items whose answers were not looked through yet, in the order of the items.

    The order makes the result the same whatever came first over the wire.
    """
    for start in range(0, len(items), PORTION):
        portion = items[start : start + PORTION]
        with context.workspace.read() as session:
            calls = untaken_calls(session, context.job_id, portion)
            origins = _origins(session, calls)
            set_here = thresholds_of(session, ItemKind.PERSONA)
        limits = Thresholds(set_here["min_jaccard"], set_here["min_cosine"])
        found, extra = _read(calls, origins, plan, context, limits)
        if calls:
            with context.workspace.write() as tx:
                _store(tx, context, plan, calls, found, extra)
                context.checkpoint_in(tx)


def _origins(session: Session, calls: Sequence[PersonaCall]) -> dict[int, _Origin]:
    documents = documents_with_source(session, [call.document_id for call in calls if call.document_id])
    lines = ancestors_of(session, [call.persona_id for call in calls if call.persona_id])
    sources = sources_of(session, list(lines))
    origins = {}
    for call in calls:
        if call.document_id:
            document, source = documents[call.document_id]
            origins[call.id or 0] = _of_document(document, source)
        else:
            parent_id = call.persona_id or 0
            line = lines[parent_id]
            origins[call.id or 0] = _Origin(None, None, line, sources.get(parent_id, ()), line[0].licence)
    return origins


def _of_document(document: Document, source: Source) -> _Origin:
    place = [(document.source_id, document.line)]
    return _Origin(mask_personal_data(document.text), document, (), place, source.licence)


def _read(
    calls: Sequence[PersonaCall],
    origins: dict[int, _Origin],
    plan: PersonasPlan,
    context: JobContext,
    limits: Thresholds,
) -> tuple[list[_Found], Counter[int]]:
    """Return the personas of the answers, and how many more than asked for each answer held."""
    read: list[tuple[Candidate, PersonaCall, _Origin]] = []
    extra: Counter[int] = Counter()
    relations = plan.relations if isinstance(plan, FromTextsPlan) else ()
    for call in calls:
        origin = origins[call.id or 0]
        try:
            candidates, n_more = personas_of_answer(call.raw, form=plan.form, about=origin.text, relations=relations)
        except UnreadableAnswerError:  # it could be read when it came; a newer program is stricter
            continue
        extra[call.id or 0] = n_more + max(len(candidates) - plan.per_call, 0)
        read += [(candidate, call, origin) for candidate in candidates[: plan.per_call]]
    texts = [candidate.text for candidate, _, _ in read]
    circling = find_circling(texts, [origin.line for _, _, origin in read], context.workspace.embedder, limits)
    judged = [_judge(*one, likeness) for one, likeness in zip(read, circling, strict=True)]
    return judged, extra


def _judge(candidate: Candidate, call: PersonaCall, origin: _Origin, likeness: Likeness | None) -> _Found:
    """Say whether a persona takes part: hands off personal data, and out with what is no person or circles back."""
    language = origin.document.language if origin.document else ""
    if find_personal_data(candidate.text):
        return _Found(candidate, call, origin, "", screen(candidate.text, language=language).reason, "")
    if likeness is not None:
        why = f"like its ancestor {likeness.ancestor_id} ({likeness.measure} {likeness.score:.2f})"
        return _Found(candidate, call, origin, why, "", LIKE_ANCESTOR)
    problem = quality_problem(candidate.text, language=language)
    if problem is not None:
        return _Found(candidate, call, origin, problem.words, "", problem.name)
    return _Found(candidate, call, origin, "", "", "")


def _store(
    tx: Session,
    context: JobContext,
    plan: PersonasPlan,
    calls: Sequence[PersonaCall],
    found: Sequence[_Found],
    extra: Counter[int],
) -> None:
    tallies = {call.id or 0: _Tally() for call in calls}
    known = known_personas(tx, [identity_hash(one.candidate.text) for one in found])
    ids = {text_hash: there.id for text_hash, there in known.items()}
    licences = {there.id: there.licence for there in known.values()}
    made: list[int] = []
    again: dict[int, list[str]] = {}
    for one in found:
        tally = tallies[one.call.id or 0]
        tally.stated += one.candidate.n_stated
        tally.grounded += one.candidate.n_grounded
        text_hash = identity_hash(one.candidate.text)
        if text_hash in ids:
            tally.already_present += 1
            persona_id = ids[text_hash]
            before = again.setdefault(persona_id, [licences[persona_id]])[0]
            licences[persona_id] = _found_again(tx, persona_id, licences[persona_id], one.origin)
            again[persona_id] = [before, licences[persona_id]]
            continue
        row = _row(one, plan)
        tx.add(row)
        tx.flush()
        ids[text_hash] = row.id or 0
        licences[row.id or 0] = row.licence
        tx.add_all(PersonaSource(persona_id=row.id or 0, source_id=at, line=line) for at, line in one.origin.sources)
        made.append(row.id or 0)
        tally.count(one)
    for call in calls:
        tallies[call.id or 0].skipped[TOO_MANY] += extra[call.id or 0]
        row_of_call = tx.get_one(PersonaCall, call.id)
        row_of_call.is_taken, row_of_call.counts = True, tallies[call.id or 0].as_counts()
        tx.add(row_of_call)
    _tell(tx, context, made, again)


def _tell(tx: Session, context: JobContext, made: list[int], again: dict[int, list[str]]) -> None:
    """Write what became of a portion: who is new, and who was found again, with the licence before and after."""
    said: dict[str, dict[str, Any]] = {
        "persona.made": {"ids": made},
        "persona.found_again": {"ids": list(again), "licences": {str(key): pair for key, pair in again.items()}},
    }
    for action, kept in said.items():
        if kept["ids"]:
            after = {**kept, "job": context.job_id}
            add_event(tx, actor_id=context.actor.id, action=action, entity="persona", after=after)


class _Tally:
    """What one answer gave."""

    def __init__(self) -> None:
        self.added = self.already_present = self.quarantined = self.stated = self.grounded = 0
        self.skipped: Counter[str] = Counter()

    def count(self, one: _Found) -> None:
        """Count a persona that was not there yet."""
        if one.excluded:
            self.skipped[one.counted_as] += 1
        else:
            self.added += 1
            self.quarantined += bool(one.quarantined)

    def as_counts(self) -> dict[str, Any]:
        """Return the counts as they are kept; what was read is the sum of the rest."""
        skipped = {reason: n for reason, n in sorted(self.skipped.items()) if n}
        return {
            "read": self.added + self.already_present + sum(skipped.values()),
            "added": self.added,
            "already_present": self.already_present,
            "skipped": skipped,
            "quarantined": self.quarantined,
            "attributes_stated": self.stated,
            "attributes_grounded": self.grounded,
        }


def _row(one: _Found, plan: PersonasPlan) -> Persona:
    """Return the row of a persona; one that does not take part is kept with its reason, to be restored."""
    candidate, origin = one.candidate, one.origin
    row = new_persona(
        candidate.text,
        origin=Origin.PERSONA_TO_PERSONA if isinstance(plan, ExpandPlan) else Origin.TEXT_TO_PERSONA,
        licence=origin.licence,
        attributes=candidate.attributes,
        how=DOCUMENT if origin.document is not None else f"{plan.provider} / {plan.model}",
    )
    row.relation = candidate.relation or None
    row.quote = candidate.quote
    row.label = one.call.label
    row.call_id = one.call.id
    if origin.document is not None:
        row.document_id = origin.document.id
    else:
        parent = origin.line[0]
        row.parent_id, row.depth = parent.id, (parent.depth or 0) + 1
    if one.excluded or one.quarantined:
        row.state = ItemState.EXCLUDED if one.excluded else ItemState.QUARANTINED
        row.state_reason = one.excluded or one.quarantined
    return row


def _found_again(tx: Session, persona_id: int, licence: str, origin: _Origin) -> str:
    """Note a further source of a persona that is there; return its licence, the strictest of all."""
    for source_id, line in origin.sources:
        link_personas(tx, source_id, {persona_id: line})
    stricter = strictest((licence, origin.licence))
    if stricter != licence:
        set_licences(tx, {persona_id: stricter})
    return stricter
