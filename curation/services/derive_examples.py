"""The personas of examples, derived by Text-to-Persona: of which, what it costs, and the job that does it."""

import secrets
from typing import Final

from sqlmodel import Session, col, select

from curation.errors import BadInputError
from curation.models import Example, ItemState, JobKind, PersonaCall, PersonaHow, Template
from curation.personas import mask_personal_data
from curation.services.calls import MAX_SEED
from curation.services.estimates import estimate
from curation.services.generation import newest_template
from curation.services.jobs import enqueue
from curation.services.make_personas import N_SHOWN, CallsPreview, ShownCall
from curation.services.permissions import Actor, allow
from curation.services.persona_plans import MAX_ANSWERS, DeriveAsk, DerivePlan
from curation.services.prices import price_name, price_of
from curation.services.providers import provider_config
from curation.services.unpriced import check_price_under_caps
from curation.synthesis import TEXT_TO_PERSONA, derive_prompt
from curation.workspace import Workspace

MAX_DERIVED: Final = 500
"""Examples of one job."""
_RELATIONS: Final = ("write",)
"""An example is by somebody as much as for somebody: who would write it is asked for."""


def preview_deriving(workspace: Workspace, ask: DeriveAsk) -> CallsPreview:
    """Show what would be asked about the first examples, and what all of it would cost.

    Raises:
        CurationError: What `start_deriving` would refuse, the budget apart.
    """
    with workspace.read() as session:
        return _preview(session, ask, _meant(session, ask))


def start_deriving(workspace: Workspace, ask: DeriveAsk, *, actor: Actor, client_token: str | None = None) -> int:
    """Put a job into the queue that derives the personas of examples; return its id.

    Raises:
        BadInputError: No example is meant, or there is no model.
        BudgetError: A budget is set and the price is unknown, or the estimate is above it.
    """
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        rows = _meant(tx, ask)
        _preview(tx, ask, rows).estimate.check_budget(ask.budget_usd)
        check_price_under_caps(tx, ask.provider, ask.model_name)
        plan = DerivePlan(
            provider=ask.provider,
            model=ask.model_name,
            **ask.params.model_dump(),
            seed=ask.seed if ask.seed is not None else secrets.randbelow(MAX_SEED),
            form=ask.form,
            per_call=1,
            relations=_RELATIONS,
            template_id=_template(tx).id or 0,
            example_ids=tuple(row.id or 0 for row in rows),
        )
        job = enqueue(
            tx,
            kind=JobKind.DERIVE_EXAMPLES,
            params=plan.model_dump(mode="json"),
            total=len(rows),
            actor=actor,
            client_token=client_token,
            budget_usd=ask.budget_usd,
        )
        return job.id or 0


def may_derive(row: Example, *, again: bool) -> bool:
    """Tell whether a job may write whom an example is for: nobody gave or wrote it."""
    open_to = (PersonaHow.NONE, PersonaHow.DERIVED) if again else (PersonaHow.NONE,)
    return row.state == ItemState.ACTIVE and row.persona_how in open_to


def _meant(session: Session, ask: DeriveAsk) -> list[Example]:
    """Return the examples whose persona is to be derived.

    Raises:
        BadInputError: There is none, or there are too many.
    """
    wanted = select(Example).order_by(col(Example.id))
    if ask.scenario is not None:
        wanted = wanted.where(Example.scenario == ask.scenario)
    if ask.example_ids:
        wanted = wanted.where(col(Example.id).in_(ask.example_ids))
    rows = [row for row in session.exec(wanted) if may_derive(row, again=ask.again)]
    if not rows:
        raise BadInputError(
            "No example is without a persona.",
            "What people gave or wrote stays; derived ones are derived again on demand.",
        )
    if len(rows) > MAX_DERIVED:
        raise BadInputError(
            f"{len(rows):,} examples are meant; one job takes at most {MAX_DERIVED}.", "Name some of them."
        )
    return rows


def _template(session: Session) -> Template:
    return newest_template(session, TEXT_TO_PERSONA, "fine")


def _preview(session: Session, ask: DeriveAsk, rows: list[Example]) -> CallsPreview:
    if not ask.model_name:
        raise BadInputError(f"The provider {ask.provider} needs the name of a model.", "Name one that it has.")
    text, config = _template(session).text, provider_config(session, ask.provider)
    shown = [
        ShownCall(
            f"Example {row.id}",
            row.text[:120],
            derive_prompt(mask_personal_data(row.text), template=text, form=ask.form),
        )
        for row in rows
    ]
    guess = estimate(
        session,
        [one.prompt for one in shown],
        n=len(rows),
        provider=ask.provider,
        model=ask.model_name,
        price=price_of(session, ask.provider, ask.model_name, base_url=config.base_url),
        price_key=price_name(ask.provider, config.base_url),
        max_output_tokens=ask.params.max_output_tokens,
        past=PersonaCall,
        max_answers=MAX_ANSWERS,
    )
    return CallsPreview(shown[:N_SHOWN], len(rows), len(rows), {}, guess)
