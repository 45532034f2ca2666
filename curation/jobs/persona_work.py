"""What a job asks a model about texts or personas, and the row that it keeps of each call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from curation.jobs.context import JobContext
from curation.jobs.work import Call, Item, Kept, item_seed
from curation.models import DEMO_LABEL, Document, ItemState, Outcome, Persona, PersonaCall, Template
from curation.personas import UnreadableAnswerError, mask_personal_data
from curation.providers import Answer, Request
from curation.providers.base import SchemaMode
from curation.providers.prompts import prompt_of
from curation.services.persona_plans import MAX_ANSWERS, PersonasPlan, variables_of
from curation.services.provider_findings import schema_mode_of
from curation.store.changes import changed_row
from curation.store.persona_calls import call_of_item, ended_items
from curation.synthesis import render_prompt, render_text_prompt
from curation.text import clean_text

UNUSABLE: Final = "The answer did not keep to the form; it was asked for once more."


@dataclass(frozen=True, slots=True)
class AskedAbout(Call):
    """One call, ready to be sent: about a text, or about a persona."""

    row_id: int
    about: str
    """The text as it is sent, without personal data; empty where it is about a persona."""


@dataclass(frozen=True, slots=True)
class PersonaWork:
    """The calls of a job whose answers hold personas, or what is known of one."""

    context: JobContext
    plan: PersonasPlan
    template: Template
    terms: str
    schema: dict[str, Any]
    check: Callable[[str, str], object]
    """Reads an answer about a text; raises UnreadableAnswerError where it is not of the form."""

    def calls(self, session: Session, items: Sequence[Item]) -> list[AskedAbout]:
        """Return items as they are to be sent: not about what was set aside, and without personal data."""
        schema_mode = schema_mode_of(session, self.plan.provider, self.plan.model)
        return [self._call(session, item.no, item.answers, schema_mode) for item in items]

    def _call(self, session: Session, item_no: int, turn: int, schema_mode: SchemaMode) -> AskedAbout:
        row = call_of_item(session, self.context.job_id, item_no)
        document = session.get(Document, row.document_id) if row.document_id else None
        persona = session.get(Persona, row.persona_id) if row.persona_id else None
        text = mask_personal_data(document.text) if document else ""
        variables = variables_of(self.plan)
        material = text if document else persona.text if persona else ""
        if document:
            prompt = render_text_prompt(self.template.text, text=text, variables=variables)
        else:
            prompt = render_prompt(self.template.text, persona=material, variables=variables)
        request = self.request(prompt, material, seed=item_seed(self.plan.seed, item_no, turn), schema_mode=schema_mode)
        not_sent = _not_sent(document or persona)
        return AskedAbout(item_no, turn, request, not_sent, row_id=row.id or 0, about=text)

    def request(self, prompt: str, material: str, *, seed: int, schema_mode: SchemaMode) -> Request:
        """Return what is sent: a prompt, and beside it what it is about and how the answer is to look."""
        return Request(
            prompt=prompt,
            model=self.plan.model,
            max_output_tokens=self.plan.max_output_tokens,
            temperature=self.plan.temperature,
            seed=seed,
            json_schema=self.schema if self.plan.form == "structured" else None,
            schema_mode=schema_mode,
            scenario=self.template.scenario,
            variant=self.template.variant,
            persona=material,
            variables=variables_of(self.plan),
        )

    def finished(self, session: Session) -> set[int]:
        """Return the numbers of the items whose call has an end."""
        return ended_items(session, self.context.job_id)

    def answered(self, call: AskedAbout, answer: Answer, *, cost_usd: float | None, latency_s: float) -> Kept:
        """Return what is kept of an answer; its personas are taken from it later, in the order of the items.

        One that is not of the form is asked for once more; a refused or cut off one is not.
        """
        outcome, reason = self._outcome(call, answer)
        if outcome is Outcome.UNPARSEABLE and call.turn + 1 < MAX_ANSWERS:
            return Kept(goes_on=True, reason=UNUSABLE)
        asked = self._asked(call)
        if answer.model != self.plan.model:
            asked["params"] = {**asked["params"], "answered_by": answer.model}
        values: dict[str, Any] = {
            **asked,
            "raw": clean_text(answer.text),
            "outcome": outcome,
            "reason": reason,
            "finish_reason": answer.finish_reason,
            "request_id": answer.request_id,
            "input_tokens": answer.input_tokens,
            "output_tokens": answer.output_tokens,
            "cost_usd": cost_usd,
            "latency_s": round(latency_s, 4),
        }
        return Kept([changed_row(PersonaCall, call.row_id, values)])

    def failed(self, call: AskedAbout, outcome: Outcome, reason: str, *, raw: str = "") -> Kept:
        """Return what is kept where no usable answer came."""
        values = {**self._asked(call), "outcome": outcome, "reason": reason, "raw": clean_text(raw)}
        return Kept([changed_row(PersonaCall, call.row_id, values)])

    def _asked(self, call: AskedAbout) -> dict[str, Any]:
        plan = self.plan
        return {
            "template_id": self.template.id,
            "prompt": prompt_of(call.request),
            "provider": plan.provider,
            "model": plan.model,
            "params": {
                "temperature": plan.temperature,
                "max_output_tokens": plan.max_output_tokens,
                "form": plan.form,
                "terms": self.terms,
            },
            "seed": call.request.seed,
            "label": DEMO_LABEL if plan.is_demo else "",
        }

    def _outcome(self, call: AskedAbout, answer: Answer) -> tuple[Outcome, str]:
        if answer.outcome == "refused":
            return Outcome.REFUSED, "The model refused to answer."
        if answer.outcome == "cut_off":
            return Outcome.CUT_OFF, f"The answer was cut off at {self.plan.max_output_tokens:,} tokens."
        if answer.outcome == "empty":
            return Outcome.EMPTY, "The answer holds no text."
        problem = self._problem(call, answer.text)
        return (Outcome.OK, "") if problem is None else (Outcome.UNPARSEABLE, problem)

    def _problem(self, call: AskedAbout, text: str) -> str | None:
        """Return why an answer cannot be read, or None; a defect of ours must not lose what was paid for."""
        try:
            self.check(text, call.about)
        except UnreadableAnswerError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - see above
            return f"The answer could not be read: {type(error).__name__}."
        return None


def _not_sent(about: Document | Persona | None) -> str:
    if about is None:
        return "Not sent: what it is about is gone."
    what = "text" if isinstance(about, Document) else "persona"
    return "" if about.state == ItemState.ACTIVE else f"Not sent: the {what} is {about.state} by now."
