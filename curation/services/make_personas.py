"""Personas by a model: from texts and from other personas; what is asked, what it costs, the job that does it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from curation.errors import BadInputError
from curation.models import Document, JobKind, PersonaCall, Template
from curation.personas import mask_personal_data
from curation.services.calls import MAX_SEED
from curation.services.choosing import Chosen
from curation.services.estimates import Estimate, estimate
from curation.services.generation import newest_template
from curation.services.jobs import enqueue
from curation.services.permissions import Actor, allow
from curation.services.persona_plans import (
    MAX_ANSWERS,
    AttributesAsk,
    AttributesPlan,
    ExpandAsk,
    ExpandPlan,
    FromTextsAsk,
    FromTextsPlan,
    PersonasAsk,
    PersonasPlan,
    most_calls,
    variables_of,
)
from curation.services.prices import price_name, price_of
from curation.services.providers import provider_config
from curation.services.unpriced import check_price_under_caps
from curation.services.whom_to_ask import choose_people, choose_texts, choose_undescribed
from curation.store.persona_calls import (
    documents_with_source,
)
from curation.store.personas import personas_by_id
from curation.synthesis import (
    PERSONA_ATTRIBUTES,
    PERSONA_TO_PERSONA,
    TEXT_TO_PERSONA,
    render_prompt,
    render_text_prompt,
)
from curation.workspace import Workspace

N_SHOWN: Final = 3
_N_MEASURED: Final = 50


@dataclass(frozen=True, slots=True)
class ShownCall:
    """A prompt as it would be sent, and what it is about."""

    title: str
    about: str
    prompt: str


@dataclass(frozen=True, slots=True)
class CallsPreview:
    """What a job would do, looked at before it starts.

    Attributes:
        n: Texts, or personas of the first step.
        most_calls: Calls at most, all steps together.
        left_out: How many were not looked at, by reason.
    """

    shown: Sequence[ShownCall]
    n: int
    most_calls: int
    left_out: dict[str, int]
    estimate: Estimate


def preview_from_texts(workspace: Workspace, ask: FromTextsAsk) -> CallsPreview:
    """Show what would be asked about the first texts, and what all of it would cost.

    Raises:
        CurationError: What `start_from_texts` would refuse, the budget apart.
    """
    return workspace.cached(("from_texts", ask), lambda: _preview_texts(workspace, ask, choose_texts(workspace, ask)))


def preview_expansion(workspace: Workspace, ask: ExpandAsk) -> CallsPreview:
    """Show what would be asked about the first personas, and what all of it would cost at most.

    Raises:
        CurationError: What `start_expansion` would refuse, the budget apart.
    """
    key = ("expansion", ask.model_dump_json())
    return workspace.cached(key, lambda: _preview_people(workspace, ask, choose_people(workspace, ask)))


def start_from_texts(workspace: Workspace, ask: FromTextsAsk, *, actor: Actor, client_token: str | None = None) -> int:
    """Put a job into the queue that makes personas from texts; return its id.

    The token comes from the form, so that a double click makes one job.

    Raises:
        BadInputError: No text is meant, or there is no model.
        BudgetError: A budget is set and the price is unknown, or the estimate is above it.
    """
    with workspace.read() as session:
        allow(session, actor, "generate")
    chosen = choose_texts(workspace, ask)
    _preview_texts(workspace, ask, chosen).estimate.check_budget(ask.budget_usd)
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        plan = FromTextsPlan(
            **_shared(ask),
            template_id=newest_template(tx, TEXT_TO_PERSONA, ask.detail).id or 0,
            relations=ask.relations,
            document_ids=chosen.ids,
            detail=ask.detail,
        )
        kind = JobKind.TEXTS_TO_PERSONAS
        return _enqueue(tx, kind, plan, ask, actor, total=len(chosen.ids), client_token=client_token)


def start_expansion(workspace: Workspace, ask: ExpandAsk, *, actor: Actor, client_token: str | None = None) -> int:
    """Put a job into the queue that makes personas from personas; return its id.

    Raises:
        BadInputError: Nobody active is meant, or there is no model.
        BudgetError: A budget is set and the price is unknown, or the estimate is above it.
    """
    ask = ask if ask.seed is not None else ask.model_copy(update={"seed": secrets.randbelow(MAX_SEED)})
    with workspace.read() as session:
        allow(session, actor, "generate")
    chosen = choose_people(workspace, ask)
    _preview_people(workspace, ask, chosen).estimate.check_budget(ask.budget_usd)
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        plan = ExpandPlan(
            **_shared(ask),
            template_id=newest_template(tx, PERSONA_TO_PERSONA, "plain").id or 0,
            relations=ask.relations,
            persona_ids=chosen.ids,
            steps=ask.steps,
            max_per_step=ask.max_per_step,
            gap=ask.gap,
            left_out=chosen.left_out,
        )
        kind, total = JobKind.EXPAND_PERSONAS, len(chosen.ids)
        return _enqueue(tx, kind, plan, ask, actor, total=total, client_token=client_token)


def start_asking_attributes(
    workspace: Workspace, ask: AttributesAsk, *, actor: Actor, client_token: str | None = None
) -> int:
    """Put a job into the queue that has a model say what personas' texts state of them; return its id.

    Raises:
        BadInputError: Nobody active is meant, or there is no model.
        BudgetError: A budget is set and the price is unknown, or the estimate is above it.
    """
    with workspace.read() as session:
        allow(session, actor, "generate")
    chosen = choose_undescribed(workspace, ask)
    with workspace.read() as session:
        template = newest_template(session, PERSONA_ATTRIBUTES, "plain")
        shown = _shown_people(session, template, chosen.ids, {})
        calls = len(chosen.ids)
        guess = _preview(session, ask, shown, n=calls, calls=calls, left_out=chosen.left_out).estimate
    guess.check_budget(ask.budget_usd)
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        plan = AttributesPlan(**_shared(ask), template_id=template.id or 0, relations=(), persona_ids=chosen.ids)
        kind = JobKind.PERSONA_ATTRIBUTES
        return _enqueue(tx, kind, plan, ask, actor, total=calls, client_token=client_token)


def _preview_texts(workspace: Workspace, ask: FromTextsAsk, chosen: Chosen) -> CallsPreview:
    with workspace.read() as session:
        template = newest_template(session, TEXT_TO_PERSONA, ask.detail)
        measured = _measured(chosen.ids)
        rows = documents_with_source(session, measured)
        shown = [_shown_text(template, ask, rows[document_id][0]) for document_id in measured]
        n = len(chosen.ids)
        return _preview(session, ask, shown, n=n, calls=n, left_out=chosen.left_out)


def _preview_people(workspace: Workspace, ask: ExpandAsk, chosen: Chosen) -> CallsPreview:
    with workspace.read() as session:
        template = newest_template(session, PERSONA_TO_PERSONA, "plain")
        shown = _shown_people(session, template, chosen.ids, variables_of(ask))
        calls = most_calls(ask, len(chosen.ids))
        return _preview(session, ask, shown, n=len(chosen.ids), calls=calls, left_out=chosen.left_out)


def _shown_people(
    session: Session, template: Template, ids: Sequence[int], variables: Mapping[str, str]
) -> list[ShownCall]:
    rows = personas_by_id(session, _measured(ids))
    return [
        ShownCall(
            f"Persona {persona_id}",
            rows[persona_id].text,
            render_prompt(template.text, persona=rows[persona_id].text, variables=variables),
        )
        for persona_id in _measured(ids)
    ]


def _shown_text(template: Template, ask: FromTextsAsk, document: Document) -> ShownCall:
    text = mask_personal_data(document.text)
    prompt = render_text_prompt(template.text, text=text, variables=variables_of(ask))
    return ShownCall(f"Text {document.id}", document.title or text[:120], prompt)


def _preview(
    session: Session, ask: PersonasAsk, shown: Sequence[ShownCall], *, n: int, calls: int, left_out: dict[str, int]
) -> CallsPreview:
    if not ask.model_name:
        raise BadInputError(f"The provider {ask.provider} needs the name of a model.", "Name one that it has.")
    config = provider_config(session, ask.provider)
    guess = estimate(
        session,
        [one.prompt for one in shown],
        n=calls,
        provider=ask.provider,
        model=ask.model_name,
        price=price_of(session, ask.provider, ask.model_name, base_url=config.base_url),
        price_key=price_name(ask.provider, config.base_url),
        max_output_tokens=ask.params.max_output_tokens,
        past=PersonaCall,
        max_answers=MAX_ANSWERS,
    )
    return CallsPreview(shown[:N_SHOWN], n, calls, left_out, guess)


def _measured(ids: Sequence[int]) -> list[int]:
    """Return the ids whose prompts are shown, then some of the others, by which the cost is estimated."""
    step = max(len(ids) // _N_MEASURED, 1)
    return list(dict.fromkeys((*ids[:N_SHOWN], *ids[::step])))


def _shared(ask: PersonasAsk) -> dict[str, object]:
    return {
        "provider": ask.provider,
        "model": ask.model_name,
        **ask.params.model_dump(),
        "seed": ask.seed if ask.seed is not None else secrets.randbelow(MAX_SEED),
        "form": ask.form,
        "per_call": ask.per_call,
    }


def _enqueue(
    tx: Session,
    kind: JobKind,
    plan: PersonasPlan,
    ask: PersonasAsk,
    actor: Actor,
    *,
    total: int,
    client_token: str | None,
) -> int:
    check_price_under_caps(tx, plan.provider, plan.model)
    params, budget = plan.model_dump(mode="json"), ask.budget_usd
    job = enqueue(tx, kind=kind, params=params, total=total, actor=actor, client_token=client_token, budget_usd=budget)
    return job.id or 0
