"""What a generation job asks for, item by item, and the sample that it keeps of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from sqlmodel import Session

from curation.jobs.context import JobContext
from curation.jobs.made_samples import Asked, Before, SampleMaker
from curation.jobs.work import Item, Kept, item_seed
from curation.models import Attempt, ItemState, Outcome, Persona, Sample, Template
from curation.providers import Answer, CallFailed, Request
from curation.providers.prompts import shared_prefix_chars
from curation.providers.stored import read_body
from curation.services.filling import NOBODY, Filling, fill, values_for
from curation.services.generation_plan import GenerationPlan
from curation.services.jobs import enqueue_embedding
from curation.store.attempts import answers_of, finished_items
from curation.store.changes import new_row
from curation.store.personas import personas_by_id
from curation.synthesis import UnparseableError, step_text, steps_of

EMBED_EVERY: Final = 200


@dataclass(frozen=True, slots=True)
class SampleWork:
    """The calls of a generation job."""

    context: JobContext
    plan: GenerationPlan
    templates: Mapping[int, Template]
    maker: SampleMaker
    shared_chars: Mapping[int, int] = field(default_factory=dict)
    """How many characters the first prompts of each template have in common at their beginning."""

    def calls(self, session: Session, items: Sequence[Item]) -> list[Asked]:
        """Return items as they are to be sent; not for a persona that was set aside meanwhile."""
        plan = self.plan
        wanted = {plan.persona_ids[item.no] for item in items}
        if plan.other_persona_ids:
            wanted |= {plan.other_persona_ids[item.no] for item in items}
        people = personas_by_id(session, sorted(wanted))
        begun = [item.no for item in items if item.answers]
        answers = answers_of(session, self.context.job_id, begun) if begun else {}
        return [self._call(item, people, answers.get(item.no, [])) for item in items]

    def _call(self, item: Item, people: Mapping[int, Persona], answers: Sequence[Attempt]) -> Asked:
        plan = self.plan
        persona = people[plan.persona_ids[item.no]]
        other = people[plan.other_persona_ids[item.no]] if plan.other_persona_ids else None
        template = self.templates[plan.template_ids[item.no % len(plan.template_ids)]]
        steps = steps_of(template.scenario, template.variant, values_for(template, plan.variables))
        before: tuple[Before, ...] = ()
        not_sent = _not_sent(persona, other)
        request = self._request(item.no, template, persona, other, before)
        try:
            for attempt in answers:
                answer = read_body(plan.provider, attempt.raw_body or "", request)
                before = (*before, Before(request.prompt, answer.text, attempt))
                request = self._request(item.no, template, persona, other, before)
        except (CallFailed, UnparseableError, IndexError):
            not_sent = "Not sent: what an earlier step gave cannot be read any more."
        return Asked(
            item.no,
            len(before),
            request,
            not_sent,
            persona=persona,
            other=other,
            template=template,
            parent_id=plan.parent_ids[item.no] if plan.parent_ids else None,
            before=before,
            is_last=len(before) + 1 == len(steps),
        )

    def _request(
        self, item_no: int, template: Template, persona: Persona, other: Persona | None, before: Sequence[Before]
    ) -> Request:
        plan = self.plan
        filling = Filling(plan.variables, plan.mode, plan.examples)
        described = NOBODY if plan.without_persona else persona.text
        partner = other.text if other else ""
        earlier = [step.raw for step in before]
        filled = fill(template, filling, persona=described, other_persona=partner, earlier=earlier)
        return Request(
            prompt=filled.prompt,
            model=plan.model,
            max_output_tokens=plan.max_output_tokens,
            temperature=plan.temperature,
            seed=item_seed(plan.seed, item_no, len(before)),
            scenario=template.scenario,
            variant=template.variant,
            variables=values_for(template, plan.variables),
            contract=template.contract or None,
            step=filled.step,
            cache_prefix_chars=0 if before else self.shared_chars.get(template.id or 0, 0),
            cache_key=f"job-{self.context.job_id}",
            so_far=filled.so_far,
            persona=described,
            other_persona=partner,
        )

    def finished(self, session: Session) -> set[int]:
        """Return the numbers of the items that have their sample."""
        return finished_items(session, self.context.job_id)

    def answered(self, call: Asked, answer: Answer, *, cost_usd: float | None, latency_s: float) -> Kept:
        """Take every answer: what cannot be parsed is a state of the sample. A step that went well goes on."""
        if not call.is_last and answer.outcome == "ok" and self._is_step(call, answer.text):
            return Kept(goes_on=True)
        row = new_row(Sample, self.maker.answered(call, answer, cost_usd=cost_usd, latency_s=latency_s))
        if call.item_no % EMBED_EVERY == EMBED_EVERY - 1:  # the worker reads new samples while the job goes on
            return Kept([row], also=partial(enqueue_embedding, actor=self.context.actor))
        return Kept([row])

    def _is_step(self, call: Asked, raw: str) -> bool:
        template = call.template
        try:
            step_text(template.scenario, template.variant, call.request.step, raw)
        except UnparseableError:
            return False
        return True

    def failed(self, call: Asked, outcome: Outcome, reason: str, *, raw: str = "") -> Kept:
        """Return what is kept of an item without a usable answer."""
        return Kept([new_row(Sample, self.maker.failed(call, outcome, reason, raw=raw))])


def shared_beginnings(plan: GenerationPlan, templates: Mapping[int, Template]) -> dict[int, int]:
    """Return for each template how many characters its first prompts have in common, whoever they are for."""
    filling = Filling(plan.variables, plan.mode, plan.examples)
    return {
        template_id: shared_prefix_chars(
            *(fill(template, filling, persona=mark, other_persona=mark).prompt for mark in ("A", "B"))
        )
        for template_id, template in templates.items()
    }


def _not_sent(*people: Persona | None) -> str:
    for persona in people:
        if persona is not None and persona.state != ItemState.ACTIVE:
            return f"Not sent: the persona is {persona.state} by now."
    return ""
