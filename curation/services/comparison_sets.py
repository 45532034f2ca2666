"""Sets of pairs: looked at before they are made, made, closed, listed."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Annotator, ComparisonPair, ComparisonSet, PairSource, Sample, Template
from curation.services.calls import MAX_SEED
from curation.services.comparable import MAX_READ, Found, find_pairs, template_name
from curation.services.permissions import Actor, allow
from curation.services.samples import shown_text
from curation.services.set_ask import SetAsk
from curation.store import comparisons as store
from curation.store.events import add_event
from curation.workspace import Workspace

HASHES = "hashes"
"""Where a set keeps of which text its votes are, for pairs that show a text that people may change."""


@dataclass(frozen=True, slots=True)
class SetPreview:
    """What a set would have, before it is made.

    Attributes:
        n: Pairs that it would have.
        available: Pairs that there are to draw from.
        by_arms: How many pairs would be between each two arms.
        personas: For how many personas the pairs are.
        no_partner: Samples that have nothing beside which they could stand.
        same_text: Pairs that are left out since both texts are the same.
        labels: Under which some of the texts stand.
        example: The two texts of the first pair, with their arms; empty where there is none.
        seed: By which the pairs were drawn.
        read_most: Where there were more samples than are paired, how many of the newest were.
    """

    source: PairSource
    arms: Sequence[str]
    n: int
    available: int
    by_arms: Mapping[tuple[str, str], int]
    personas: int
    no_partner: int
    same_text: int
    labels: Sequence[str]
    example: Sequence[tuple[str, str]]
    seed: int
    read_most: int | None


@dataclass(frozen=True, slots=True)
class SetPublic:
    """A set as a page or a command shows it; the last three counts are the reader's own."""

    id: int
    name: str
    source: str
    params: Mapping[str, Any]
    question: str
    shows_persona: bool
    overlap: int
    is_open: bool
    seed: int
    made_by: str
    created_at: datetime
    pairs: int
    judged: int
    votes: int
    voted: int
    skipped: int
    left: int


def preview_set(workspace: Workspace, ask: SetAsk, *, actor: Actor) -> SetPreview:
    """Count what a set would have; nothing is stored. With a seed it is kept until the data changes.

    Raises:
        CurationError: What `make_set` would refuse, the name apart.
    """
    seed = _seed_of(ask)
    with workspace.read() as session:
        allow(session, actor, "make_pairs")

    def look() -> SetPreview:
        with workspace.read() as session:
            return _preview(session, find_pairs(session, ask, seed=seed), seed)

    if ask.seed is None:
        return look()
    said = ask.model_dump_json(include={"source", "arms", "trial", "chosen", "n", "seed"})
    return workspace.cached(("preview_set", said), look)


def make_set(workspace: Workspace, ask: SetAsk, *, actor: Actor) -> int:
    """Store a set with its pairs and return its id.

    Raises:
        BadInputError: There is no pair.
        ConflictError: There is a set of that name.
    """
    seed = _seed_of(ask)
    with workspace.read() as session:  # looking for pairs takes longer than others should wait to write
        allow(session, actor, "make_pairs")
        found = find_pairs(session, ask, seed=seed)
        if not found.pairing.pairs:
            raise BadInputError("There is no pair to compare.", why_no_pair(_preview(session, found, seed)))
    with workspace.write() as tx:
        allow(tx, actor, "make_pairs")
        if store.set_named(tx, ask.name) is not None:
            raise ConflictError(f"There is a set named '{ask.name}' already.", "Choose another name.")
        row = ComparisonSet(
            name=ask.name,
            source=found.source,
            params=_params(ask, found),
            question=ask.question,
            shows_persona=ask.shows_persona,
            overlap=ask.overlap,
            seed=seed,
            created_by=actor.id,
        )
        tx.add(row)
        tx.flush()
        set_id = row.id or 0
        tx.add_all(
            ComparisonPair(
                set_id=set_id,
                a_sample_id=a.sample_id,
                b_sample_id=b.sample_id,
                a_arm=a.arm,
                b_arm=b.arm,
                persona_id=b.persona_id if a.persona_id is None else a.persona_id,
            )
            for a, b in found.pairing.pairs
        )
        told = {"name": ask.name, "source": found.source, "arms": list(found.arms), "seed": seed}
        _log(tx, actor, "comparison_set.made", set_id, {**told, "pairs": len(found.pairing.pairs)})
        return set_id


def open_or_close_set(workspace: Workspace, set_id: int, *, is_open: bool, actor: Actor) -> None:
    """Let people vote on the pairs of a set, or no longer; what was voted stays."""
    with workspace.write() as tx:
        allow(tx, actor, "make_pairs")
        row = find_set(tx, set_id)
        if row.is_open == is_open:
            return
        row.is_open = is_open
        tx.add(row)
        _log(tx, actor, "comparison_set.opened" if is_open else "comparison_set.closed", set_id, {"name": row.name})


