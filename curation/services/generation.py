"""Samples from personas: what is asked for, what it will cost, and the job that makes them."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final

from sqlmodel import Session, col, select

from curation.errors import BadInputError, NotFoundError
from curation.models import ItemKind, JobKind, Mode, Template
from curation.services.calls import MAX_SEED
from curation.services.choosing import Chosen, choose_personas
from curation.services.duplicate_groups import thresholds_of
from curation.services.estimates import Estimate, estimate
from curation.services.examples import shown_examples
from curation.services.filling import NOBODY, Filling, fill, needs_other, steps_for
from curation.services.generation_plan import (
    MAX_ITEMS,
    GenerationAsk,
    GenerationPlan,
    ShownExample,
    TemplateName,
    Trial,
)
from curation.services.jobs import enqueue
from curation.services.permissions import Actor, allow
from curation.services.prices import price_name, price_of
from curation.services.providers import provider_config
from curation.services.unpriced import check_price_under_caps
from curation.store.personas import personas_by_id
from curation.store.yields import Yield, expected_tries, past_yield
from curation.synthesis import HUB_SCENARIOS
from curation.workspace import Workspace

__all__ = [
    "MAX_ITEMS",
    "GenerationAsk",
    "GenerationPlan",
    "Preview",
    "ShownPrompt",
    "TemplateName",
    "Trial",
    "enqueue_plan",
    "list_templates",
    "newest_template",
    "preview",
    "start_generation",
]

N_SHOWN: Final = 3
_N_MEASURED: Final = 50
"""Prompts that an estimate is made from."""


@dataclass(frozen=True, slots=True)
class ShownPrompt:
    """A prompt as it would be sent, and for whom."""

    persona_id: int
    persona: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a job would do, looked at before it starts.

    Attributes:
        n: The most samples that it makes.
        expected: How many that will probably be: fewer where a target is met before.
        past: How the last samples of this kind by this model came out.
    """

    prompts: Sequence[ShownPrompt]
    n: int
    expected: int
    past: Yield
    chosen: Chosen
    estimate: Estimate

    @property
    def left_out(self) -> dict[str, int]:
        """How many personas that the filter means get none, by reason."""
        return self.chosen.left_out


@dataclass(frozen=True, slots=True)
class _Looked:
    """What an ask comes to: its templates, its people in the order in which they are taken up, its examples."""

    templates: tuple[Template, ...]
    chosen: Chosen
    persona_ids: tuple[int, ...]
    other_ids: tuple[int, ...]
    examples: tuple[ShownExample, ...]


def list_templates(workspace: Workspace) -> list[Template]:
    """Return the newest version of each variant of each scenario, in the order in which they came."""
    with workspace.read() as session:
        newest: dict[tuple[str, str], Template] = {}
        for row in session.exec(select(Template).order_by(col(Template.id))):
            known = newest.get((row.scenario, row.variant))
            if known is None or known.version < row.version:
                newest[row.scenario, row.variant] = row  # a name keeps the place at which it first came
    return list(newest.values())


def preview(workspace: Workspace, ask: GenerationAsk) -> Preview:
    """Show what would be sent for the first personas, and what all of it would cost.

    Raises:
        CurationError: What `start_generation` would refuse, the budget apart.
    """
    return workspace.cached(("generation_preview", ask.model_dump_json()), lambda: _preview(workspace, ask)[0])


def start_generation(workspace: Workspace, ask: GenerationAsk, *, actor: Actor, client_token: str | None = None) -> int:
    """Put a job into the queue that makes samples for the chosen personas; return its id.

    The token comes from the form, so that a double click makes one job.

    Raises:
        BadInputError: There is no such template, model or example, or nobody is meant.
        BudgetError: A budget is set and the price is unknown, or a plan without a target is estimated above it; or
            a cap is set and the price is unknown.
    """
    ask = ask if ask.seed is not None else ask.model_copy(update={"seed": secrets.randbelow(MAX_SEED)})
    with workspace.read() as session:
        allow(session, actor, "generate")
    shown, looked = _preview(workspace, ask)
    shown.estimate.check_budget(ask.budget_usd, stops_by_itself=ask.target is not None)
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        plan = _plan(ask, looked)
        return enqueue_plan(tx, plan, actor, budget_usd=ask.budget_usd, client_token=client_token)


def newest_template(session: Session, scenario: str, variant: str, version: int | None = None) -> Template:
    """Return the newest version of a scenario's variant, or a certain one.

    Raises:
        NotFoundError: There is none.
    """
    wanted = select(Template).where(Template.scenario == scenario, Template.variant == variant)
    if version is not None:
        wanted = wanted.where(Template.version == version)
    row = session.exec(wanted.order_by(col(Template.version).desc()).limit(1)).first()
    if row is None:
        known = sorted({f"{r[0]}/{r[1]}" for r in session.execute(select(Template.scenario, Template.variant))})
        name = TemplateName(scenario=scenario, variant=variant, version=version)
        raise NotFoundError(f"There is no template {name}.", f"Known: {', '.join(known)}.")
    return row


def enqueue_plan(
    tx: Session, plan: GenerationPlan, actor: Actor, *, budget_usd: float | None, client_token: str | None
) -> int:
    """Put the job of a plan into the queue; return its id.

    Raises:
        BudgetError: A cap is set, and the price of the model is unknown.
    """
    check_price_under_caps(tx, plan.provider, plan.model)
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


