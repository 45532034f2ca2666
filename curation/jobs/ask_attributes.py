"""The job that has a model say what personas' texts state of them; what is known already stays as it is."""

import asyncio
from collections.abc import Sequence
from typing import Any

from curation.jobs.attributes import NOTHING_SAID, Tally, store_found
from curation.jobs.context import JobContext
from curation.jobs.make_personas import ask_in_steps
from curation.jobs.persona_work import PersonaWork
from curation.models import PersonaCall, Template
from curation.personas import UnreadableAnswerError
from curation.personas.attribute_answers import AttributesRead, attributes_schema, read_attributes
from curation.services.attributes import is_settled
from curation.services.persona_plans import AttributesPlan, PersonasPlan
from curation.services.providers import provider_setup
from curation.store import attributes as store
from curation.store.attributes import Described
from curation.store.persona_calls import untaken_calls
from curation.store.personas import personas_by_id


async def ask_attributes(context: JobContext) -> dict[str, Any]:
    """Ask of each persona what its text states, and fill in what was unknown.

    Raises:
        JobCancelledError, JobParkedError, ProviderError: As for `texts_to_personas`.
    """
    plan = AttributesPlan.model_validate(context.params)
    work = await asyncio.to_thread(_prepare, context, plan)
    return await ask_in_steps(context, work, take=take_attributes, steps=1)


def take_attributes(context: JobContext, plan: PersonasPlan, items: Sequence[int]) -> None:
    """Fill in what answers state with words of the text, where nothing is known and nobody decided by hand."""
    who = f"{plan.provider} / {plan.model}"
    with context.workspace.write() as tx:
        calls = untaken_calls(tx, context.job_id, items)
        rows = personas_by_id(tx, [call.persona_id or 0 for call in calls])
        for call in calls:
            before = store.described(rows[call.persona_id or 0])
            read = _read(call, before.text)
            tally = Tally()
            after = _filled(before, read, who)
            if after != before:
                store_found(tx, context, tally, [(before, after)], how=who)
            elif read.n_grounded:
                tally.already_present += 1
            else:
                tally.skipped[NOTHING_SAID] += 1
            row = tx.get_one(PersonaCall, call.id)
            row.is_taken, row.counts = True, _counts(tally, read)
            tx.add(row)
        context.checkpoint_in(tx)


def _prepare(context: JobContext, plan: AttributesPlan) -> PersonaWork:
    def check(answer: str, _about: str) -> None:
        read_attributes(answer, "")

    with context.workspace.read() as session:
        template = session.get_one(Template, plan.template_id)
        terms = provider_setup(session, plan.provider).terms
    return PersonaWork(context, plan, template, terms, attributes_schema(), check)


def _read(call: PersonaCall, text: str) -> AttributesRead:
    try:
        return read_attributes(call.raw, text)
    except UnreadableAnswerError:  # it could be read when it came; a newer program is stricter
        return AttributesRead({}, 0, 0)


def _filled(persona: Described, read: AttributesRead, who: str) -> Described:
    for name, attribute in read.attributes.items():
        if not is_settled(persona, name, again=False):
            persona = persona.changed(name, attribute, who)
    return persona


def _counts(tally: Tally, read: AttributesRead) -> dict[str, Any]:
    skipped = dict(tally.skipped)
    return {
        "read": tally.read,
        "added": tally.added,
        "already_present": tally.already_present,
        "skipped": skipped,
        "attributes_stated": read.n_stated,
        "attributes_grounded": read.n_grounded,
    }
