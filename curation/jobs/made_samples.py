"""From an item of a generation job and what came of its calls to the row of its sample."""

from dataclasses import dataclass
from typing import Any

from curation.jobs.work import Call
from curation.models import DEMO_LABEL, Attempt, Outcome, Persona, Template
from curation.providers import Answer
from curation.services.answers import ReadAnswer, read_steps, values_of
from curation.services.filling import contract_of, values_for
from curation.services.generation_plan import GenerationPlan
from curation.services.licences import strictest


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier step of an item: what was asked, and what came."""

    prompt: str
    raw: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Asked(Call):
    """One call, ready to be sent: for whom, by which template, and once more for which sample.

    Attributes:
        before: The earlier steps of the item.
        is_last: Whether its answer makes the item whole.
    """

    persona: Persona
    other: Persona | None
    template: Template
    parent_id: int | None
    before: tuple[Before, ...]
    is_last: bool


@dataclass(frozen=True, slots=True)
class SampleMaker:
    """What all samples of a job share."""

    job_id: int
    plan: GenerationPlan
    terms: str

    def answered(self, asked: Asked, answer: Answer, *, cost_usd: float | None, latency_s: float) -> dict[str, Any]:
        """Return the sample of an item that was answered, whatever the answer is; costs of all its steps add up."""
        read = self._read(asked, answer)
        earlier = [step.attempt for step in asked.before]
        values = self._values(asked, read, answer.text)
        if answer.model != self.plan.model:
            values["params"] = {**values["params"], "answered_by": answer.model}
        return {
            **values,
            "finish_reason": answer.finish_reason,
            "input_tokens": _sum([row.input_tokens for row in earlier], answer.input_tokens),
            "output_tokens": _sum([row.output_tokens for row in earlier], answer.output_tokens),
            "cost_usd": _sum([row.cost_usd for row in earlier], cost_usd),
            "latency_s": round(latency_s, 4),
            "request_id": answer.request_id,
        }

    def failed(self, asked: Asked, outcome: Outcome, reason: str, *, raw: str = "") -> dict[str, Any]:
        """Return the sample of an item without a usable answer; what came of one is kept as it came."""
        values = self._values(asked, ReadAnswer(outcome, reason), raw)
        earlier = [step.attempt.cost_usd for step in asked.before]
        return {**values, "cost_usd": _sum(earlier[:-1], earlier[-1]) if earlier else None}

    def _values(self, asked: Asked, read: ReadAnswer, raw: str) -> dict[str, Any]:
        steps = [step.raw for step in asked.before]
        others = (asked.other.licence,) if asked.other else ()
        return {
            **values_of(read, raw="\n\n".join(part for part in (*steps, raw) if part)),
            "job_id": self.job_id,
            "item_no": asked.item_no,
            "scenario": asked.template.scenario,
            "template_id": asked.template.id,
            "persona_id": asked.persona.id,
            "other_persona_id": asked.other.id if asked.other else None,
            "licence": strictest((asked.persona.licence, *others)),
            "parent_id": asked.parent_id,
            "mode": self.plan.mode,
            "prompt": _prompts(asked),
            "provider": self.plan.provider,
            "model": self.plan.model,
            "params": self._params(asked.template),
            "seed": asked.request.seed,
            "label": DEMO_LABEL if self.plan.is_demo else "",
            "counts": not self.plan.is_demo,
        }

    def _params(self, template: Template) -> dict[str, Any]:
        plan = self.plan
        told: dict[str, Any] = {
            "temperature": plan.temperature,
            "max_output_tokens": plan.max_output_tokens,
            "terms": self.terms,
        }
        if variables := values_for(template, plan.variables):
            told["variables"] = variables
        if plan.examples:
            told["examples"] = [shown.model_dump() for shown in plan.examples]
        if plan.without_persona:
            told["without_persona"] = True
        return told

    def _read(self, asked: Asked, answer: Answer) -> ReadAnswer:
        """Parse and check answers that are whole; say of another one what it is."""
        if answer.outcome == "refused":
            return ReadAnswer(Outcome.REFUSED, "The model refused to answer.")
        if answer.outcome == "cut_off":
            return ReadAnswer(Outcome.CUT_OFF, f"The answer was cut off at {self.plan.max_output_tokens:,} tokens.")
        try:
            return self._read_whole(asked, answer)
        except Exception as error:  # noqa: BLE001 - the answer is paid for: a defect of ours must not lose it
            return ReadAnswer(Outcome.UNPARSEABLE, f"The answer could not be read: {type(error).__name__}.")

    def _read_whole(self, asked: Asked, answer: Answer) -> ReadAnswer:
        template, values = asked.template, values_for(asked.template, self.plan.variables)
        is_for_nobody = self.plan.without_persona
        # The demo generator writes English for everybody, and says so; that is no fault of a sample.
        is_free = is_for_nobody or self.plan.is_demo or asked.persona.language == "und"
        language = None if is_free else asked.persona.language
        return read_steps(
            template.scenario,
            template.variant,
            [*(step.raw for step in asked.before), answer.text],
            persona="" if is_for_nobody else asked.persona.text,
            prompt=_prompts(asked),
            contract=contract_of(template),
            variables=values,
            language=language,
        )


def _prompts(asked: Asked) -> str:
    """Return the prompt as it was sent; of several steps, each under its number."""
    if not asked.before:
        return asked.request.prompt
    prompts = [*(step.prompt for step in asked.before), asked.request.prompt]
    return "\n\n".join(f"--- {number} ---\n{prompt}" for number, prompt in enumerate(prompts, 1))


def _sum(earlier: list[int | None] | list[float | None] | list[Any], last: Any) -> Any:  # noqa: ANN401 - tokens or dollars
    """Add up; unknown where one of them is."""
    parts = [*earlier, last]
    return None if any(part is None for part in parts) else sum(parts)
