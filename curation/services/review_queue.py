"""What a person judges next, how much is left, and what was decided last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from curation.models import SampleFilter, utc_now
from curation.review import Emptiness, Queue, QueueCounts, why_empty
from curation.services.permissions import Actor, allow
from curation.services.review_policy import ReviewPolicy, review_policy
from curation.store import review_claims as claims
from curation.store import review_queue as store
from curation.store import reviews
from curation.store.gold import is_open_gold, known_places
from curation.store.review_claims import Taken as Taken
from curation.workspace import Workspace

LAST_DECISIONS: Final = 10


@dataclass(frozen=True, slots=True)
class LastDecision:
    """A decision that can be opened again."""

    sample_id: int
    decision: str
    overall: int | None
    saved_at: datetime
    scenario: str
    text: str


def next_sample(
    workspace: Workspace,
    *,
    queue: Queue = Queue.PENDING,
    scenario: str | None = None,
    chosen: SampleFilter | None = None,
    passed: Sequence[int] = (),
    actor: Actor,
) -> int | None:
    """Return the sample that the actor judges next and note that it is on the screen; None where none waits.

    The queue gives what the actor has not decided on or skipped: first what
    the actor had on the screen already (a reload changes nothing), now and
    then one whose right answers are known, then what was assigned to the
    actor, then what a curator sent to review, then what has the fewest
    reviews. What another person has on the screen comes last, and only where
    it has too few reviews together with theirs.

    Args:
        workspace: The workspace.
        queue: Which list of the actor's work.
        scenario: Only samples of this scenario.
        chosen: Only samples that this filter means.
        passed: Samples that the actor has gone past without a decision.
        actor: For whom.
    """
    with workspace.write() as tx:
        allow(tx, actor, "review")
        policy = review_policy(tx)
        wanted = _wanted(policy, actor, scenario, chosen, passed)
        found = _next_pending(tx, wanted, policy) if queue is Queue.PENDING else store.next_mine(tx, wanted, queue)
        claims.claim(tx, actor.id, [] if found is None else [found], at=utc_now())
        return found


def next_samples(
    workspace: Workspace,
    *,
    queue: Queue = Queue.PENDING,
    scenario: str | None = None,
    chosen: SampleFilter | None = None,
    passed: Sequence[int] = (),
    limit: int,
    actor: Actor,
) -> list[int]:
    """Return the samples that the actor judges next, several at once, and note that they are on the screen.

    The rules are those of `next_sample`; a known sample stands where its turn is.
    """
    with workspace.write() as tx:
        allow(tx, actor, "review")
        policy = review_policy(tx)
        wanted = _wanted(policy, actor, scenario, chosen, passed)
        if queue is Queue.PENDING:
            found = _pending_page(tx, wanted, policy, limit)
        else:
            found = store.my_page(tx, wanted, queue, limit=limit)
        claims.claim(tx, actor.id, found, at=utc_now())
        return found


def put_on_screen(workspace: Workspace, sample_id: int, *, actor: Actor) -> None:
    """Note that the actor has a sample on the screen that no queue gave: one that was opened again, or by address."""
    with workspace.write() as tx:
        allow(tx, actor, "review")
        claims.claim(tx, actor.id, [sample_id], at=utc_now())


def queue_counts(workspace: Workspace, actor: Actor, *, scenario: str | None = None) -> QueueCounts:
    """Return the actor's work in numbers.

    What was assigned to the actor waits also where it has enough reviews.
    """
    with workspace.read() as session:
        policy = review_policy(session)
        mine = store.count_mine(session, actor.id, scenario, overlap=policy.most_reviews)
        decided = {name: mine.get(name, (0, 0)) for name in ("accept", "reject", "skip")}
        if policy.only_assigned:
            pending = store.count_assigned(session, actor.id, scenario)
        else:
            waiting = store.count_waiting(session, scenario=scenario, overlap=policy.most_reviews)
            pending = max(waiting - sum(still for _, still in decided.values()), 0)
            if policy.overlap:
                pending += store.count_assigned(session, actor.id, scenario, at_least=policy.overlap)
        return QueueCounts(
            pending=pending,
            drafts=mine.get("", (0, 0))[0],
            submitted=decided["accept"][0],
            skipped=decided["skip"][0],
            rejected=decided["reject"][0],
        )


def count_under_filter(
    workspace: Workspace, actor: Actor, chosen: SampleFilter, *, scenario: str | None = None
) -> tuple[int, bool]:
    """Return how many samples wait for the actor under a filter, and whether there may be more than were counted."""
    with workspace.read() as session:
        policy = review_policy(session)
        wanted = _wanted(policy, actor, scenario, chosen, ())
        if policy.only_assigned:
            found = len(store.assigned_page(session, wanted, limit=store.MOST_COUNTED))
        else:
            found = store.count_pending_under(session, wanted)
        return found, found >= store.MOST_COUNTED


def why_nothing_waits(
    workspace: Workspace,
    actor: Actor,
    *,
    queue: Queue = Queue.PENDING,
    scenario: str | None = None,
    chosen: SampleFilter | None = None,
) -> Emptiness:
    """Tell why a queue gives the actor nothing."""
    everything = queue_counts(workspace, actor)
    with workspace.read() as session:
        policy = review_policy(session)
        waiting = store.count_waiting(session, scenario=None, overlap=policy.most_reviews)
        there_are = store.count_waiting(session, scenario=None, overlap=store.NO_OVERLAP)
    return why_empty(
        queue,
        everything=everything,
        is_filtered=scenario is not None or chosen is not None,
        only_assigned=policy.only_assigned,
        has_overlap=there_are > 0 and not waiting,
    )


def on_other_screens(workspace: Workspace, actor: Actor) -> list[Taken]:
    """Return what other people have on the screen now, the oldest first."""
    with workspace.read() as session:
        since = utc_now() - timedelta(minutes=review_policy(session).lease_minutes)
        return claims.taken_by_others(session, actor.id, since=since)


def on_all_screens(workspace: Workspace, *, actor: Actor) -> list[Taken]:
    """Return what anybody has on the screen now, the actor too, the oldest first."""
    with workspace.read() as session:
        allow(session, actor, "assign")
        since = utc_now() - timedelta(minutes=review_policy(session).lease_minutes)
        return claims.taken_by_others(session, 0, since=since)


def samples_by_reviews(workspace: Workspace) -> dict[int, int]:
    """Return how many samples that people can judge have how many reviews."""
    with workspace.read() as session:
        return store.sizes(session)


def release_screen(workspace: Workspace, annotator_id: int, *, actor: Actor) -> int:
    """Free what somebody has on the screen, so that others are given it; return how many samples that were.

    What that person has answered is stored already, and what they still answer is kept too.
    """
    with workspace.write() as tx:
        allow(tx, actor, "review" if annotator_id == actor.id else "assign")
        return claims.release_claims(tx, annotator_id)


def last_decisions(workspace: Workspace, actor: Actor, *, limit: int = LAST_DECISIONS) -> list[LastDecision]:
    """Return the actor's newest decisions, the newest first."""
    with workspace.read() as session:
        rows = reviews.last_decided(session, actor.id, limit=limit)
    return [
        LastDecision(
            sample_id=row.sample_id,
            decision=row.decision,
            overall=row.overall,
            saved_at=datetime.fromisoformat(row.saved_at),
            scenario=row.scenario,
            text=row.text,
        )
        for row in rows
    ]


