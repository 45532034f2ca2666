"""The rubric on the desk: what was typed so far, kept for the session until it is saved or discarded."""

from dataclasses import dataclass, field, replace

import streamlit as st

from curation.review import OVERALL, Question, QuestionKind, RubricForm
from curation.review.rubric_changes import id_for
from curation.services.rubrics import SavedRubric
from curation.ui.page import OpenPage

_CHOICES = ("Yes, fully", "In part", "No")
_NEW_LABELS = {
    QuestionKind.SCALE: "New scale",
    QuestionKind.YES_NO: "New yes or no",
    QuestionKind.CHOICE: "New choice",
    QuestionKind.CHOICES: "New choices",
    QuestionKind.TEXT: "New text",
}


@dataclass(slots=True)
class Draft:
    """Questions as they stand on the desk; they may not be possible yet."""

    questions: list[Question]
    guideline: str
    seen_version: int
    edition: int = 0
    """Names the widgets: what moves or is discarded is drawn anew."""


@dataclass(slots=True)
class Desk:
    """One rubric, its versions and what is typed.

    Attributes:
        page: The page.
        name: Whose rubric.
        versions: The newest first; empty where the scenario asks the rubric of all.
        draft: What is typed.
        asked: The questions that are asked now.
    """

    page: OpenPage
    name: str
    versions: list[SavedRubric]
    draft: Draft
    asked: RubricForm = field(default_factory=lambda: RubricForm((Question(OVERALL, QuestionKind.SCALE, "Rating"),)))

    def key(self, name: str) -> str:
        """Return a widget key of this rubric and this edition of the draft."""
        return f"rubric-{self.name}-{self.draft.edition}-{name}"

    def discard(self) -> None:
        """Begin anew with what is asked now."""
        self._begin(self.asked)

    def begin_with(self, form: RubricForm) -> None:
        """Put an earlier version on the desk, not saved yet."""
        self._begin(form)

    def add(self, kind: QuestionKind) -> None:
        """Add a question at the end."""
        used = [one.id for version in self.versions for one in version.rubric.form.questions]
        used += [one.id for one in self.draft.questions]
        label = _NEW_LABELS[kind]
        choices = _CHOICES if kind in (QuestionKind.CHOICE, QuestionKind.CHOICES) else ()
        self.draft.questions.append(Question(id_for(label, used), kind, label, choices=choices))

    def move(self, place: int, by: int) -> None:
        """Move a question up or down."""
        questions = self.draft.questions
        questions.insert(place + by, questions.pop(place))
        self.draft.edition += 1

    def remove(self, place: int) -> None:
        """Take a question out; its old answers stay."""
        del self.draft.questions[place]
        self.draft.edition += 1

    def _begin(self, form: RubricForm) -> None:
        self.draft.questions, self.draft.guideline = list(form.questions), form.guideline
        self.draft.edition += 1


def open_desk(page: OpenPage, name: str, versions: list[SavedRubric], asked: RubricForm) -> Desk:
    """Return the desk of a rubric with what was typed; it begins with what is asked now."""
    version = versions[0].rubric.version if versions and versions[0].rubric.id else 0
    drafts: dict[str, Draft] = st.session_state.setdefault("rubric_drafts", {})
    draft = drafts.setdefault(name, Draft(list(asked.questions), asked.guideline, version))
    return Desk(page, name, versions, draft, asked)


def forget(name: str) -> None:
    """Forget what was typed, which is saved now."""
    st.session_state.setdefault("rubric_drafts", {}).pop(name, None)


def reworded(question: Question, *, label: str, help_text: str, choices: str, is_required: bool) -> Question:
    """Return a question with what was typed.

    Raises:
        ValueError: It cannot be asked.
    """
    lines = tuple(line.strip() for line in choices.splitlines() if line.strip()) if question.choices else ()
    return replace(question, label=label.strip(), help=help_text.strip(), choices=lines, is_required=is_required)
