"""Whose text is this: a sample without its persona, four personas of which one is right, and a person's guess.

What is drawn is drawn by the sample and the person: the three others and the
order of all four are the same at every look, as long as the personas are. They
are of the right one's language, take part, and are no near-duplicates of it
where the model has read both. The words of the persona that the text repeats
are not masked, so a text that names its persona's occupation is easily told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
from sqlmodel import Session

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Guess, ItemState, Outcome, Persona, Sample
from curation.review.guessing import (
    CANNOT_TELL,
    MAX_COSINE,
    OPTIONS,
    dice,
    distinct_texts,
    drawn_ids,
    shuffled,
)
from curation.services.permissions import Actor, allow
from curation.services.samples import shown_text
from curation.store import guesses as store
from curation.store.events import add_event
from curation.store.guesses import Asked, OpenSample
from curation.store.personas import personas_by_id
from curation.workspace import Workspace

MAX_SECONDS: Final = 3_600.0
_DRAWN: Final = 200
"""So many samples are drawn at once: where one in a hundred can be asked about, one is found nearly always."""
_DRAWN_PERSONAS: Final = 24
_ROUNDS: Final = 4
_REVIEWABLE: Final = (Outcome.OK, Outcome.CHECK_FAILED)


@dataclass(frozen=True, slots=True)
class Option:
    """A persona that the text may have been written for."""

    persona_id: int
    text: str


@dataclass(frozen=True, slots=True)
class GuessItem:
    """A text and four personas; which one is right is not in it.

    `was_reviewed` says that the person has judged the text before and may
    have seen whom it is for: such guesses are counted apart.
    """

    sample_id: int
    scenario: str
    label: str
    text: str
    options: tuple[Option, ...]
    was_reviewed: bool


@dataclass(frozen=True, slots=True)
class Guessed:
    """A guess that was stored, and the truth; `place` is where the right persona stood, from 1."""

    sample_id: int
    is_right: bool
    could_tell: bool
    place: int
    persona_id: int
    persona: str


def next_guess(
    workspace: Workspace, *, scenario: str | None = None, passed: Sequence[int] = (), actor: Actor
) -> GuessItem | None:
    """Return a text that the actor has not guessed at, drawn at random; None where none is left.

    A text that the actor has judged comes only where no other is found: who
    judged it may have seen the persona. The draw follows from the person and
    the number of their guesses, so that a reload shows the same text.

    Args:
        workspace: The workspace.
        scenario: Only texts of this scenario.
        passed: Samples that the actor went past without a guess.
        actor: Who guesses.
    """
    asked = Asked(actor.id, scenario or "", tuple(passed))
    with workspace.read() as session:
        allow(session, actor, "review")
        n, _ = store.count_guesses(session, actor.id)
        numbers = dice("sample", actor.id, n, scenario, len(passed))
        for found in _candidates(session, asked, numbers):
            sample = session.get_one(Sample, found.sample_id)
            options = _options(workspace, session, sample, actor)
            if options is not None:
                return _item(sample, options, was_reviewed=found.was_reviewed)
    return None


def submit_guess(
    workspace: Workspace,
    sample_id: int,
    choice: int,
    *,
    options: Sequence[int] | None = None,
    seconds: float = 0.0,
    actor: Actor,
) -> Guessed:
    """Store the actor's guess, once and for all, and tell whose text it is.

    Args:
        workspace: The workspace.
        sample_id: The sample.
        choice: Which of the options, from 1; 0 where the actor cannot tell.
        options: The personas that were on the screen; None draws them anew, which gives the same ones as
            long as no persona came or went.
        seconds: Time spent.
        actor: Who guesses.

    Raises:
        BadInputError: It is none of the options, or these cannot be the options.
        ConflictError: The actor has guessed already, or the sample cannot be asked about any more.
    """
    if choice not in range(OPTIONS + 1):
        raise BadInputError(f"A guess is 1 to {OPTIONS}, or {CANNOT_TELL} for not being able to tell, not {choice}.")
    with workspace.read() as session:
        sample = _askable(session, sample_id)
        drawn = _options(workspace, session, sample, actor) if options is None else None
    if options is None and drawn is None:
        raise ConflictError(f"There are too few other personas to ask about sample {sample_id}.", "Take the next text.")
    shown = list(options) if options is not None else [persona.id or 0 for persona in drawn or ()]
    with workspace.write() as tx:
        allow(tx, actor, "review")
        sample = _askable(tx, sample_id)
        right_id = sample.persona_id or 0
        _refuse_again(tx, sample_id, actor)
        _check_options(tx, shown, right_id)
        chosen = shown[choice - 1] if choice != CANNOT_TELL else None
        _add(tx, Guess(sample_id=sample_id, annotator_id=actor.id, options=shown, chosen_id=chosen), right_id, seconds)
        text = tx.get_one(Persona, right_id).text
        return Guessed(sample_id, chosen == right_id, chosen is not None, shown.index(right_id) + 1, right_id, text)


def _add(tx: Session, row: Guess, right_id: int, seconds: float) -> None:
    row.is_right = row.chosen_id == right_id
    row.seconds_active = round(min(max(seconds, 0.0), MAX_SECONDS), 3)
    tx.add(row)
    add_event(
        tx,
        actor_id=row.annotator_id,
        action="guess.submitted",
        entity="sample",
        entity_id=row.sample_id,
        after={"chosen_id": row.chosen_id, "is_right": row.is_right},
    )


def _candidates(session: Session, asked: Asked, numbers: Random) -> list[OpenSample]:
    """Return samples in the order in which they are tried: drawn by lot, else from a drawn place on."""
    ids = drawn_ids(numbers, store.highest_id(session, Sample), _DRAWN)
    found = store.open_among(session, asked, ids)
    if not any(not one.was_reviewed for one in found):
        table = Sample if asked.scenario else Persona
        start = numbers.randint(1, max(store.highest_id(session, table), 1))
        walked = store.open_from(session, asked, start)
        numbers.shuffle(walked)
        found += [one for one in walked if one not in found]
    return sorted(found, key=lambda one: one.was_reviewed)[: store.WALKED]


def _options(workspace: Workspace, session: Session, sample: Sample, actor: Actor) -> list[Persona] | None:
    """Return four personas in the order in which the actor sees them; None where there are too few."""
    sample_id, right = sample.id or 0, session.get_one(Persona, sample.persona_id)
    numbers = dice("options", sample_id, actor.id)
    highest = store.highest_id(session, Persona)
    not_these = {right.id, sample.other_persona_id}
    kept: list[Persona] = []
    for round_no in range(_ROUNDS + 1):
        if round_no < _ROUNDS:
            found = store.personas_among(session, drawn_ids(numbers, highest, _DRAWN_PERSONAS), right.language)
        else:
            found = store.personas_from(session, numbers.randint(1, max(highest, 1)), right.language)
            numbers.shuffle(found)
        kept = _told_apart(workspace, right, [*kept, *(one for one in found if one.id not in not_these)])
        if len(kept) >= OPTIONS - 1:
            break
    if len(kept) < OPTIONS - 1:
        return None
    by_id = {persona.id or 0: persona for persona in (right, *kept)}
    others = [persona.id or 0 for persona in kept[: OPTIONS - 1]]
    return [by_id[n] for n in shuffled(right.id or 0, others, sample_id=sample_id, annotator_id=actor.id)]


def _told_apart(workspace: Workspace, right: Persona, others: Sequence[Persona]) -> list[Persona]:
    """Return the personas that can be told from the right one, and from each other by their words."""
    unlike = {persona.id or 0: persona for persona in others if persona.id not in _too_alike(workspace, right, others)}
    return [unlike[n] for n in distinct_texts(right.text, [(n, persona.text) for n, persona in unlike.items()])]


def _too_alike(workspace: Workspace, right: Persona, others: Sequence[Persona]) -> set[int | None]:
    """Return those whose vector is nearly that of the right one; who was not read yet is told by words alone."""
    stored = workspace.vectors.get([right.text_hash, *(persona.text_hash for persona in others)])
    if not others or not stored.found[0] or len(stored.vectors) < 2:
        return set()
    rows = stored.vectors.astype(np.float64)
    cosines = rows[1:] @ rows[0] / np.maximum(np.linalg.norm(rows[1:], axis=1) * np.linalg.norm(rows[0]), 1e-12)
    read = [persona.id for persona, found in zip(others, stored.found[1:], strict=True) if found]
    return {persona_id for persona_id, cosine in zip(read, cosines, strict=True) if cosine >= MAX_COSINE}


def _item(sample: Sample, options: Sequence[Persona], *, was_reviewed: bool) -> GuessItem:
    shown = tuple(Option(persona.id or 0, persona.text) for persona in options)
    return GuessItem(sample.id or 0, sample.scenario, sample.label, shown_text(sample), shown, was_reviewed)


def _askable(session: Session, sample_id: int) -> Sample:
    sample = session.get(Sample, sample_id)
    if sample is None:
        raise NotFoundError(f"There is no sample {sample_id}.", "It may be of another workspace.")
    takes_part = sample.state == ItemState.ACTIVE and sample.outcome in _REVIEWABLE and sample.text
    if not takes_part or sample.persona_id is None:
        raise ConflictError(f"Nobody can be asked whose text sample {sample_id} is.", "Take the next text.")
    return sample


def _refuse_again(tx: Session, sample_id: int, actor: Actor) -> None:
    if store.guess_of(tx, sample_id, actor.id) is not None:
        raise ConflictError(f"You have guessed whose text sample {sample_id} is.", "The first guess stands.")


def _check_options(tx: Session, shown: Sequence[int], right_id: int) -> None:
    is_possible = len(shown) == len(set(shown)) == OPTIONS and right_id in shown
    if not is_possible or len(personas_by_id(tx, list(shown))) < OPTIONS:
        raise BadInputError("These cannot be the personas that were shown.", "Look at the text again, then guess.")
