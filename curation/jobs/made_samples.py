"""From an item of a generation job and what came of its call to the row of its sample."""

from dataclasses import dataclass

from curation.jobs.one_call import Call
from curation.models import DEMO_LABEL, Outcome, Persona, Sample, Template
from curation.providers import Answer
from curation.services.answers import ReadAnswer, fill_sample, for_persona, read_answer
from curation.services.generation import GenerationPlan


@dataclass(frozen=True, slots=True)
class Asked(Call):
    """One item, ready to be sent: for whom, by which template, and once more for which sample."""

    persona: Persona
    template: Template
    parent_id: int | None


def answered_sample(
    job_id: int,
    plan: GenerationPlan,
    asked: Asked,
    answer: Answer,
    *,
    terms: str,
    cost_usd: float | None,
    latency_s: float,
) -> Sample:
    """Return the sample of a call that was answered, whatever the answer is."""
    read = _read(asked, answer, plan.max_output_tokens)
    sample = fill_sample(_new_sample(job_id, plan, asked, terms=terms), read, raw=answer.text)
    sample.finish_reason = answer.finish_reason
    sample.input_tokens = answer.input_tokens
    sample.output_tokens = answer.output_tokens
    sample.cost_usd = cost_usd
    sample.latency_s = round(latency_s, 4)
    sample.request_id = answer.request_id
    if answer.model != plan.model:
        sample.params = {**sample.params, "answered_by": answer.model}
    return sample


def failed_sample(
    job_id: int, plan: GenerationPlan, asked: Asked, outcome: Outcome, reason: str, *, terms: str, raw: str = ""
) -> Sample:
    """Return the sample of a call without a usable answer; what came of one is kept as it came."""
    return fill_sample(_new_sample(job_id, plan, asked, terms=terms), ReadAnswer(outcome, reason), raw=raw)


def _new_sample(job_id: int, plan: GenerationPlan, asked: Asked, *, terms: str) -> Sample:
    sample = Sample(
        job_id=job_id,
        item_no=asked.item_no,
        scenario=asked.template.scenario,
        template_id=asked.template.id,
        parent_id=asked.parent_id,
        prompt=asked.request.prompt,
        provider=plan.provider,
        model=plan.model,
        params={"temperature": plan.temperature, "max_output_tokens": plan.max_output_tokens, "terms": terms},
        seed=asked.request.seed,
        outcome=Outcome.FAILED,
        label=DEMO_LABEL if plan.is_demo else "",
        counts=not plan.is_demo,
    )
    return for_persona(sample, asked.persona)


def _read(asked: Asked, answer: Answer, max_output_tokens: int) -> ReadAnswer:
    """Parse and check an answer that is whole; say of another one what it is."""
    if answer.outcome == "refused":
        return ReadAnswer(Outcome.REFUSED, "The model refused to answer.")
    if answer.outcome == "cut_off":
        return ReadAnswer(Outcome.CUT_OFF, f"The answer was cut off at {max_output_tokens:,} tokens.")
    try:
        return read_answer(
            asked.template.scenario, answer.text, persona=asked.persona.text, prompt=asked.request.prompt
        )
    except Exception as error:  # noqa: BLE001 - the answer is paid for: a defect of ours must not lose it
        return ReadAnswer(Outcome.UNPARSEABLE, f"The answer could not be read: {type(error).__name__}.")