def _wanted(
    policy: ReviewPolicy, actor: Actor, scenario: str | None, chosen: SampleFilter | None, passed: Sequence[int]
) -> store.Wanted:
    since = utc_now() - timedelta(minutes=policy.lease_minutes)
    return store.Wanted(actor.id, since, scenario, tuple(passed), policy.most_reviews, chosen)


def _next_pending(tx: Session, wanted: store.Wanted, policy: ReviewPolicy) -> int | None:
    shown = claims.first_claim(tx, wanted.annotator_id)
    if shown is not None and is_open_gold(tx, shown, wanted):
        return shown
    if held := store.held(tx, wanted, only_assigned=policy.only_assigned, limit=1):
        return held[0]
    if known := known_places(tx, wanted, every=policy.gold_every, most=1):
        return known[0][1]
    return next(iter(_others(tx, wanted, policy, 1)), None)


def _pending_page(tx: Session, wanted: store.Wanted, policy: ReviewPolicy, limit: int) -> list[int]:
    known = known_places(tx, wanted, every=policy.gold_every, most=limit)
    held = store.held(tx, wanted, only_assigned=policy.only_assigned, limit=limit)
    found = list(dict.fromkeys([*held, *_others(tx, wanted, policy, limit)]))
    for place, sample_id in known:
        found = [other for other in found if other != sample_id]
        found.insert(place, sample_id)
    return found[:limit]


def _others(tx: Session, wanted: store.Wanted, policy: ReviewPolicy, limit: int) -> list[int]:
    """Return what waits: what was assigned, then what nobody has on the screen, then what still needs more people."""
    found = store.assigned_page(tx, wanted, limit=limit)
    for but_taken in () if policy.only_assigned else (True, False):
        if len(found) < limit:
            found += store.pending_page(tx, wanted, limit=limit, but_taken=but_taken)
            found = list(dict.fromkeys(found))[:limit]
    return found