def _look(workspace: Workspace, ask: GenerationAsk) -> _Looked:
    if not ask.model_name:
        raise BadInputError(f"The provider {ask.provider} needs the name of a model.", "Name one that it has.")
    if found := [name.scenario for name in ask.templates if name.scenario in HUB_SCENARIOS]:
        raise BadInputError(f"{found[0]} makes personas, no samples.", "See: personas from-texts, personas expand.")
    with workspace.read() as session:
        templates = tuple(newest_template(session, name.scenario, name.variant, name.version) for name in ask.templates)
        examples = () if ask.mode is Mode.ZERO_SHOT else shown_examples(session, ask.example_ids, mode=ask.mode)
    for template in templates:
        steps_for(template, ask.variables)
    chosen = choose_personas(workspace, ask.personas, how=ask.how, n=ask.n, seed=ask.seed or 0, settings=ask.draw)
    persona_ids = _taken_up(ask, chosen.ids, len(templates))
    if len(persona_ids) > MAX_ITEMS:
        raise BadInputError(
            f"{len(chosen.ids):,} personas with {len(templates)} prompts are {len(persona_ids):,} samples; "
            f"one job makes at most {MAX_ITEMS:,}.",
            "Choose fewer of either, and start a second job.",
        )
    others = _others(chosen.ids, persona_ids, ask.seed or 0) if any(map(needs_other, templates)) else ()
    return _Looked(templates, chosen, persona_ids, others, examples)


def _taken_up(ask: GenerationAsk, ids: Sequence[int], n_templates: int) -> tuple[int, ...]:
    """Return whom each item is for; a target goes round the same people as often as it may have to."""
    if ask.target is None:
        return tuple(persona_id for persona_id in ids for _ in range(n_templates))
    people = list(ids)
    if ask.how == "all":
        random.Random(f"order:{ask.seed or 0}").shuffle(people)  # noqa: S311 - a draw, no secret
    each = (persona_id for persona_id in cycle(people) for _ in range(n_templates))
    return tuple(islice(each, ask.n_tries))


def _others(people: Sequence[int], persona_ids: Sequence[int], seed: int) -> tuple[int, ...]:
    """Return whom each item's persona talks to: another one of those that were chosen."""
    if len(set(people)) < 2:
        raise BadInputError("Two people are needed for a conversation of two.", "Choose at least two personas.")
    order = list(dict.fromkeys(people))
    random.Random(f"others:{seed}").shuffle(order)  # noqa: S311 - a draw, no secret
    after = dict(zip(order, [*order[1:], order[0]], strict=True))
    return tuple(after[persona_id] for persona_id in persona_ids)


def _plan(ask: GenerationAsk, looked: _Looked) -> GenerationPlan:
    return GenerationPlan(
        provider=ask.provider,
        model=ask.model_name,
        **ask.params.model_dump(),
        seed=ask.seed,
        reuses_answers=ask.reuses_answers,
        persona_ids=looked.persona_ids,
        template_ids=[template.id for template in looked.templates],
        other_persona_ids=looked.other_ids,
        scenario=ask.scenario,
        variant=ask.variant,
        variables=ask.variables,
        mode=ask.mode,
        examples=looked.examples,
        how=ask.how,
        left_out=looked.chosen.left_out,
        draw=ask.draw,
        told=looked.chosen.told.sentences,
        drawn=looked.chosen.told.rows,
        target=ask.target,
        batch=ask.batch,
        without_persona=ask.without_persona,
        trial=ask.trial,
    )


def _preview(workspace: Workspace, ask: GenerationAsk) -> tuple[Preview, _Looked]:
    looked = _look(workspace, ask)
    n, n_templates = len(looked.persona_ids), len(looked.templates)
    step = max(n // _N_MEASURED, 1)
    items = list(dict.fromkeys((*range(min(N_SHOWN * n_templates, n)), *range(0, n, step))))
    with workspace.read() as session:
        config = provider_config(session, ask.provider)
        prompts = _prompts(session, ask, looked, items)
        past = past_yield(
            session,
            scenarios=sorted({template.scenario for template in looked.templates}),
            provider=ask.provider,
            model=ask.model_name,
            thresholds=thresholds_of(session, ItemKind.SAMPLE),
        )
        expected = n if ask.target is None else min(n, expected_tries(ask.target, past))
        guess = estimate(
            session,
            [shown.prompt for shown in prompts],
            n=expected,
            most=n,
            provider=ask.provider,
            model=ask.model_name,
            price=price_of(session, ask.provider, ask.model_name, base_url=config.base_url),
            price_key=price_name(ask.provider, config.base_url),
            max_output_tokens=ask.params.max_output_tokens,
            calls_each=sum(len(steps_for(template, ask.variables)) for template in looked.templates) / n_templates,
            is_batch=ask.batch,
        )
    return Preview(prompts[:N_SHOWN], n, expected, past, looked.chosen, guess), looked


def _prompts(session: Session, ask: GenerationAsk, looked: _Looked, items: Sequence[int]) -> list[ShownPrompt]:
    """Return the first prompt of each of some items, as it would be sent."""
    filling = Filling(ask.variables, ask.mode, looked.examples)
    people = {looked.persona_ids[item] for item in items}
    if looked.other_ids:
        people |= {looked.other_ids[item] for item in items}
    texts = {row_id: row.text for row_id, row in personas_by_id(session, sorted(people)).items()}
    prompts = []
    for item in items:
        persona_id, template = looked.persona_ids[item], looked.templates[item % len(looked.templates)]
        persona = NOBODY if ask.without_persona else texts[persona_id]
        other = texts[looked.other_ids[item]] if looked.other_ids else ""
        filled = fill(template, filling, persona=persona, other_persona=other)
        prompts.append(ShownPrompt(persona_id, texts[persona_id], filled.prompt))
    return prompts
