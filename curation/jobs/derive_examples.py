"""The job that derives whom an example was written for, by Text-to-Persona; what people gave or wrote stays."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from curation.jobs.calls import end_run, open_calls, settle
from curation.jobs.context import JobContext
from curation.jobs.persona_work import AskedAbout, PersonaWork
from curation.jobs.work import Item, item_seed
from curation.models import Example, ItemState, Job, PersonaCall, PersonaHow, Template
from curation.personas import UnreadableAnswerError, mask_personal_data, personas_of_answer, personas_schema
from curation.providers.base import SchemaMode
from curation.services.derive_examples import may_derive
from curation.services.examples import MAX_PERSONA_CHARS, change_persona
from curation.services.persona_counts import persona_counts_in
from curation.services.persona_plans import DerivePlan, variables_of
from curation.services.provider_findings import schema_mode_of
from curation.services.providers import provider_setup
from curation.store.events import add_event
from curation.store.jobs import add_log
from curation.store.persona_calls import call_of_item, plan_calls, planned_items, untaken_calls
from curation.synthesis import render_text_prompt

WRITTEN_MEANWHILE: Final = "a persona was written meanwhile"
_GONE: Final = "Not sent: the example is gone."


@dataclass(frozen=True, slots=True)
class ExampleWork(PersonaWork):
    """The calls of the job: each about the text of one example."""

    def calls(self, session: Session, items: Sequence[Item]) -> list[AskedAbout]:
        """Return items as they are to be sent: not about what was set aside, and without personal data."""
        schema_mode = schema_mode_of(session, self.plan.provider, self.plan.model)
        return [self._about_example(session, item.no, item.answers, schema_mode) for item in items]

    def _about_example(self, session: Session, item_no: int, turn: int, schema_mode: SchemaMode) -> AskedAbout:
        row = call_of_item(session, self.context.job_id, item_no)
        example = session.get(Example, row.example_id) if row.example_id else None
        text = mask_personal_data(example.text) if example else ""
        prompt = render_text_prompt(self.template.text, text=text, variables=variables_of(self.plan))
        request = self.request(prompt, text, seed=item_seed(self.plan.seed, item_no, turn), schema_mode=schema_mode)
        return AskedAbout(item_no, turn, request, _not_sent(example), row_id=row.id or 0, about=text)


async def derive_examples(context: JobContext) -> dict[str, Any]:
    """Ask of each example who would write it, and keep that person with it.

    Raises:
        JobCancelledError, JobParkedError, ProviderError: As for `texts_to_personas`.
    """
    plan = DerivePlan.model_validate(context.params)
    work = await asyncio.to_thread(_prepare, context, plan)
    items = await asyncio.to_thread(_plan_items, context, plan)
    async with open_calls(context, plan, work) as calls:
        ending = await calls.run(items)
        if ending is None or ending.kind != "leaving":
            await asyncio.to_thread(take_derived, context, plan, items)
    return end_run(ending, await asyncio.to_thread(_finish, context, work))


def take_derived(context: JobContext, plan: DerivePlan, items: Sequence[int]) -> None:
    """Write the person of each answer to its example, unless somebody gave or wrote one meanwhile."""
    with context.workspace.write() as tx:
        for call in untaken_calls(tx, context.job_id, items):
            row = tx.get_one(Example, call.example_id)
            persona = _read(call, plan)
            counts = {"read": 0, "added": 0, "already_present": 0, "skipped": {}}
            if persona:
                counts["read"] = 1
                if not may_derive(row, again=True):
                    counts["skipped"] = {WRITTEN_MEANWHILE: 1}
                elif persona == row.persona:
                    counts["already_present"] = 1
                else:
                    change_persona(tx, row, persona, PersonaHow.DERIVED, actor_id=context.actor.id)
                    counts["added"] = 1
            call.is_taken, call.counts = True, counts
            tx.add(call)
        context.checkpoint_in(tx)


def _prepare(context: JobContext, plan: DerivePlan) -> ExampleWork:
    def check(answer: str, about: str) -> None:
        personas_of_answer(answer, form=plan.form, about=about, relations=plan.relations)

    with context.workspace.read() as session:
        template = session.get_one(Template, plan.template_id)
        terms = provider_setup(session, plan.provider).terms
    return ExampleWork(context, plan, template, terms, personas_schema(), check)


def _plan_items(context: JobContext, plan: DerivePlan) -> list[int]:
    """Note all calls before the first is sent."""
    with context.workspace.write() as tx:
        if there := planned_items(tx, context.job_id, step=1):
            return there
        shared = {"job_id": context.job_id, "step": 1, "provider": plan.provider, "model": plan.model}
        rows = [{**shared, "example_id": row_id, "item_no": no} for no, row_id in enumerate(plan.example_ids)]
        plan_calls(tx, rows)
        context.checkpoint_in(tx, total=len(rows))
        add_log(tx, context.job_id, f"{len(rows):,} calls to {plan.provider} / {plan.model}.")
    return list(range(len(rows)))


def _read(call: PersonaCall, plan: DerivePlan) -> str:
    """Return the first person of an answer, without personal data; empty where there is none."""
    try:
        found = personas_of_answer(call.raw, form=plan.form, about=None).found
    except UnreadableAnswerError:  # it could be read when it came; a newer program is stricter
        return ""
    return mask_personal_data(found[0].text)[:MAX_PERSONA_CHARS]


def _finish(context: JobContext, work: ExampleWork) -> dict[str, Any]:
    settle(context, work.plan, work)
    with context.workspace.write() as tx:
        result = persona_counts_in(tx, tx.get_one(Job, context.job_id)).as_result()
        told = {name: result[name] for name in ("read", "added", "already_present")}
        add_event(
            tx, actor_id=context.actor.id, action="job.calls_made", entity="job", entity_id=context.job_id, after=told
        )
        return result


def _not_sent(example: Example | None) -> str:
    if example is None:
        return _GONE
    return "" if example.state == ItemState.ACTIVE else f"Not sent: the example is {example.state} by now."
