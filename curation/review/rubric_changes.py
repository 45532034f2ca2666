"""In what two versions of a rubric differ, and which changes would make old answers unreadable."""

import re
from collections.abc import Iterable
from typing import Final

from curation.review.rubric import Question, QuestionKind, RubricForm

KIND_NAMES: Final = {
    QuestionKind.SCALE: "scale from 1 to 5",
    QuestionKind.YES_NO: "yes or no",
    QuestionKind.CHOICE: "one choice",
    QuestionKind.CHOICES: "several choices",
    QuestionKind.TEXT: "free text",
}


def changes_between(before: RubricForm, after: RubricForm) -> list[str]:
    """Return in sentences what a version changes; nothing where it changes nothing."""
    old = {question.id: question for question in before.questions}
    new = {question.id: question for question in after.questions}
    found = [f"Asks also: {new[name].label}" for name in new if name not in old]
    found += [f"Asks no longer: {old[name].label}" for name in old if name not in new]
    for name in new:
        if name in old:
            found += _changes_of(old[name], new[name])
    both_old = [name for name in old if name in new]
    both_new = [name for name in new if name in old]
    if both_old != both_new:
        found.append(f"Order: {', '.join(new[name].label for name in new)}")
    if before.guideline != after.guideline:
        found.append("Guideline reworded" if before.guideline and after.guideline else "Guideline added or removed")
    return found


def refuse_other_kind(earlier: Iterable[RubricForm], after: RubricForm) -> None:
    """Refuse a question that keeps its id and becomes another kind, since its old answers would mean something else.

    Raises:
        ValueError: There is one.
    """
    kinds = {question.id: question.kind for form in earlier for question in form.questions}
    for question in after.questions:
        was = kinds.get(question.id, question.kind)
        if was is not question.kind:
            raise ValueError(
                f"'{question.label}' ({question.id}) was answered as {KIND_NAMES[was]} and cannot become"
                f" {KIND_NAMES[question.kind]}; remove it and add a new question"
            )


def id_for(label: str, taken: Iterable[str]) -> str:
    """Return an id for a new question, made of its words; a number sets it apart from those that were ever used."""
    words = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:30].strip("_")
    first = words if re.match(r"[a-z]", words) else f"q_{words}".rstrip("_")
    used = set(taken)
    return next(name for name in (first, *(f"{first}_{number}" for number in range(2, 1_000))) if name not in used)


def _changes_of(old: Question, new: Question) -> list[str]:
    found = []
    if old.label != new.label:
        found.append(f"Reworded: {old.label} → {new.label}")
    if old.help != new.help:
        found.append(f"Help reworded: {new.label}")
    if old.choices != new.choices:
        found.append(f"Choices of {new.label}: {', '.join(old.choices)} → {', '.join(new.choices)}")
    if old.is_required != new.is_required:
        found.append(f"{new.label} is {'required now' if new.is_required else 'no longer required'}")
    return found
