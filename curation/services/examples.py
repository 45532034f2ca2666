"""Examples: outputs that few-shot prompts show, from samples that people accepted or edited, or from a file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from curation.errors import BadInputError, NotFoundError
from curation.models import Decision, Example, ItemState, Mode, Persona, PersonaHow, Sample, SampleFilter
from curation.services.generation_plan import ShownExample
from curation.services.licences import known_licence
from curation.services.permissions import Actor, allow
from curation.sources.examples import MAX_EXAMPLES, read_examples_safely
from curation.store.events import add_event
from curation.store.samples import sample_ids
from curation.synthesis import HUB_SCENARIOS, SCENARIOS, UnparseableError, parse_answer
from curation.text import clean_text, identity_hash, one_line
from curation.workspace import Workspace

ADDED: Final = "example.added"
PERSONA_SET: Final = "example.persona_set"
SET_ASIDE: Final = "example.set_aside"
RESTORED: Final = "example.restored"
MAX_PERSONA_CHARS: Final = 2_000
MAX_LISTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Added:
    """What became of outputs that were to be examples.

    Attributes:
        ids: The new ones.
        present: How many were there already.
        refused: How many were not taken, by reason.
        unreadable: How many of the new ones do not keep the contract of their scenario, so that a model would learn
            another form.
    """

    ids: tuple[int, ...] = ()
    present: int = 0
    refused: dict[str, int] | None = None
    unreadable: int = 0


def list_examples(workspace: Workspace, scenario: str | None = None, *, with_set_aside: bool = True) -> list[Example]:
    """Return the examples of a scenario, or of all, in the order in which they came; at most a thousand."""
    wanted = select(Example).order_by(col(Example.id)).limit(MAX_LISTED)
    if scenario is not None:
        wanted = wanted.where(Example.scenario == scenario)
    if not with_set_aside:
        wanted = wanted.where(Example.state == ItemState.ACTIVE)
    with workspace.read() as session:
        return list(session.exec(wanted))


def add_from_samples(workspace: Workspace, chosen: SampleFilter, *, actor: Actor) -> Added:
    """Take samples as examples: those that somebody accepted or edited, each with its persona.

    Raises:
        BadInputError: More are meant than are taken at once.
    """
    with workspace.write() as tx:
        allow(tx, actor, "edit_template")
        ids = sample_ids(tx, chosen)
        if len(ids) > MAX_EXAMPLES:
            raise BadInputError(
                f"{len(ids):,} samples are meant; at most {MAX_EXAMPLES} become examples at once.",
                "Select the best of them.",
            )
        refused: Counter[str] = Counter()
        drafts = []
        for sample in tx.exec(select(Sample).where(col(Sample.id).in_(ids)).order_by(col(Sample.id))):
            reason = _why_not(sample)
            if reason:
                refused[reason] += 1
            else:
                drafts.append(_of_sample(tx, sample))
        return _add_all(tx, drafts, refused, actor)


def add_from_file(
    workspace: Workspace, path: Path, *, scenario: str, name: str = "", licence: str = "unknown", actor: Actor
) -> Added:
    """Take the rows of a small file as examples of a scenario.

    Args:
        workspace: Where.
        path: JSONL or CSV with `output` and, if it is known, `persona`; or text with `---` between two examples.
        scenario: Of what they are examples.
        name: How the file is called; else by its own name.
        licence: An SPDX identifier, or `unknown`.
        actor: Who adds them.

    Raises:
        BadInputError: There is no such scenario, or the file cannot be read, holds no example, or too many.
    """
    if scenario not in SCENARIOS:
        raise BadInputError(f"'{scenario[:80]}' is no scenario.", f"Known: {', '.join(SCENARIOS)}.")
    known = known_licence(licence)
    with workspace.read() as session:
        allow(session, actor, "edit_template")
    read = read_examples_safely(path)
    refused = Counter(row.reason.label for row in read.skipped)
    if not read.examples:
        said = ", ".join(refused) or "there is no text"
        raise BadInputError(f"{path.name} holds no example: {said}.", "Nothing was added.")
    source = one_line(clean_text(name or path.name))[:200]
    drafts = [
        Example(
            scenario=scenario,
            text=row.output,
            text_hash=identity_hash(row.output),
            persona=row.persona[:MAX_PERSONA_CHARS],
            persona_how=PersonaHow.GIVEN if row.persona else PersonaHow.NONE,
            source=source,
            licence=known,
        )
        for row in read.examples
    ]
    with workspace.write() as tx:
        allow(tx, actor, "edit_template")
        return _add_all(tx, drafts, refused, actor)


def set_persona(workspace: Workspace, example_id: int, persona: str, *, actor: Actor) -> None:
    """Write by hand whom an example is for; an empty text takes away what stood there.

    Raises:
        NotFoundError: There is no such example.
        BadInputError: It is too long.
    """
    text = clean_text(persona)
    if len(text) > MAX_PERSONA_CHARS:
        raise BadInputError(f"A persona has at most {MAX_PERSONA_CHARS:,} characters here.", "Nothing was changed.")
    with workspace.write() as tx:
        allow(tx, actor, "edit_template")
        row = _get(tx, example_id)
        if text != row.persona:
            change_persona(tx, row, text, PersonaHow.HAND if text else PersonaHow.NONE, actor_id=actor.id)


def change_persona(tx: Session, row: Example, persona: str, how: PersonaHow, *, actor_id: int) -> None:
    """Write whom an example is for, with an event, in the caller's transaction."""
    before = {"persona": row.persona, "persona_how": row.persona_how}
    row.persona, row.persona_how = persona, how
    tx.add(row)
    after = {"persona": persona, "persona_how": how}
    add_event(tx, actor_id=actor_id, action=PERSONA_SET, entity="example", entity_id=row.id, before=before, after=after)


