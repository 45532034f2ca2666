"""Samples from personas: what is asked for, what it will cost, and the job that makes them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import ItemKind, ItemState, JobKind, Persona, PersonaFilter, Sample, Template
from curation.providers import ProviderName
from curation.services.calls import MAX_SEED, CallPlan, ModelParams, concurrency_of
from curation.services.choosing import MAX_ITEMS, Chosen, How, choose_personas
from curation.services.estimates import Estimate, estimate
from curation.services.jobs import enqueue
from curation.services.permissions import Actor, allow
from curation.services.prices import price_name, price_of
from curation.services.providers import DEMO_MODEL, PROVIDERS, provider_config
from curation.store.duplicates import states_of
from curation.store.personas import personas_by_id
from curation.store.samples import samples_by_id
from curation.synthesis import HUB_SCENARIOS, render_prompt
from curation.workspace import Workspace

N_SHOWN: Final = 3
_N_MEASURED: Final = 50
"""Prompts that an estimate is made from."""


class GenerationAsk(BaseModel):
    """What somebody asks for; without a seed one is drawn, and kept with the job."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    scenario: str
    variant: str = "plain"
    provider: ProviderName = "demo"
    model: str = Field(default="", max_length=200)
    params: ModelParams = ModelParams()
    personas: PersonaFilter = PersonaFilter()
    how: How = "all"
    n: int | None = None
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    budget_usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)

    @property
    def model_name(self) -> str:
        """The model; the demo generator has one only."""
        return DEMO_MODEL if self.provider == "demo" else self.model


