"""Taking back what was done, from the log of what happened: which acts can be, how, by whom, and why others cannot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, select

from curation.errors import ConflictError, NotAllowedError, NotFoundError
from curation.models import Event, Review, Role
from curation.services import (
    adjudication,
    assigning,
    attributes,
    comparisons,
    duplicate_decisions,
    fix_similar,
    review,
    select_many,
)
from curation.services import undo_changes as changes
from curation.services.activity_words import UNDONE, Said
from curation.services.permissions import Actor, allow, may
from curation.workspace import Workspace
from curation.workspace.workspace import PRECISION_SETTING

TakeBack = Callable[[Workspace, Event, Actor], str]
Change = Callable[[Session, Event, Actor], str]
_CURATORS: Final = (Role.CURATOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Way:
    """How an act is taken back: the permission that it needs, and what does it and says so in a sentence."""

    verb: str
    take_back: TakeBack
    is_personal: bool = False
    """Whether it is somebody's own judgement, which nobody else takes back."""


def undo_event(workspace: Workspace, event_id: int, *, actor: Actor) -> str:
    """Take back what an event says, by an inverse event; return a sentence that says what is so now.

    Everybody takes back what they did; curators also what others did, but for
    what somebody judged.

    Raises:
        NotFoundError: There is no such event.
        NotAllowedError: It is somebody else's, or the role is too low.
        ConflictError: It cannot be taken back, was so already, or something newer builds on it; nothing is changed.
    """
    with workspace.read() as session:
        allow(session, actor, "look")
        event = session.get(Event, event_id)
        if event is None:
            raise NotFoundError(f"There is no event {event_id}.", "See: activity list.")
        way = WAYS.get(event.action)
        if way is None:
            raise ConflictError(why_not(event.action), "Nothing was changed.")
        if event.actor_id != actor.id:
            _allow_of_others(session, way, actor)
        allow(session, actor, way.verb)
        _refuse_undone(session, event)
    return way.take_back(workspace, event, actor)


def may_undo(action: str, said: Said, *, is_own: bool, role: Role) -> bool:
    """Tell whether somebody of a role may take an act back, as far as the act alone says."""
    way = WAYS.get(action)
    if way is None or not may(role, way.verb) or PRECISION_SETTING in said.after:
        return False
    return is_own or (role in _CURATORS and not way.is_personal)


def why_not(action: str) -> str:
    """Return why an act cannot be taken back from the log."""
    if action.endswith((UNDONE, "_undone")):
        return "This took something back; do that again where it was done."
    return WHY_NOT.get(action, "This is no change that can be taken back.")


def _allow_of_others(session: Session, way: Way, actor: Actor) -> None:
    if way.is_personal:
        raise NotAllowedError("What somebody judged, only that person takes back.", "Nothing was changed.")
    try:
        allow(session, actor, "select_many")
    except NotAllowedError as error:
        raise NotAllowedError("Only who did it, or a curator, takes this back.", "Nothing was changed.") from error


def _refuse_undone(session: Session, event: Event) -> None:
    if session.exec(select(Event.id).where(Event.undoes == event.id)).first() is not None:
        raise ConflictError("This was undone already.", "Nothing was changed.")


def _in_one(verb: str, change: Change) -> Way:
    """Return a way that is one change in one transaction, in which everything is looked at again."""

    def take_back(workspace: Workspace, event: Event, actor: Actor) -> str:
        with workspace.write() as tx:
            allow(tx, actor, verb)
            _refuse_undone(tx, event)
            return change(tx, event, actor)

    return Way(verb, take_back)


def _review(workspace: Workspace, event: Event, actor: Actor) -> str:
    with workspace.read() as session:
        row = session.get(Review, event.after["review_id"])
        if row is None or row.superseded_by is not None:
            raise ConflictError("You have said something newer of this sample since.", "Nothing was changed.")
    review.take_back(workspace, event.entity_id or 0, actor=actor)
    return f"Sample {event.entity_id} waits for you again; what you answered is a draft."


def _vote(workspace: Workspace, event: Event, actor: Actor) -> str:
    comparisons.take_back(workspace, event.after["comparison_id"], actor=actor)
    return f"Pair {event.entity_id} waits for you again."


def _assigned(workspace: Workspace, event: Event, actor: Actor) -> str:
    count = assigning.take_back(workspace, event_id=event.id, actor=actor)
    return f"Nobody is asked for {count:,} of it any more; what was judged stays."


def _group(workspace: Workspace, event: Event, actor: Actor) -> str:
    duplicate_decisions.undo_decision(workspace, event.entity_id or 0, event_id=event.id, actor=actor)
    return f"The decision about group {event.entity_id} is taken back."


def _batch(workspace: Workspace, event: Event, actor: Actor) -> str:
    meant = len(event.after["ids"])
    return _counted(event, meant, select_many.undo_batch(workspace, event.id or 0, actor=actor))


def _attributes(workspace: Workspace, event: Event, actor: Actor) -> str:
    meant = 1 if event.entity_id is not None else len(event.after["ids"])
    return _counted(event, meant, attributes.undo_attributes(workspace, event.id or 0, actor=actor))


def _fix(workspace: Workspace, event: Event, actor: Actor) -> str:
    return _counted(event, len(event.after["ids"]), fix_similar.undo_fix(workspace, event.id or 0, actor=actor))


