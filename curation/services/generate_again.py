"""Samples made once more: the same asked of the same model, with a new seed, beside the first ones."""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import ItemKind, ItemState, Mode, Persona, Sample
from curation.services.calls import MAX_SEED, ModelParams
from curation.services.generation import enqueue_plan
from curation.services.generation_plan import MAX_ITEMS, GenerationPlan, ShownExample
from curation.services.permissions import Actor, allow
from curation.services.providers import PROVIDERS
from curation.store.duplicates import states_of
from curation.store.personas import personas_by_id
from curation.store.samples import samples_by_id
from curation.workspace import Workspace


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
        states = states_of(tx, ItemKind.PERSONA, sorted({*plan.persona_ids, *plan.other_persona_ids}))
        if any(state != ItemState.ACTIVE for state, _ in states.values()):
            raise ConflictError("A persona of these samples was set aside meanwhile.", "Choose the samples anew.")
        return enqueue_plan(tx, plan, actor, budget_usd=None, client_token=client_token)


def _plan_again(session: Session, ids: Sequence[int]) -> GenerationPlan:
    rows = samples_by_id(session, ids)
    missing = [sample_id for sample_id in ids if sample_id not in rows]
    if missing:
        raise NotFoundError(f"There is no sample {missing[0]}.")
    samples = [rows[sample_id] for sample_id in ids]
    personas = personas_by_id(session, sorted({sample.persona_id for sample in samples if sample.persona_id}))
    for sample in samples:
        _check_can_be_asked_again(sample, personas.get(sample.persona_id or 0))
    asked = {(row.provider, row.model, row.mode, repr(_asked(row)), repr(_asked_params(row))) for row in samples}
    if len(asked) > 1:
        raise BadInputError(
            "These samples were made by several models or with several settings.",
            "Choose those of one model; the filter on Samples helps.",
        )
    first = samples[0]
    others = [sample.other_persona_id or 0 for sample in samples]
    return GenerationPlan(
        provider=first.provider,
        model=first.model,
        **_asked_params(first),
        **_asked(first),
        mode=first.mode or Mode.ZERO_SHOT,
        seed=secrets.randbelow(MAX_SEED),
        persona_ids=[sample.persona_id for sample in samples],
        other_persona_ids=others if any(others) else (),
        template_ids=[sample.template_id for sample in samples],
        parent_ids=ids,
        how="again",
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


def _asked(sample: Sample) -> dict[str, Any]:
    """Return what its prompt was filled with beside the persona, as it stands in the sample."""
    examples = [ShownExample.model_validate(shown) for shown in sample.params.get("examples", ())]
    return {
        "variables": sample.params.get("variables", {}),
        "examples": examples,
        "without_persona": sample.params.get("without_persona", False),
    }
