"""A trial as it is read: persona by persona, the text of each arm beside the others, blind or not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from curation.errors import NotFoundError
from curation.models import ENDED_STATES, Annotator, Event, Job, JobState, Sample, Template
from curation.services.generation_plan import GenerationPlan
from curation.services.permissions import Actor, allow
from curation.services.samples import shown_text
from curation.services.trial_ask import MAX_ARMS, Who, job_token
from curation.services.trial_summary import ArmSummary, Compared, compare, summarise
from curation.services.trial_votes import VOTED, Tally, places_of, row_order, tally, votes_of
from curation.store.events import add_event
from curation.store.personas import personas_by_id
from curation.workspace import Workspace

REVEALED: Final = "trial.revealed"
LETTERS: Final = "ABCD"


@dataclass(frozen=True, slots=True)
class TrialArm:
    """One arm and how far it is."""

    number: int
    name: str
    job_id: int
    state: JobState
    made: int
    template: str
    provider: str
    model: str
    mode: str
    who: Who
    error: str


@dataclass(frozen=True, slots=True)
class TrialCell:
    """The text of one arm for one row, or what became of it.

    Attributes:
        letter: By its place in the row, where the trial is blind; else empty.
        arm: The number of the arm; None while that is hidden, as are the next two.
        sample_id: None also where there is no sample yet.
        persona_id: For whom the text was asked; None also where it was for nobody.
        state: The outcome; that of the job while there is no sample.
    """

    letter: str
    arm: int | None
    sample_id: int | None
    persona_id: int | None
    state: str
    reason: str
    scenario: str
    text: str
    answer: str
    checks: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A persona and what each arm made of it, in the order in which it is shown."""

    number: int
    persona_id: int
    cells: Sequence[TrialCell]


@dataclass(frozen=True, slots=True)
class TrialView:
    """A trial in full.

    Attributes:
        is_blind: Whether it was started so.
        is_hidden: Whether the reader does not know yet which text is of which arm.
        revealed_by: Who asked for it, in order.
        personas: By id, their texts.
        labels: Under which any of the texts stand, such as that of the demo generator.
        summaries: How each arm came out; none while it is hidden.
        compared: What the summaries say of the arms together; None while it is hidden.
        my_votes: By row at which place the text stands that the reader found the best; None where none was.
        tally: What all votes say; None while it is hidden.
    """

    token: str
    arms: Sequence[TrialArm]
    rows: Sequence[TrialRow]
    personas: Mapping[int, str]
    is_blind: bool
    is_hidden: bool
    revealed_by: Sequence[str]
    labels: Sequence[str]
    summaries: Sequence[ArmSummary]
    compared: Compared | None
    my_votes: Mapping[int, int | None]
    tally: Tally | None

    @property
    def is_active(self) -> bool:
        """Whether a job of it may still change."""
        return any(arm.state not in ENDED_STATES for arm in self.arms)


@dataclass(frozen=True, slots=True)
class _Made:
    """The job of an arm, what it was told, and its samples by the number of their row."""

    job: Job
    plan: GenerationPlan
    samples: Mapping[int, Sample]


def trial(workspace: Workspace, token: str, *, actor: Actor) -> TrialView:
    """Return a trial for a reader, who of a blind one learns which text is whose by `reveal_trial`.

    Raises:
        NotFoundError: There is none.
    """
    with workspace.read() as session:
        made = [_made(session, job) for job in _jobs(session, token)]
        base = Counter(arm.plan.persona_ids for arm in made).most_common(1)[0][0]
        people = personas_by_id(session, sorted({*base}))
        templates = _templates(session, [arm.plan for arm in made])
        readers = _revealed(session, made[0].job.id or 0)
        votes = votes_of(session, made[0].job.id or 0)
    is_blind = any(arm.plan.trial is not None and arm.plan.trial.is_blind for arm in made)
    is_hidden = is_blind and actor.id not in readers
    names = [_name(arm) for arm in made]
    mine = [vote for vote in votes if vote.actor_id == actor.id]
    orders = {vote.row: row_order(made[0].plan.seed, vote.row, len(made), is_blind=is_blind) for vote in mine}
    summaries = [] if is_hidden else [summarise(workspace, *pair) for pair in zip(names, _rows(made), strict=True)]
    return TrialView(
        token=token,
        arms=[_arm(number, arm, templates, base) for number, arm in enumerate(made)],
        rows=[_row(number, made, base, is_blind=is_blind, is_hidden=is_hidden) for number in range(len(base))],
        personas={persona_id: people[persona_id].text for persona_id in base if persona_id in people},
        is_blind=is_blind,
        is_hidden=is_hidden,
        revealed_by=list(readers.values()),
        labels=sorted({sample.label for arm in made for sample in arm.samples.values() if sample.label}),
        summaries=summaries,
        compared=compare(summaries) if summaries else None,
        my_votes=places_of(mine, orders),
        tally=None if is_hidden else tally(votes, len(made)),
    )


