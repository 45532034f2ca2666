"""Examples: outputs that few-shot prompts show, from samples that people accepted or edited, or from a file."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from curation.errors import BadInputError, NotFoundError
from curation.models import Example, ItemState, Mode
from curation.services.generation_plan import ShownExample


def shown_examples(session: Session, example_ids: Sequence[int], *, mode: Mode) -> tuple[ShownExample, ...]:
    """Return examples as a job shows them, in the order asked for.

    Raises:
        NotFoundError: There is no such example.
        BadInputError: One was set aside, or lacks the persona that the mode shows.
    """
    rows = {row.id: row for row in session.exec(select(Example).where(col(Example.id).in_(example_ids)))}
    shown = []
    for example_id in dict.fromkeys(example_ids):
        row = rows.get(example_id)
        if row is None:
            raise NotFoundError(f"There is no example {example_id}.")
        if row.state != ItemState.ACTIVE:
            raise BadInputError(f"Example {example_id} is {row.state}.", "Choose others, or restore it.")
        if mode is Mode.PERSONA_FEW_SHOT and not row.persona:
            raise BadInputError(
                f"Example {example_id} has no persona, which {mode} shows.",
                "Derive it or write it on the Templates page, or choose few-shot.",
            )
        shown.append(ShownExample(id=example_id, output=row.text, persona=row.persona))
    return tuple(shown)
