"""Find attributes by rules: batch by batch, each with its counts and its event in one transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import Session

from curation.jobs.context import JobContext
from curation.models import Job, PersonaFilter
from curation.personas import UNKNOWN, VOCABULARY, Attribute
from curation.personas.attribute_rules import find_attributes, has_rules
from curation.services.attributes import FOUND, RULES, is_settled
from curation.store import attributes as store
from curation.store.attributes import Described
from curation.store.events import add_event

BATCH_ROWS: Final = 300
NOTHING_SAID: Final = "nothing found in the text"
NO_RULES: Final = "no rules for its language"
CHANGED_MEANWHILE: Final = "changed meanwhile"


@dataclass(slots=True)
class Tally:
    """What became of the personas so far; `read` is the sum of the others.

    A persona is `added` where it gained or changed an attribute, and
    `already_present` where all that the rules find in it stands there.
    """

    added: int = 0
    already_present: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    last_id: int = 0

    @property
    def read(self) -> int:
        """Personas that were looked at."""
        return self.added + self.already_present + self.skipped.total()

    def result(self) -> dict[str, Any]:
        """Return what the job says of itself; rules cost nothing."""
        return {
            "read": self.read,
            "added": self.added,
            "already_present": self.already_present,
            "skipped": dict(self.skipped),
            "found": dict(self.found),
            "cost_usd": 0.0,
        }


def find_persona_attributes(context: JobContext) -> dict[str, Any]:
    """Find attributes of the personas that are meant; a second run goes on after the last batch that was stored.

    Raises:
        JobCancelledError: Somebody asked the job to stop; what was found is kept.
    """
    with context.workspace.read() as session:
        result = session.get_one(Job, context.job_id).result
    if result and "last_id" not in result:
        return result  # it was killed between its last batch and its end
    tally = _continue(result) if result else Tally()
    while not _do_batch(context, tally):
        context.stop_if_asked()
    return tally.result()


def _do_batch(context: JobContext, tally: Tally) -> bool:
    """Read, find and store the next personas; tell whether there are no more."""
    params = context.params
    chosen, again = PersonaFilter.model_validate(params["personas"]), bool(params["again"])
    with context.workspace.read() as session:
        rows = store.read_described(session, chosen, after_id=tally.last_id, up_to=params["up_to"], limit=BATCH_ROWS)
    read = [(row, _look(row, again=again, tally=tally)) for row in rows]
    is_last = len(rows) < BATCH_ROWS
    with context.workspace.write() as tx:
        store_found(tx, context, tally, [(row, new) for row, new in read if new is not None])
        tally.last_id = rows[-1].id if rows else tally.last_id
        job = tx.get_one(Job, context.job_id)
        job.result = tally.result() if is_last else {**tally.result(), "last_id": tally.last_id}
        tx.add(job)
        context.checkpoint_in(tx, done=tally.read, total=tally.read if is_last else None)
    return is_last


def _look(row: Described, *, again: bool, tally: Tally) -> Described | None:
    """Return a persona with what the rules find in it; None, and counted, where that changes nothing."""
    if not has_rules(row.language):
        tally.skipped[NO_RULES] += 1
        return None
    found = find_attributes(row.text, row.language)
    new = row
    for name in VOCABULARY:
        if is_settled(row, name, again=again):
            continue
        attribute = found.get(name, Attribute(UNKNOWN, None))
        new = new.changed(name, attribute, None if attribute.value == UNKNOWN else RULES)
    if new != row:
        return new
    if found:
        tally.already_present += 1
    else:
        tally.skipped[NOTHING_SAID] += 1
    return None


def store_found(
    tx: Session, context: JobContext, tally: Tally, changes: Sequence[tuple[Described, Described]], *, how: str = RULES
) -> None:
    """Write what was found where nobody changed the persona meanwhile; one event holds what stood there before."""
    versions = store.versions_of(tx, [row.id for row, _ in changes])
    kept = [(row, new) for row, new in changes if versions.get(row.id) == row.version]
    if len(kept) < len(changes):
        tally.skipped[CHANGED_MEANWHILE] += len(changes) - len(kept)
    if not kept:
        return
    store.write_described(tx, [new for _, new in kept])
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for row, new in kept:
        names = [name for name in VOCABULARY if row.stored(name) != new.stored(name)]
        before[str(row.id)] = {name: row.stored(name) for name in names}
        after[str(row.id)] = {name: new.stored(name) for name in names}
        tally.found.update(name for name in names if new.values[name] != UNKNOWN)
    tally.added += len(kept)
    add_event(
        tx,
        actor_id=context.actor.id,
        action=FOUND,
        entity="persona",
        before={"attributes": before},
        after={"ids": [row.id for row, _ in kept], "how": how, "job": context.job_id, "attributes": after},
    )


def _continue(result: dict[str, Any]) -> Tally:
    return Tally(
        added=result["added"],
        already_present=result["already_present"],
        skipped=Counter(result["skipped"]),
        found=Counter(result["found"]),
        last_id=result["last_id"],
    )
