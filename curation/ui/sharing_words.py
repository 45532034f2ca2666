"""How the work is shared, in words: what the rules mean now, who has what on the screen, whom to tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from curation.models import Role, utc_now
from curation.services.people import list_people
from curation.services.review_policy import ReviewPolicy, get_review_policy
from curation.services.review_queue import Taken, on_other_screens
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.workspace import Workspace

_MOST_NAMED = 5


def who_holds(page: OpenPage) -> str:
    """Say who has samples on the screen and whom to tell, as Markdown without effect; for an empty queue.

    The last samples may be on other people's screens: who waits for them
    reads here whose they are and when they are free again.
    """
    taken = on_other_screens(page.workspace, page.actor)
    told = whom_to_tell(page.workspace, but=page.actor.id)
    if not taken:
        return f"Ask for more: {told}." if told else ""
    people = by_person(taken)
    said = [f"{plain_line(name, 60)} has {_samples(ids)} ({_ago(at)})" for name, ids, at in people[:_MOST_NAMED]]
    if len(people) > _MOST_NAMED:
        said.append(f"{len(people) - _MOST_NAMED:,} more people have others")
    minutes = get_review_policy(page.workspace).lease_minutes
    free = f"They are free again after {_count(minutes, 'minute')} without an answer"
    return f"{'; '.join(said)}. {free}" + (f", or at once: tell {told}." if told else ".")


def whom_to_tell(workspace: Workspace, *, but: int = 0) -> str:
    """Return the names of who can share out the work, as Markdown without effect; empty where nobody else can."""
    able = (Role.CURATOR, Role.ADMIN)
    found = [who.name for who in list_people(workspace) if who.is_active and who.role in able and who.id != but]
    return " or ".join(plain_line(name, 60) for name in found[:3])


def what_waits(policy: ReviewPolicy, sizes: Mapping[int, int]) -> list[dict[str, str]]:
    """Return a table: how many samples have how many reviews so far, and how many reviews they still need."""
    rows = []
    for reviews, count in sorted(sizes.items()):
        missing = count * max(policy.overlap - reviews, 0)
        needed = "as many as there are people" if not policy.overlap else f"{missing:,}" if missing else "none"
        rows.append({"Reviews so far": f"{reviews:,}", "Samples": f"{count:,}", "Reviews still needed": needed})
    return rows


def in_words(policy: ReviewPolicy, sizes: Mapping[int, int]) -> str:
    """Say what the rules mean for the samples there are now."""
    total = sum(sizes.values())
    if not policy.overlap:
        said = f"Everybody is asked about each of {_count(total, 'sample')}."
    else:
        missing = sum(count * max(policy.overlap - reviews, 0) for reviews, count in sizes.items())
        waiting = sum(count for reviews, count in sizes.items() if reviews < policy.overlap)
        said = f"{waiting:,} of {_count(total, 'sample')} wait for {_count(missing, 'review')}."
    if policy.only_assigned:
        said += " People are asked only about what is assigned to them."
    if policy.gold_every:
        said += f" About one in {policy.gold_every + 1:,} is a sample whose right answers are known."
    return said


def by_person(taken: Sequence[Taken]) -> list[tuple[str, list[int], datetime]]:
    """Return for each person what is on the screen and since when, the oldest first."""
    rows = sorted(taken, key=lambda row: (row.annotator_id, row.claimed_at))
    found = []
    for _, group in groupby(rows, key=lambda row: row.annotator_id):
        of_one = list(group)
        found.append((of_one[0].name, [row.sample_id for row in of_one], of_one[0].claimed_at))
    return sorted(found, key=lambda one: one[2])


def _samples(ids: Sequence[int]) -> str:
    return f"sample {ids[0]}" if len(ids) == 1 else f"{len(ids):,} samples"


def _ago(at: datetime) -> str:
    minutes = int((utc_now() - at).total_seconds() // 60)
    return "just now" if minutes < 1 else f"{_count(minutes, 'minute')} ago"


def _count(n: int, word: str) -> str:
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"
