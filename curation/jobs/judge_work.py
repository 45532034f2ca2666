"""What a judging job asks, and the judgement that it keeps of each answer."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlmodel import Session

from curation.jobs.context import JobContext
from curation.jobs.work import Call, Item, Kept, item_seed
from curation.models import DEMO_LABEL, ItemState, Judgement, Outcome, Sample
from curation.providers import Answer, Request
from curation.providers.base import SchemaMode
from curation.providers.prompts import prompt_of
from curation.review import OVERALL, RubricForm
from curation.review.judge_answers import UnreadableJudgementError, read_choice, read_judgement
from curation.review.judge_prompt import PROMPT_VERSION, judge_prompt, judge_schema, pair_prompt, pair_schema
from curation.services.judge_material import ShownPair, ShownSample, shown_pairs, shown_samples
from curation.services.judge_plan import MAX_ANSWERS, SIDES, JudgePlan
from curation.services.judge_votes import JudgedSample, keep_review, keep_vote, stored_answers
from curation.services.provider_findings import schema_mode_of
from curation.store.changes import new_row
from curation.store.judgements import judged_items
from curation.text import clean_text

UNUSABLE: Final = "The answer did not keep to the form; it was asked for once more."


@dataclass(frozen=True, slots=True)
class AskedToJudge(Call):
    """One question to the judge, ready to be sent: about a sample, or about a pair with one of its texts first."""

    sample_id: int | None = None
    rubric_id: int | None = None
    text_hash: str = ""
    pair_id: int | None = None
    is_swapped: bool = False


@dataclass(frozen=True, slots=True)
class JudgeWork:
    """The calls of a judging job; a model is given texts and a form, and never tools."""

    context: JobContext
    plan: JudgePlan
    forms: Mapping[int, RubricForm]
    """The questions, by the id of their version."""
    terms: str

    def calls(self, session: Session, items: Sequence[Item]) -> list[AskedToJudge]:
        """Return items as they are to be sent; not about what was set aside meanwhile."""
        plan, mode = self.plan, schema_mode_of(session, self.plan.provider, self.plan.model)
        if plan.is_of_pairs:
            ids = sorted({plan.pair_ids[item.no // SIDES] for item in items})
            pairs = shown_pairs(session, plan, ids)
            return [self._of_pair(item, pairs[plan.pair_ids[item.no // SIDES]], mode) for item in items]
        ids = sorted({plan.sample_ids[item.no] for item in items})
        samples = shown_samples(session, ids, with_persona=plan.shows_persona)
        return [self._of_sample(item, samples[plan.sample_ids[item.no]], mode) for item in items]

    def _of_sample(self, item: Item, shown: ShownSample, mode: SchemaMode) -> AskedToJudge:
        rubric_id = self.plan.rubric_ids[shown.sample.scenario]
        form = self.forms[rubric_id]
        prompt = judge_prompt(form, shown.material, persona=shown.persona)
        told = {"text": shown.material.text, "questions": json.dumps(form.as_rows())}
        told["failed_checks"] = shown.sample.failed_checks
        return AskedToJudge(
            item.no,
            item.answers,
            self._request(item, prompt, judge_schema(form), mode, "single", shown.persona, told),
            _not_sent(shown.sample),
            sample_id=shown.sample.id,
            rubric_id=rubric_id,
            text_hash=shown.sample.text_hash,
        )

    def _of_pair(self, item: Item, shown: ShownPair, mode: SchemaMode) -> AskedToJudge:
        is_swapped = item.no % SIDES == 1
        (first, second), samples = shown.materials, shown.samples
        if is_swapped:
            first, second, samples = second, first, (samples[1], samples[0])
        prompt = pair_prompt(self.plan.question, first, second, persona=shown.persona)
        told = {"text": first.text, "other_text": second.text, "failed_checks": samples[0].failed_checks}
        told["other_failed_checks"] = samples[1].failed_checks
        return AskedToJudge(
            item.no,
            item.answers,
            self._request(item, prompt, pair_schema(), mode, "pair", shown.persona, told),
            next(filter(None, map(_not_sent, samples)), ""),
            pair_id=shown.pair.id,
            is_swapped=is_swapped,
        )

    def _request(
        self,
        item: Item,
        prompt: str,
        schema: dict[str, Any],
        mode: SchemaMode,
        variant: str,
        persona: str,
        told: Mapping[str, str],
    ) -> Request:
        return Request(
            prompt=prompt,
            model=self.plan.model,
            max_output_tokens=self.plan.max_output_tokens,
            temperature=self.plan.temperature,
            seed=item_seed(self.plan.seed, item.no, item.answers),
            json_schema=schema,
            schema_mode=mode,
            scenario="judge",
            variant=variant,
            persona=persona,
            variables=told,
        )

    def finished(self, session: Session) -> set[int]:
        """Return the numbers of the items that have their judgement."""
        return judged_items(session, self.context.job_id)

    def answered(self, call: AskedToJudge, answer: Answer, *, cost_usd: float | None, latency_s: float) -> Kept:
        """Read an answer; one that is not of the form is asked for once more, and paid for again."""
        read, also = self._read(call, answer)
        if read["outcome"] == Outcome.UNPARSEABLE and call.turn + 1 < MAX_ANSWERS:
            return Kept(goes_on=True, reason=UNUSABLE)
        values = {
            **self._values(call, answer.text),
            **read,
            "finish_reason": answer.finish_reason,
            "request_id": answer.request_id,
            "input_tokens": answer.input_tokens,
            "output_tokens": answer.output_tokens,
            "cost_usd": cost_usd,
            "latency_s": round(latency_s, 4),
        }
        if answer.model != call.request.model:
            values["params"] = {**values["params"], "answered_by": answer.model}
        return Kept([new_row(Judgement, values)], also=also)

    def failed(self, call: AskedToJudge, outcome: Outcome, reason: str, *, raw: str = "") -> Kept:
        """Return what is kept of a call without a usable answer."""
        return Kept([new_row(Judgement, {**self._values(call, raw), "outcome": outcome, "reason": reason})])

    def _values(self, call: AskedToJudge, raw: str) -> dict[str, Any]:
        return {
            "job_id": self.context.job_id,
            "item_no": call.item_no,
            "judge_id": self.plan.judge_id,
            "sample_id": call.sample_id,
            "pair_id": call.pair_id,
            "rubric_id": call.rubric_id,
            "is_swapped": call.is_swapped,
            "prompt": prompt_of(call.request),
            "provider": self.plan.provider,
            "model": self.plan.model,
            "params": {
                "temperature": self.plan.temperature,
                "max_output_tokens": self.plan.max_output_tokens,
                "prompt_version": PROMPT_VERSION,
                "terms": self.terms,
            },
            "seed": call.request.seed,
            "raw": clean_text(raw),
            "label": DEMO_LABEL if self.plan.is_demo else "",
        }

    def _read(self, call: AskedToJudge, answer: Answer) -> tuple[dict[str, Any], Callable[[Session], object] | None]:
        """Return what an answer says, and what else is written where it says something."""
        if answer.outcome == "refused":
            return {"outcome": Outcome.REFUSED, "reason": "The model refused to answer."}, None
        if answer.outcome == "cut_off":
            most = f"{self.plan.max_output_tokens:,}"
            return {"outcome": Outcome.CUT_OFF, "reason": f"The answer was cut off at {most} tokens."}, None
        if answer.outcome == "empty":
            return {"outcome": Outcome.EMPTY, "reason": "The answer holds no text."}, None
        try:
            answers, also = self._said(call, answer.text)
        except UnreadableJudgementError as error:
            return {"outcome": Outcome.UNPARSEABLE, "reason": str(error)}, None
        except Exception as error:  # noqa: BLE001 - a defect of ours must not lose what was paid for
            reason = f"The answer could not be read: {type(error).__name__}."
            return {"outcome": Outcome.UNPARSEABLE, "reason": reason}, None
        return {"outcome": Outcome.OK, "answers": answers}, also

    def _said(self, call: AskedToJudge, text: str) -> tuple[dict[str, Any], Callable[[Session], object]]:
        plan, job_id = self.plan, self.context.job_id
        if call.pair_id is not None:
            chosen = read_choice(text, is_swapped=call.is_swapped)
            vote = partial(
                keep_vote,
                job_id=job_id,
                pair_id=call.pair_id,
                judge_id=plan.judge_id,
                persona_hidden=not plan.shows_persona,
            )
            return {"choice": chosen.choice, "why": chosen.why}, vote
        rubric_id = call.rubric_id or 0
        said = read_judgement(text, self.forms[rubric_id])
        of = JudgedSample(
            job_id=job_id,
            item_no=call.item_no,
            judge_id=plan.judge_id,
            sample_id=call.sample_id or 0,
            text_hash=call.text_hash,
            rubric_id=rubric_id,
            persona_hidden=not plan.shows_persona,
        )
        answers = {OVERALL: said.answers[OVERALL], **stored_answers(said)}
        return {"answers": answers, "decision": said.decision, "why": said.why}, partial(keep_review, of=of, said=said)


def _not_sent(sample: Sample) -> str:
    return "" if sample.state == ItemState.ACTIVE else f"Not sent: sample {sample.id} is {sample.state} by now."