def list_sets(workspace: Workspace, *, actor: Actor, is_open: bool | None = None) -> list[SetPublic]:
    """Return the sets with their counts, the newest first; all, or those that are open or closed."""
    with workspace.read() as session:
        allow(session, actor, "look")
        rows = [row for row in store.all_sets(session) if is_open in (None, row.is_open)]
        counts = store.votes_by_set(session, [row.id or 0 for row in rows])
        return [_public(session, row, counts.get(row.id or 0, (0, 0, 0)), actor) for row in rows]


def get_set(workspace: Workspace, set_id: int, *, actor: Actor) -> SetPublic:
    """Return one set with its counts.

    Raises:
        NotFoundError: There is none of that id.
    """
    with workspace.read() as session:
        allow(session, actor, "look")
        row = find_set(session, set_id)
        return _public(session, row, store.votes_by_set(session, [set_id]).get(set_id, (0, 0, 0)), actor)


def template_names(workspace: Workspace) -> dict[int, str]:
    """Return what every version of every template is called as an arm, by its id."""
    with workspace.read() as session:
        return {row.id: template_name(row) for row in session.exec(select(Template)) if row.id is not None}


def find_set(session: Session, set_id: int) -> ComparisonSet:
    """Return the row of a set.

    Raises:
        NotFoundError: There is none of that id.
    """
    row = session.get(ComparisonSet, set_id)
    if row is None:
        raise NotFoundError(f"There is no set of pairs {set_id}.", "See: compare sets.")
    return row


def why_no_pair(shown: SetPreview) -> str:
    """Return why a set would be empty, and what to do."""
    if shown.same_text:
        return f"Of {shown.same_text:,} possible pairs both texts are the same."
    if shown.no_partner:
        return f"None of {shown.no_partner:,} samples has a counterpart; make samples for the same personas."
    return "No sample that holds a text is meant; look at the filter and at the names."


def _seed_of(ask: SetAsk) -> int:
    return secrets.randbelow(MAX_SEED) if ask.seed is None else ask.seed


def _params(ask: SetAsk, found: Found) -> dict[str, Any]:
    said = ask.model_dump(mode="json", include={"arms", "trial", "n"}, exclude_defaults=True)
    chosen = ask.chosen.set_fields()
    hashes = {HASHES: {str(sample_id): value for sample_id, value in found.hashes.items()}} if found.hashes else {}
    return {**said, "arms": list(found.arms), **({"filter": chosen} if chosen else {}), **hashes}


def _preview(session: Session, found: Found, seed: int) -> SetPreview:
    pairing = found.pairing
    example = [
        (one.arm, text_of_arm(session.get_one(Sample, one.sample_id), found.source, one.arm))
        for one in (pairing.pairs[0] if pairing.pairs else ())
    ]
    return SetPreview(
        source=found.source,
        arms=found.arms,
        n=len(pairing.pairs),
        available=pairing.available,
        by_arms=pairing.by_arms,
        personas=len({one.persona_id for couple in pairing.pairs for one in couple if one.persona_id is not None}),
        no_partner=pairing.no_partner,
        same_text=pairing.same_text,
        labels=found.labels,
        example=example,
        seed=seed,
        read_most=MAX_READ if found.is_capped else None,
    )


def text_of_arm(sample: Sample, source: str, arm: str) -> str:
    """Return the text of a sample as a pair shows it: as it came, or as people corrected it where that is the arm.

    Who compares models compares what they wrote; a correction made since would be somebody else's.
    """
    is_edited = source == PairSource.EDITED_OR_ORIGINAL and arm == "edited"
    return shown_text(sample) if is_edited else sample.text


def text_was_changed(of_set: ComparisonSet, sample_id: int, text_hash: str) -> bool:
    """Tell whether a text that a set shows as people corrected it was corrected once more since."""
    hashes = of_set.params.get(HASHES, {})
    return bool(hashes) and hashes.get(str(sample_id)) != text_hash


def _public(session: Session, row: ComparisonSet, counts: tuple[int, int, int], actor: Actor) -> SetPublic:
    by = session.get(Annotator, row.created_by)
    voted, skipped, left = store.count_mine(session, row.id or 0, actor.id)
    return SetPublic(
        id=row.id or 0,
        name=row.name,
        source=row.source,
        params={name: value for name, value in row.params.items() if name != HASHES},
        question=row.question,
        shows_persona=row.shows_persona,
        overlap=row.overlap,
        is_open=row.is_open,
        seed=row.seed,
        made_by=by.name if by else "",
        created_at=row.created_at,
        pairs=counts[0],
        judged=counts[1],
        votes=counts[2],
        voted=voted,
        skipped=skipped,
        left=left,
    )


def _log(tx: Session, actor: Actor, action: str, set_id: int, after: dict[str, Any]) -> None:
    add_event(tx, actor_id=actor.id, action=action, entity="comparison_set", entity_id=set_id, after=after)