def _settled(workspace: Workspace, event: Event, actor: Actor) -> str:
    back = adjudication.take_back(
        workspace,
        event.entity_id or 0,
        adjudication_id=event.after["adjudication_id"],
        undoes=event.id,
        actor=actor,
    )
    return f"Sample {back.sample_id} is not settled any more; what people said stands again."


def _counted(event: Event, meant: int, changed: int) -> str:
    noun = event.entity if changed == 1 else f"{event.entity}s"
    verb = "is" if changed == 1 else "are"
    stays = meant - changed
    rest = f" {stays:,} changed since and {'stays' if stays == 1 else 'stay'} so." if stays else ""
    return f"{changed:,} {noun} {verb} as before again.{rest}"


WAYS: Final[Mapping[str, Way]] = {
    "review.submitted": Way("review", _review, is_personal=True),
    "comparison.submitted": Way("review", _vote, is_personal=True),
    "assignment.made": Way("assign", _assigned),
    "adjudication.settled": Way("adjudicate", _settled),
    "duplicate_group.decided": Way("decide_duplicates", _group),
    **{
        f"{kind}.{verb}": Way("select_many", _batch)
        for kind in ("persona", "sample")
        for verb in ("excluded", "restored", "tagged")
    },
    "sample.sent_to_review": Way("select_many", _batch),
    "persona.attributes_set": Way("edit_persona", _attributes),
    "persona.attributes_found": Way("edit_persona", _attributes),
    "sample.edited": _in_one("review", changes.undo_sample_text),
    "sample.fixed": Way("select_many", _fix),
    "persona.edited": _in_one("edit_persona", changes.undo_persona_text),
    "example.set_aside": _in_one("edit_template", changes.undo_example),
    "example.restored": _in_one("edit_template", changes.undo_example),
    "example.persona_set": _in_one("edit_template", changes.undo_example),
    "comment.resolved": _in_one("comment", changes.undo_settled),
    "comment.reopened": _in_one("comment", changes.undo_settled),
    "setting.changed": _in_one("set_provider", changes.undo_setting),
    "spend.caps_set": _in_one("set_provider", changes.undo_caps),
    "price.set": _in_one("set_provider", changes.undo_price),
    "price.removed": _in_one("set_provider", changes.undo_price),
    "person.changed": _in_one("set_role", changes.undo_membership),
    "review_policy.changed": _in_one("assign", changes.undo_policy),
}
"""By the name of the action."""

_STAYS: Final = "What came in stays; exclude it in the lists of personas and samples."
_BY_JOB: Final = "A job did this; what it made can be excluded in the lists."
_PROMPT: Final = "Every version of a prompt stays; go back to an earlier one on Templates."
WHY_NOT: Final[Mapping[str, str]] = {
    "person.joined": "Who joined stays known; end the membership on People.",
    "review.withdrawn": "This took a judgement back; judge the sample again.",
    "review.twin_named": "Take the near-duplicate back in your review of the sample.",
    "review.twin_taken_back": "Name the near-duplicate again in your review of the sample.",
    "comparison.withdrawn": "This took a vote back; vote on the pair again.",
    "comparison_set.made": "Pairs that were made stay; close the comparison so that nobody is asked.",
    "comparison_set.opened": "Close the comparison where it was opened.",
    "comparison_set.closed": "Open the comparison where it was closed.",
    "adjudication.withdrawn": "This took a settlement back; settle the sample again.",
    "gold.set": "Retire it, or say anew what is right, under Known samples.",
    "gold.retired": "Let it come again under Known samples.",
    "gold.returned": "Retire it under Known samples.",
    "guess.submitted": "A guess stands: the answer was told after it.",
    "comment.added": "What was said stays; resolve the comment.",
    "sample.solved": "A verdict stands until the problem is solved again.",
    "sample.grouped": "Groups are made anew by the next run; decide about single ones on Duplicates.",
    "persona.grouped": "Groups are made anew by the next run; decide about single ones on Duplicates.",
    "persona.written": "A persona stays; exclude it on its page.",
    "persona.quarantined": "Restore the persona on its page, or in the list of those in quarantine.",
    "persona.made": _BY_JOB,
    "persona.found_again": _BY_JOB,
    "source.import_started": "Cancel the job on Jobs.",
    "source.imported": _STAYS,
    "job.queued": "Cancel the job on Jobs.",
    "job.cancelled": "Resume the job on Jobs.",
    "job.resumed": "Cancel the job on Jobs.",
    "job.calls_made": _BY_JOB,
    "texts.read": "Vectors are no change that anybody needs back.",
    "map.drawn": "Draw the map anew on Map.",
    "trial.revealed": "What was seen cannot be unseen.",
    "release.written": "A release stays as it was written.",
    "rubric.saved": "Every version of a rubric stays, since answers point at it; save the earlier questions again.",
    "assignment.taken_back": "Ask people anew.",
    "assignment.handed_over": "Hand it over to the other one again.",
    "judge.prefill_set": "Switch it where the judges are.",
    "judge.prefill_withdrawn": "Switch it on again where the judges are, once the judge agrees with people.",
    "judge.reviewed": _BY_JOB,
    "judge.added": "A judge stays known; end its part where the judges are.",
    "template.added": _PROMPT,
    "template.created": _PROMPT,
    "template.saved": _PROMPT,
    "example.added": "Set the examples aside on Templates.",
    "workspace.backed_up": "A backup stays until somebody deletes the file.",
    "workspace.restored": "Restore another backup.",
}
"""Why each of the other acts cannot be taken back from the log, and what helps."""