class GenerationPlan(CallPlan):
    """What a job was told, as it stands in its row; item i is for `persona_ids[i]`.

    Samples that are made once more have a template and a parent each; others
    share one template and have no parent.
    """

    persona_ids: tuple[int, ...]
    template_ids: tuple[int, ...]
    parent_ids: tuple[int, ...] = ()
    scenario: str = ""
    variant: str = ""
    how: How | Literal["again"] = "all"
    left_out: dict[str, int] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownPrompt:
    """A prompt as it would be sent, and for whom."""

    persona_id: int
    persona: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a job would do, looked at before it starts."""

    prompts: Sequence[ShownPrompt]
    n: int
    left_out: dict[str, int]
    estimate: Estimate


def list_templates(workspace: Workspace) -> list[Template]:
    """Return the newest version of each variant of each scenario, in the order in which they came."""
    with workspace.read() as session:
        newest: dict[tuple[str, str], Template] = {}
        for row in session.exec(select(Template).order_by(col(Template.version), col(Template.id))):
            newest[row.scenario, row.variant] = row
    return list(newest.values())


def preview(workspace: Workspace, ask: GenerationAsk) -> Preview:
    """Show what would be sent for the first personas, and what all of it would cost.

    Raises:
        CurationError: What `start_generation` would refuse, the budget apart.
    """
    return workspace.cached(("generation_preview", ask), lambda: _preview(workspace, ask, _choose(workspace, ask)))


def start_generation(workspace: Workspace, ask: GenerationAsk, *, actor: Actor, client_token: str | None = None) -> int:
    """Put a job into the queue that makes one sample for each chosen persona; return its id.

    The token comes from the form, so that a double click makes one job.

    Raises:
        BadInputError: There is no such template or model, or nobody is meant.
        BudgetError: A budget is set and the price is unknown, or the estimate is above it.
    """
    ask = ask if ask.seed is not None else ask.model_copy(update={"seed": secrets.randbelow(MAX_SEED)})
    with workspace.read() as session:
        allow(session, actor, "generate")
    chosen = _choose(workspace, ask)
    _preview(workspace, ask, chosen).estimate.check_budget(ask.budget_usd)
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        template = newest_template(tx, ask.scenario, ask.variant)
        plan = GenerationPlan(
            provider=ask.provider,
            model=ask.model_name,
            **ask.params.model_dump(),
            seed=ask.seed,
            persona_ids=chosen.ids,
            template_ids=(template.id or 0,),
            scenario=ask.scenario,
            variant=ask.variant,
            how=ask.how,
            left_out=chosen.left_out,
            concurrency=concurrency_of(ask.provider),
        )
        return _enqueue(tx, plan, actor, budget_usd=ask.budget_usd, client_token=client_token)


def generate_again(
    workspace: Workspace, sample_ids: Sequence[int], *, actor: Actor, client_token: str | None = None
) -> int:
    """Put a job into the queue that asks the same of the same model once more, with a new seed; return its id.

    Raises:
        BadInputError: A sample was not made by a model that can be asked again, or several models made them.
        ConflictError: A persona was set aside meanwhile.
    """
    ids = list(dict.fromkeys(sample_ids))
    if not 1 <= len(ids) <= MAX_ITEMS:
        raise BadInputError(f"Choose 1 to {MAX_ITEMS:,} samples.")
    with workspace.read() as session:
        allow(session, actor, "generate")
        plan = _plan_again(session, ids)
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        states = states_of(tx, ItemKind.PERSONA, sorted(set(plan.persona_ids)))
        if any(state != ItemState.ACTIVE for state, _ in states.values()):
            raise ConflictError("A persona of these samples was set aside meanwhile.", "Choose the samples anew.")
        return _enqueue(tx, plan, actor, budget_usd=None, client_token=client_token)


def newest_template(session: Session, scenario: str, variant: str) -> Template:
    """Return the newest version of a scenario's variant.

    Raises:
        NotFoundError: There is none.
    """
    wanted = select(Template).where(Template.scenario == scenario, Template.variant == variant)
    row = session.exec(wanted.order_by(col(Template.version).desc()).limit(1)).first()
    if row is None:
        known = sorted({f"{r[0]}/{r[1]}" for r in session.execute(select(Template.scenario, Template.variant))})
        raise NotFoundError(f"There is no template {scenario}/{variant}.", f"Known: {', '.join(known)}.")
    return row


def _choose(workspace: Workspace, ask: GenerationAsk) -> Chosen:
    return choose_personas(workspace, ask.personas, how=ask.how, n=ask.n, seed=ask.seed or 0)


def _preview(workspace: Workspace, ask: GenerationAsk, chosen: Chosen) -> Preview:
    if not ask.model_name:
        raise BadInputError(f"The provider {ask.provider} needs the name of a model.", "Name one that it has.")
    if ask.scenario in HUB_SCENARIOS:
        raise BadInputError(f"{ask.scenario} makes personas, no samples.", "See: personas from-texts, personas expand.")
    step = max(len(chosen.ids) // _N_MEASURED, 1)
    measured = list(dict.fromkeys((*chosen.ids[:N_SHOWN], *chosen.ids[::step])))
    with workspace.read() as session:
        template = newest_template(session, ask.scenario, ask.variant)
        config = provider_config(session, ask.provider)
        rows = personas_by_id(session, measured)
        prompts = [
            ShownPrompt(
                row_id, rows[row_id].text, render_prompt(template.text, persona=rows[row_id].text, variables={})
            )
            for row_id in measured
        ]
        guess = estimate(
            session,
            [shown.prompt for shown in prompts],
            n=len(chosen.ids),
            provider=ask.provider,
            model=ask.model_name,
            price=price_of(session, ask.provider, ask.model_name, base_url=config.base_url),
            price_key=price_name(ask.provider, config.base_url),
            max_output_tokens=ask.params.max_output_tokens,
        )
    return Preview(prompts[:N_SHOWN], len(chosen.ids), chosen.left_out, guess)


def _plan_again(session: Session, ids: Sequence[int]) -> GenerationPlan:
    rows = samples_by_id(session, ids)
    missing = [sample_id for sample_id in ids if sample_id not in rows]
    if missing:
        raise NotFoundError(f"There is no sample {missing[0]}.")
    samples = [rows[sample_id] for sample_id in ids]
    personas = personas_by_id(session, sorted({sample.persona_id for sample in samples if sample.persona_id}))
    for sample in samples:
        _check_can_be_asked_again(sample, personas.get(sample.persona_id or 0))
    asked = {(row.provider, row.model, *_asked_params(row).values()) for row in samples}
    if len(asked) > 1:
        raise BadInputError(
            "These samples were made by several models or with several settings.",
            "Choose those of one model; the filter on Samples helps.",
        )
    first = samples[0]
    return GenerationPlan(
        provider=first.provider,
        model=first.model,
        **_asked_params(first),
        seed=secrets.randbelow(MAX_SEED),
        persona_ids=[sample.persona_id for sample in samples],
        template_ids=[sample.template_id for sample in samples],
        parent_ids=ids,
        how="again",
        concurrency=concurrency_of(first.provider),
    )


def _check_can_be_asked_again(sample: Sample, persona: Persona | None) -> None:
    if sample.provider not in PROVIDERS or sample.template_id is None or persona is None:
        raise BadInputError(
            f"Sample {sample.id} was not made here by a model, so none can be asked again.",
            "Generate for its persona instead.",
        )
    if persona.state != ItemState.ACTIVE:
        raise BadInputError(f"The persona of sample {sample.id} is {persona.state}.", "Restore it first.")


def _asked_params(sample: Sample) -> dict[str, Any]:
    asked = {name: sample.params[name] for name in ModelParams.model_fields if name in sample.params}
    return ModelParams.model_validate(asked).model_dump()


def _enqueue(
    tx: Session, plan: GenerationPlan, actor: Actor, *, budget_usd: float | None, client_token: str | None
) -> int:
    job = enqueue(
        tx,
        kind=JobKind.GENERATE,
        params=plan.model_dump(mode="json"),
        total=len(plan.persona_ids),
        actor=actor,
        client_token=client_token,
        budget_usd=budget_usd,
    )
    return job.id or 0
