"""Which judges may propose answers to people: only those that agree with people, and only as long as they do."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from curation.errors import ConflictError
from curation.models import Setting
from curation.review import OVERALL
from curation.services.figures import NotDefined
from curation.services.judge_agreement import DECISION, JudgeAgreement, agreement_in
from curation.services.judge_plan import ENOUGH_SHARED
from curation.services.judges import find_judge
from curation.services.people import program_actor
from curation.services.permissions import Actor, allow
from curation.store import judgements as store
from curation.store.events import add_event
from curation.store.releases import newest_review
from curation.workspace import Workspace

MIN_ALPHA_LOW: Final = 0.4
"""The lower end of the interval of alpha between people and the judge must reach this, on `ENOUGH_SHARED` samples."""
RULE: Final = (
    f"A judge may pre-fill once people have judged at least {ENOUGH_SHARED} of the samples that it judged, and the"
    f" lower end of the interval of Krippendorff's alpha between them, on the decision or on the rating, is at least"
    f" {MIN_ALPHA_LOW}. It is withdrawn when newer figures fall below."
)
RECHECK_EVERY: Final = 20
"""After so many reviews, of anybody, it is looked at again whether the figures still hold."""
_ON: Final = "1"
_CHECKED: Final = "judge.prefills_checked"


@dataclass(frozen=True, slots=True)
class Prefill:
    """Whether a judge proposes answers.

    Attributes:
        why_not: Why it may not, in a sentence; empty where it may.
        withdrawn: Why it does no longer, where it once did; empty else.
    """

    is_on: bool
    why_not: str
    withdrawn: str


def why_not(found: JudgeAgreement) -> str:
    """Return why a judge may not pre-fill, in a sentence; empty where it may."""
    if found.n_shared < ENOUGH_SHARED:
        return (
            f"People have judged {found.n_shared:,} of the samples that it judged; {ENOUGH_SHARED} are needed to tell"
            " how far it agrees with them."
        )
    said = []
    for name in (DECISION, OVERALL):
        one = found.of(name)
        alpha = NotDefined("nobody answered it") if one is None else one.alpha
        if isinstance(alpha, NotDefined):
            said.append(f"on the {_words(name)} it is {alpha}")
        elif alpha.n < ENOUGH_SHARED:
            said.append(f"on the {_words(name)} only {alpha.n:,} samples tell")
        elif alpha.low >= MIN_ALPHA_LOW:
            return ""
        else:
            said.append(f"on the {_words(name)} it is {alpha.value:.2f} ({alpha.low:.2f} to {alpha.high:.2f})")
    return (
        f"Its alpha with people is too low or not sure enough, {MIN_ALPHA_LOW} at least is needed: {'; '.join(said)}."
    )


def allow_prefill(workspace: Workspace, judge_id: int, on: bool, *, actor: Actor) -> None:
    """Let a judge's answers be proposed to people, or end it.

    Raises:
        ConflictError: The judge does not agree with people enough, or too few samples tell.
        NotFoundError: There is no such judge.
    """
    with workspace.write() as tx:
        allow(tx, actor, "assign")
        find_judge(tx, judge_id)
        if on and (reason := why_not(agreement_in(tx, judge_id))):
            raise ConflictError(f"This judge may not pre-fill yet. {reason}", "Have people judge more of the same.")
        if _is_on(tx, judge_id) == on:
            return
        _set(tx, judge_id, on=on)
        add_event(
            tx,
            actor_id=actor.id,
            action="judge.prefill_set",
            entity="annotator",
            entity_id=judge_id,
            before={"prefills": not on},
            after={"prefills": on},
        )


def prefill_of(session: Session, found: JudgeAgreement) -> Prefill:
    """Return whether a judge proposes answers, and whether it may."""
    withdrawn = session.get(Setting, _withdrawn_name(found.judge_id))
    return Prefill(_is_on(session, found.judge_id), why_not(found), str(withdrawn.value) if withdrawn else "")


def withdraw_prefills(workspace: Workspace) -> list[int]:
    """End the proposals of judges whose figures have fallen below the rule; return which these are."""
    with workspace.write() as tx:
        return _withdraw(tx)


def recheck_prefills(workspace: Workspace) -> None:
    """Do the same where enough reviews came since the last time; else it costs next to nothing."""
    with workspace.read() as session:
        is_due = bool(_judges_on(session)) and newest_review(session) - _checked_at(session) >= RECHECK_EVERY
    if is_due:
        withdraw_prefills(workspace)


def _withdraw(tx: Session) -> list[int]:
    withdrawn: list[int] = []
    if not (judges := _judges_on(tx)):
        return withdrawn
    for judge_id in judges:
        reason = why_not(agreement_in(tx, judge_id))
        if not reason:
            continue
        withdrawn.append(judge_id)
        _set(tx, judge_id, on=False)
        tx.merge(Setting(name=_withdrawn_name(judge_id), value=reason))
        add_event(
            tx,
            actor_id=program_actor(tx).id,
            action="judge.prefill_withdrawn",
            entity="annotator",
            entity_id=judge_id,
            before={"prefills": True},
            after={"prefills": False, "reason": reason},
        )
    tx.merge(Setting(name=_CHECKED, value=newest_review(tx)))
    return withdrawn


def _set(tx: Session, judge_id: int, *, on: bool) -> None:
    tx.merge(Setting(name=_name(judge_id), value=_ON if on else ""))
    if (old := tx.get(Setting, _withdrawn_name(judge_id))) is not None:
        tx.delete(old)
        tx.flush()


def _judges_on(session: Session) -> list[int]:
    """Return the judges whose answers are proposed."""
    by_name = {_name(row.id or 0): row.id or 0 for row in store.all_judges(session)}
    return sorted(by_name[name] for name, value in store.settings_under(session, by_name).items() if value == _ON)


def _is_on(session: Session, judge_id: int) -> bool:
    return store.settings_under(session, [_name(judge_id)]).get(_name(judge_id)) == _ON


def _checked_at(session: Session) -> int:
    row = session.get(Setting, _CHECKED)
    return int(row.value) if row else 0


def _name(judge_id: int) -> str:
    return f"judge.{judge_id}.prefills"


def _withdrawn_name(judge_id: int) -> str:
    return f"judge.{judge_id}.withdrawn"


def _words(name: str) -> str:
    return "rating" if name == OVERALL else name