def reveal_trial(workspace: Workspace, token: str, *, actor: Actor) -> None:
    """Let a reader know which text is of which arm, and note that; for the others it stays blind.

    Raises:
        NotFoundError: There is no such trial.
    """
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        first = _jobs(tx, token)[0].id or 0
        if actor.id in _revealed(tx, first):
            return
        add_event(tx, actor_id=actor.id, action=REVEALED, entity="job", entity_id=first, after={"trial": token})


def vote(workspace: Workspace, token: str, row: int, place: int | None, *, actor: Actor) -> None:
    """Note which text of a row a reader finds the best, by its place there; None where none of them is.

    Raises:
        NotFoundError: There is no such trial, row or text.
    """
    with workspace.write() as tx:
        allow(tx, actor, "review")
        jobs = _jobs(tx, token)
        first, plan = jobs[0].id or 0, GenerationPlan.model_validate(jobs[0].params)
        is_blind = plan.trial is not None and plan.trial.is_blind
        order = row_order(plan.seed, row, len(jobs), is_blind=is_blind)
        if not 0 <= row < len(plan.persona_ids) or (place is not None and not 0 <= place < len(order)):
            raise NotFoundError("There is no such text in this trial.", "Open the trial anew.")
        said = {"trial": token, "row": row, "arm": None if place is None else order[place]}
        said["is_blind"] = is_blind and actor.id not in _revealed(tx, first)
        add_event(tx, actor_id=actor.id, action=VOTED, entity="job", entity_id=first, after=said)


def _jobs(session: Session, token: str) -> Sequence[Job]:
    """Return the jobs of a trial, arm by arm."""
    names = [job_token(token, number) for number in range(MAX_ARMS)]
    jobs = session.exec(select(Job).where(col(Job.client_token).in_(names)).order_by(col(Job.client_token))).all()
    if not jobs:
        raise NotFoundError(f"There is no trial {token[:40]}.", "It may be of another workspace.")
    return jobs


def _templates(session: Session, plans: Sequence[GenerationPlan]) -> Mapping[int, str]:
    wanted = select(Template).where(col(Template.id).in_({plan.template_ids[0] for plan in plans}))
    return {row.id: f"{row.scenario}/{row.variant}, version {row.version}" for row in session.exec(wanted) if row.id}


def _revealed(session: Session, job_id: int) -> Mapping[int, str]:
    """Return who asked which text is whose, by id, in order."""
    wanted = select(Event.actor_id, Annotator.name).join(Annotator, col(Annotator.id) == Event.actor_id)
    wanted = wanted.where(Event.entity == "job", Event.entity_id == job_id, Event.action == REVEALED)
    return {row[0]: row[1] for row in session.exec(wanted.order_by(col(Event.id))) if row[0] is not None}


def _made(session: Session, job: Job) -> _Made:
    found = session.exec(select(Sample).where(Sample.job_id == job.id))
    plan = GenerationPlan.model_validate(job.params)
    return _Made(job, plan, {sample.item_no: sample for sample in found if sample.item_no is not None})


def _name(made: _Made) -> str:
    return made.plan.trial.name if made.plan.trial is not None else ""


def _rows(made: Sequence[_Made]) -> list[list[Sample | None]]:
    return [[arm.samples.get(item) for item in range(len(arm.plan.persona_ids))] for arm in made]


def _arm(number: int, made: _Made, templates: Mapping[int, str], base: tuple[int, ...]) -> TrialArm:
    job, plan = made.job, made.plan
    who: Who = "nobody" if plan.without_persona else "persona" if plan.persona_ids == base else "another"
    return TrialArm(
        number=number,
        name=_name(made),
        job_id=job.id or 0,
        state=JobState(job.state),
        made=len(made.samples),
        template=templates[plan.template_ids[0]],
        provider=plan.provider,
        model=plan.model,
        mode=plan.mode,
        who=who,
        error=job.error,
    )


def _row(number: int, made: Sequence[_Made], base: tuple[int, ...], *, is_blind: bool, is_hidden: bool) -> TrialRow:
    order = row_order(made[0].plan.seed, number, len(made), is_blind=is_blind)
    cells = [
        _cell(arm, made[arm], number, letter=LETTERS[place] if is_blind else "", is_hidden=is_hidden)
        for place, arm in enumerate(order)
    ]
    return TrialRow(number, base[number], cells)


def _cell(arm: int, made: _Made, number: int, *, letter: str, is_hidden: bool) -> TrialCell:
    sample = made.samples.get(number)
    persona_id = None if made.plan.without_persona else made.plan.persona_ids[number]
    return TrialCell(
        letter=letter,
        arm=None if is_hidden else arm,
        sample_id=None if is_hidden or sample is None else sample.id,
        persona_id=None if is_hidden else persona_id,
        state=made.job.state if sample is None else sample.outcome,
        reason="" if sample is None else sample.reason,
        scenario=made.plan.scenario,
        text="" if sample is None else shown_text(sample),
        answer="" if sample is None else sample.answer or "",
        checks=[] if sample is None else sample.checks,
    )
