"""Models as judges: what would be judged, what it costs, and the job that does it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from curation.models import JobKind, Judgement, to_json
from curation.review.judge_prompt import judge_prompt, judge_schema, pair_prompt
from curation.services.calls import MAX_SEED
from curation.services.estimates import Estimate, estimate
from curation.services.jobs import enqueue
from curation.services.judge_choice import Chosen, choose
from curation.services.judge_material import shown_pairs, shown_samples
from curation.services.judge_plan import ENOUGH_SHARED, MAX_ANSWERS, SIDES, JudgeAsk, JudgePlan
from curation.services.judges import judge_for
from curation.services.permissions import Actor, allow
from curation.services.prices import price_name, price_of
from curation.services.providers import provider_config
from curation.services.rubrics import rubric_for, stored_rubric
from curation.services.unpriced import check_price_under_caps
from curation.workspace import Workspace

_N_MEASURED: Final = 50


@dataclass(frozen=True, slots=True)
class JudgePreview:
    """What a job would do, looked at before it starts.

    Attributes:
        n: Samples or pairs.
        n_calls: Calls; a pair is shown twice.
        left_out: How many are not judged, by reason.
        estimate: Of all calls together.
        warnings: What makes the judgements say less than they seem to, in sentences.
    """

    n: int
    n_calls: int
    left_out: dict[str, int]
    estimate: Estimate
    warnings: Sequence[str]


def preview(workspace: Workspace, ask: JudgeAsk) -> JudgePreview:
    """Show how much would be judged, what that would cost, and what to beware of.

    Raises:
        CurationError: What `start_judging` would refuse, the budget apart.
    """
    key = ("judge_preview", ask.model_dump_json())
    return workspace.cached(key, lambda: _preview(workspace, ask))


def start_judging(workspace: Workspace, ask: JudgeAsk, *, actor: Actor, client_token: str | None = None) -> int:
    """Put a job into the queue that has a model judge samples or pairs; return its id.

    The questions are those of this moment, and stay for the whole job. The
    token comes from the form, so that a double click makes one job.

    Raises:
        BadInputError: Nothing is left to judge.
        BudgetError: A budget or a cap is set and the price is unknown, or the estimate is above the budget.
    """
    with workspace.read() as session:
        allow(session, actor, "generate")
    _preview(workspace, ask).estimate.check_budget(ask.budget_usd)
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        check_price_under_caps(tx, ask.provider, ask.model_name)
        seed = ask.seed if ask.seed is not None else secrets.randbelow(MAX_SEED)
        chosen = choose(tx, ask, seed=seed)
        rubrics = {name: stored_rubric(tx, rubric_for(tx, name)) for name in chosen.scenarios}
        judge_id = judge_for(tx, ask.provider, ask.model_name, actor=actor)
        plan = _plan(ask, chosen, judge_id=judge_id, rubrics=rubrics, seed=seed)
        job = enqueue(
            tx,
            kind=JobKind.JUDGE,
            params=plan.model_dump(mode="json"),
            total=plan.n_items,
            actor=actor,
            client_token=client_token,
            budget_usd=ask.budget_usd,
        )
        return job.id or 0


def _plan(ask: JudgeAsk, chosen: Chosen, *, judge_id: int, rubrics: dict[str, int], seed: int) -> JudgePlan:
    of_set = chosen.of_set
    return JudgePlan(
        provider=ask.provider,
        model=ask.model_name,
        **ask.params.model_dump(),
        seed=seed,
        reuses_answers=ask.reuses_answers,
        judge_id=judge_id,
        sample_ids=() if of_set else tuple(chosen.ids),
        pair_ids=tuple(chosen.ids) if of_set else (),
        set_id=of_set.id if of_set else None,
        question=of_set.question if of_set else "",
        shows_persona=of_set.shows_persona if of_set else ask.shows_persona,
        rubric_ids=rubrics,
        left_out=chosen.left_out,
    )


def _preview(workspace: Workspace, ask: JudgeAsk) -> JudgePreview:
    with workspace.read() as session:
        chosen = choose(session, ask, seed=ask.seed or 0)
        guess = _estimate(session, ask, chosen)
    return JudgePreview(
        n=len(chosen.ids),
        n_calls=guess.n,
        left_out=chosen.left_out,
        estimate=guess,
        warnings=_warnings(chosen),
    )


def _estimate(session: Session, ask: JudgeAsk, chosen: Chosen) -> Estimate:
    config = provider_config(session, ask.provider)
    return estimate(
        session,
        _some_prompts(session, ask, chosen),
        n=len(chosen.ids) * (SIDES if chosen.of_set else 1),
        provider=ask.provider,
        model=ask.model_name,
        price=price_of(session, ask.provider, ask.model_name, base_url=config.base_url),
        price_key=price_name(ask.provider, config.base_url),
        max_output_tokens=ask.params.max_output_tokens,
        past=Judgement,
        max_answers=MAX_ANSWERS,
    )


def _some_prompts(session: Session, ask: JudgeAsk, chosen: Chosen) -> list[str]:
    """Return the prompts of some of what is meant, each with the form of its answer."""
    some = list(chosen.ids[:: max(len(chosen.ids) // _N_MEASURED, 1)])
    if chosen.of_set is not None:
        plan = _plan(ask, chosen, judge_id=0, rubrics={}, seed=0)
        pairs = shown_pairs(session, plan, some).values()
        return [pair_prompt(plan.question, *pair.materials, persona=pair.persona) for pair in pairs]
    forms = {name: rubric_for(session, name).form for name in chosen.scenarios}
    samples = shown_samples(session, some, with_persona=ask.shows_persona).values()
    return [
        judge_prompt(forms[one.sample.scenario], one.material, persona=one.persona)
        + to_json(judge_schema(forms[one.sample.scenario]))
        for one in samples
    ]


def _warnings(chosen: Chosen) -> list[str]:
    n, noun = len(chosen.ids), "samples" if chosen.of_set is None else "pairs"
    found = []
    if chosen.n_own:
        wrote = f"{chosen.n_own:,} of these {n:,} {noun}" if n > 1 else f"this {noun.removesuffix('s')}"
        own = "" if chosen.of_set is None else " a text of"
        found.append(
            f"The judge wrote{own} {wrote} itself. Models prefer their own texts, so have it judged by another one, or"
            " leave these out."
        )
    if chosen.of_set is None and chosen.n_by_people < ENOUGH_SHARED:
        by_people = f"{chosen.n_by_people:,} of these" if chosen.n_by_people else "none of these"
        found.append(
            f"People have judged {by_people}. How far a judge can be trusted is seen only on what both have judged;"
            f" {ENOUGH_SHARED} samples say something."
        )
    return found