def set_aside(workspace: Workspace, example_id: int, *, actor: Actor) -> None:
    """Show an example no more; it stays, and jobs that show it keep it.

    Raises:
        NotFoundError: There is no such example.
    """
    _set_state(workspace, example_id, ItemState.EXCLUDED, SET_ASIDE, actor)


def restore(workspace: Workspace, example_id: int, *, actor: Actor) -> None:
    """Take an example back.

    Raises:
        NotFoundError: There is no such example.
    """
    _set_state(workspace, example_id, ItemState.ACTIVE, RESTORED, actor)


def shown_examples(session: Session, example_ids: Sequence[int], *, mode: Mode) -> tuple[ShownExample, ...]:
    """Return examples as a job shows them, in the order asked for.

    Raises:
        NotFoundError: There is no such example.
        BadInputError: One was set aside, or lacks the persona that the mode shows.
    """
    rows = {row.id: row for row in session.exec(select(Example).where(col(Example.id).in_(example_ids)))}
    shown = []
    for example_id in dict.fromkeys(example_ids):
        row = rows.get(example_id)
        if row is None:
            raise NotFoundError(f"There is no example {example_id}.")
        if row.state != ItemState.ACTIVE:
            raise BadInputError(f"Example {example_id} is {row.state}.", "Choose others, or restore it.")
        if mode is Mode.PERSONA_FEW_SHOT and not row.persona:
            raise BadInputError(
                f"Example {example_id} has no persona, which {mode} shows.",
                "Derive it or write it on the Templates page, or choose few-shot.",
            )
        shown.append(ShownExample(id=example_id, output=row.text, persona=row.persona))
    return tuple(shown)


def _why_not(sample: Sample) -> str:
    """Return why a sample cannot be an example; empty where it can."""
    if sample.scenario in HUB_SCENARIOS or not (sample.edited_text or sample.text).strip():
        return "without a text"
    if sample.state != ItemState.ACTIVE:
        return f"set aside as {sample.state}"
    if sample.decision == Decision.REJECT:
        return "rejected"
    if sample.decision != Decision.ACCEPT and sample.edited_text is None:
        return "neither accepted nor edited by anybody"
    return ""


def _of_sample(tx: Session, sample: Sample) -> Example:
    persona = tx.get(Persona, sample.persona_id) if sample.persona_id else None
    text = _output_of(sample)
    return Example(
        scenario=sample.scenario,
        text=text,
        text_hash=identity_hash(text),
        persona=persona.text if persona else "",
        persona_how=PersonaHow.GIVEN if persona else PersonaHow.NONE,
        sample_id=sample.id,
        licence=sample.licence,
    )


def _output_of(sample: Sample) -> str:
    """Return a sample as a model should write it: with its labels, solution and all, and what people edited in place.

    Where the shown text does not stand in the raw answer as it is, the shown one is taken.
    """
    shown = sample.edited_text if sample.edited_text is not None else sample.text
    if sample.edited_text is None or not sample.text:
        return sample.raw or shown
    return sample.raw.replace(sample.text, shown) if sample.raw.count(sample.text) == 1 else shown


def _add_all(tx: Session, drafts: Iterable[Example], refused: Counter[str], actor: Actor) -> Added:
    added, present, unreadable = [], 0, 0
    for row in drafts:
        there = select(Example.id).where(Example.scenario == row.scenario, Example.text_hash == row.text_hash)
        if tx.exec(there).first() is not None:
            present += 1
            continue
        row.created_by = actor.id
        tx.add(row)
        tx.flush()
        added.append(row.id or 0)
        unreadable += not _is_readable(row)
    if added:
        add_event(tx, actor_id=actor.id, action=ADDED, entity="example", after={"ids": added})
    return Added(tuple(added), present, dict(refused), unreadable)


def _is_readable(row: Example) -> bool:
    """Tell whether an output keeps the contract of its scenario; those of one's own have one for each prompt."""
    if row.scenario in ("custom", "conversation"):
        return True
    try:
        parse_answer(row.scenario, row.text)
    except UnparseableError:
        return False
    return True


def _get(tx: Session, example_id: int) -> Example:
    row = tx.get(Example, example_id)
    if row is None:
        raise NotFoundError(f"There is no example {example_id}.")
    return row


def _set_state(workspace: Workspace, example_id: int, state: ItemState, action: str, actor: Actor) -> None:
    with workspace.write() as tx:
        allow(tx, actor, "edit_template")
        row = _get(tx, example_id)
        if row.state == state:
            return
        before, row.state = row.state, state
        tx.add(row)
        add_event(
            tx,
            actor_id=actor.id,
            action=action,
            entity="example",
            entity_id=example_id,
            before={"state": before},
            after={"state": state},
        )
