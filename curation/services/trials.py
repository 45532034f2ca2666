"""Trials: the same personas through two to four ways of asking, started together and read side by side."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from curation.errors import BudgetError
from curation.models import Job, JobKind, Mode, Template
from curation.services.calls import MAX_SEED
from curation.services.choosing import choose_personas
from curation.services.estimates import Estimate
from curation.services.examples import shown_examples
from curation.services.filling import needs_other
from curation.services.generation import ShownPrompt, enqueue_plan, newest_template, preview
from curation.services.generation_plan import GenerationAsk, GenerationPlan
from curation.services.permissions import Actor, allow
from curation.services.trial_ask import MAX_ARMS, MAX_ROWS, MIN_ARMS, ArmAsk, TrialAsk, Who, job_token
from curation.services.trial_list import TrialBrief, list_trials
from curation.services.trial_reading import TrialView, reveal_trial, trial, vote
from curation.workspace import Workspace

__all__ = [
    "MAX_ARMS",
    "MAX_ROWS",
    "MIN_ARMS",
    "ArmAsk",
    "ArmPreview",
    "TrialAsk",
    "TrialBrief",
    "TrialPreview",
    "TrialView",
    "Who",
    "list_trials",
    "preview_trial",
    "reveal_trial",
    "start_trial",
    "trial",
    "vote",
]

_TOKEN_CHARS: Final = 12


@dataclass(frozen=True, slots=True)
class ArmPreview:
    """What an arm would do: its first prompt as it would be sent, and what it would cost."""

    name: str
    prompt: ShownPrompt
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class TrialPreview:
    """What a trial would do, looked at before it starts; the estimate is of all arms together."""

    arms: Sequence[ArmPreview]
    persona_ids: tuple[int, ...]
    left_out: dict[str, int]
    estimate: Estimate

    @property
    def n(self) -> int:
        """How many samples it makes."""
        return len(self.arms) * len(self.persona_ids)


def preview_trial(workspace: Workspace, ask: TrialAsk) -> TrialPreview:
    """Show what each arm would send for the first persona, and what all of it would cost.

    Raises:
        CurationError: What `start_trial` would refuse, the budget apart.
    """
    seeded = ask.model_copy(update={"seed": ask.seed or 0})
    chosen = choose_personas(workspace, seeded.personas, how=seeded.how, n=seeded.n, seed=seeded.seed or 0)
    arms = []
    for number, arm in enumerate(seeded.arms):
        shown = preview(workspace, seeded.of_arm(number, "", chosen.ids))
        arms.append(ArmPreview(arm.name, shown.prompts[0], shown.estimate))
    return TrialPreview(arms, chosen.ids, chosen.left_out, _together([arm.estimate for arm in arms]))


def start_trial(workspace: Workspace, ask: TrialAsk, *, actor: Actor, client_token: str | None = None) -> str:
    """Put the jobs of all arms into the queue at once, or none of them; return the token of the trial.

    The token of the form makes it one trial however often it is sent.

    Raises:
        BadInputError: An arm cannot be made, or nobody is meant.
        BudgetError: A budget is set and a price is unknown, or all arms together are estimated above it.
    """
    ask = ask if ask.seed is not None else ask.model_copy(update={"seed": secrets.randbelow(MAX_SEED)})
    token = _token(client_token or secrets.token_hex(16))
    with workspace.read() as session:
        allow(session, actor, "generate")
        if _job_of(session, token) is not None:
            return token
    shown = preview_trial(workspace, ask)
    budgets = _budgets(ask, shown)
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        for number, arm in enumerate(ask.arms):
            plan = _plan(tx, arm, ask.of_arm(number, token, shown.persona_ids), shown.persona_ids)
            enqueue_plan(tx, plan, actor, budget_usd=budgets[number], client_token=job_token(token, number))
    return token


def _token(client_token: str) -> str:
    return hashlib.sha256(client_token.encode("utf-8")).hexdigest()[:_TOKEN_CHARS]


def _job_of(session: Session, token: str) -> Job | None:
    """Return the job of the first arm, which is there if the trial is."""
    wanted = select(Job).where(Job.client_token == job_token(token, 0), col(Job.kind) == JobKind.GENERATE)
    return session.exec(wanted).first()


def _plan(session: Session, arm: ArmAsk, ask: GenerationAsk, ids: tuple[int, ...]) -> GenerationPlan:
    """Return the plan of an arm: its item i is for row i, whoever of the rows that is.

    The seed of an item follows from the job's seed and the item's number, so
    that the arms ask with the same seed in the same row.
    """
    template = newest_template(session, arm.scenario, arm.variant, arm.version)
    examples = () if arm.mode is Mode.ZERO_SHOT else shown_examples(session, arm.example_ids, mode=arm.mode)
    people = _turned(ids) if arm.who == "another" else ids
    return GenerationPlan(
        provider=ask.provider,
        model=ask.model_name,
        **ask.params.model_dump(),
        seed=ask.seed or 0,
        persona_ids=people,
        template_ids=(_id_of(template),),
        other_persona_ids=_turned(people) if needs_other(template) else (),
        scenario=ask.scenario,
        variant=ask.variant,
        variables=ask.variables,
        mode=ask.mode,
        examples=examples,
        without_persona=ask.without_persona,
        trial=ask.trial,
    )


def _id_of(template: Template) -> int:
    return template.id or 0


def _turned(ids: tuple[int, ...]) -> tuple[int, ...]:
    """Return for each row whom the next row is for, so that an arm for others is for the same people as a whole."""
    return (*ids[1:], *ids[:1])


def _budgets(ask: TrialAsk, shown: TrialPreview) -> list[float | None]:
    """Divide the budget by what each arm can cost at most, so that all together never spend more.

    Raises:
        BudgetError: It cannot be kept, is too small for all together, or an arm's share for a single call.
    """
    if ask.budget_usd is None:
        return [None] * len(ask.arms)
    shown.estimate.check_budget(ask.budget_usd)
    most = shown.estimate.cost_high_usd or 0.0
    budgets: list[float | None] = []
    for arm in shown.arms:
        share = ask.budget_usd * (arm.estimate.cost_high_usd or 0.0) / most if most else 0.0
        budgets.append(share or None)
        try:
            arm.estimate.check_budget(share or None, stops_by_itself=True)
        except BudgetError as error:
            raise BudgetError(f"{arm.name}, of its share of the budget: {error.message}", error.hint) from error
    return budgets


def _together(parts: Sequence[Estimate]) -> Estimate:
    """Add up; what is unknown of one is unknown of all, but tokens are counted for the models that have them."""
    tokens = [(part.input_tokens, part.output_tokens) for part in parts if part.input_tokens is not None]
    return Estimate(
        n=sum(part.n for part in parts),
        input_tokens=sum(one or 0 for one, _ in tokens) if tokens else None,
        output_tokens=sum(one or 0 for _, one in tokens) if tokens else None,
        cost_low_usd=_sum([part.cost_low_usd for part in parts]),
        cost_high_usd=_sum([part.cost_high_usd for part in parts]),
        highest_call_usd=max((part.highest_call_usd or 0.0 for part in parts), default=0.0),
        no_price_for=next((part.no_price_for for part in parts if part.no_price_for), ""),
        seconds=_sum([part.seconds for part in parts]),
    )


def _sum(parts: Sequence[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None
