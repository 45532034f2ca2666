"""A prompt tried before it is saved: filled in for three people, and an answer read as a job would read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from sqlmodel import Session, col, func, select

from curation.errors import BadInputError
from curation.models import Document, ItemState, Persona, Template
from curation.personas import mask_personal_data
from curation.services.answers import ReadAnswer, read_steps
from curation.services.filling import Filling, contract_of, fill, steps_for, values_for
from curation.services.template_rules import (
    check_template,
    choices,
    is_of_hub,
    material_of,
    render_hub,
    shipped_variant,
)
from curation.synthesis import SCENARIOS, Written
from curation.text import guess_language
from curation.workspace import Workspace

N_SHOWN: Final = 3
_NONE: Final[Mapping[str, str]] = MappingProxyType({})
_SOME_TEXT: Final = "The ferry leaves at six, and who is late walks around the bay."


class ShownStep(NamedTuple):
    """One call of an item: its name, empty where there is but one, and the prompt."""

    step: str
    prompt: str


@dataclass(frozen=True, slots=True)
class ShownFor:
    """A prompt filled in for somebody; `row_id` is None for a made up one, where there is nobody yet."""

    row_id: int | None
    about: str
    steps: tuple[ShownStep, ...]


class _Material(NamedTuple):
    row_id: int | None
    text: str


def preview_three(
    workspace: Workspace, template: Template, *, variables: Mapping[str, str] = _NONE, turn: int = 0
) -> list[ShownFor]:
    """Return what a prompt, stored or not, would send for three active personas, or texts; each call of each.

    Nothing is generated: what earlier calls came to is taken from the example
    that ships. Without anybody there, it is filled in for the person of the example.

    Args:
        workspace: Where.
        template: A row, stored or a draft.
        variables: What is set; the rest has its default.
        turn: Shows other three, each time it is another number.

    Raises:
        BadInputError: It cannot be used as a prompt; the sentence says why.
    """
    check_template(template)
    with workspace.read() as session:
        found = _materials(session, Document if material_of(template.scenario) == "text" else Persona, turn)
    written = _example_of(template)
    people = found or [_Material(None, written.persona or _SOME_TEXT)]
    try:
        if is_of_hub(template.scenario):
            chosen = {**next(choices(template)), **variables}
            return [ShownFor(*one, (ShownStep("", render_hub(template, one.text, chosen)),)) for one in people]
        others = [*people[1:], people[0]] if len(people) > 1 else [_Material(None, written.other_persona or _SOME_TEXT)]
        pairs = zip(people, others, strict=True)
        return [ShownFor(*one, _steps(template, variables, one.text, other.text)) for one, other in pairs]
    except ValueError as error:
        raise BadInputError(f"It cannot be filled in: {error}.", "Nothing was saved.") from error


def first_person(workspace: Workspace, template: Template) -> str:
    """Return somebody to try an answer with: the person of the example, else the first of the hub."""
    if about := _example_of(template).persona:
        return about
    with workspace.read() as session:
        found = _materials(session, Persona, 0)
    return found[0].text if found else ""


def example_answers(template: Template) -> tuple[str, ...]:
    """Return the raw answers of the example, one for each call; for several calls those that ship."""
    n = len(steps_for(template, {}))
    shipped = _example_of(template).raws
    if n == 1:
        return (template.example,)
    return tuple(shipped[number % len(shipped)] for number in range(n)) if shipped else ("",) * n


def try_answer(template: Template, raws: Sequence[str], *, persona: str) -> ReadAnswer:
    """Read raw answers, one for each call, as a job would: parsed by the contract, then checked.

    Args:
        template: A row, stored or a draft.
        raws: As a model would write them; those at the end may be empty.
        persona: Whom they are for; without one the checks that look at it have little to say.

    Raises:
        BadInputError: The prompt or its contract cannot be used.
    """
    check_template(template)
    given = list(raws)
    while len(given) > 1 and not given[-1].strip():
        given.pop()
    values = values_for(template, {})
    language = guess_language(persona) if persona else "und"
    return read_steps(
        template.scenario,
        template.variant,
        given,
        persona=persona,
        prompt=fill(template, Filling(), persona=persona or "Somebody.", other_persona="Somebody else.").prompt,
        language=None if language == "und" else language,
        contract=contract_of(template),
        variables=values,
    )


def _steps(template: Template, variables: Mapping[str, str], persona: str, other: str) -> tuple[ShownStep, ...]:
    steps, shipped = steps_for(template, variables), _example_of(template).raws
    shown = []
    for number, step in enumerate(steps):
        earlier = [shipped[place % len(shipped)] for place in range(number)] if shipped else []
        filled = fill(template, Filling(variables), persona=persona, other_persona=other, earlier=earlier)
        shown.append(ShownStep(step, filled.prompt))
    return tuple(shown)


def _example_of(template: Template) -> Written:
    """Return the example that ships with a prompt; a prompt of one's own is shown for the person of the free one."""
    shipped = shipped_variant(template.scenario, template.variant)
    if shipped is None and template.scenario == "custom":
        return Written(SCENARIOS["custom"].variant("free").written.persona)
    return shipped.written if shipped else Written()


def _materials(session: Session, table: type[Document] | type[Persona], turn: int) -> list[_Material]:
    """Return three active rows, other ones at each turn."""
    is_active = table.state == ItemState.ACTIVE
    count = session.exec(select(func.count()).select_from(table).where(is_active)).one()
    start = turn * N_SHOWN % count if count else 0
    rows = select(table.id, table.text).where(is_active).order_by(col(table.id)).offset(start).limit(N_SHOWN)
    clean = mask_personal_data if table is Document else str  # as each is sent
    return [_Material(row[0], clean(row[1])) for row in session.execute(rows)]
