"""Other people's hubs: by which columns each is known, where its personas stand, and what its licence is.

This table says all that the importers know of them. A hub is recognised by its
columns; that it looks like one is a guess, so its licence is proposed to a
person and never taken by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from curation.errors import BadInputError
from curation.personas import Attribute
from curation.sources.hub_attributes import column_attributes, profile_attributes
from curation.sources.hub_profiles import NAME_COLUMN

ALL_TEXTS: Final = "*"
"""Stands for a column where every persona text of a row is read, each as a persona."""
NO_HUB: Final = "none"
"""Stands for a hub where a file is read by its columns alone."""

_ELITE: Final = [f"{scope} domain (top {share} percent)" for scope in ("general", "specific") for share in ("1", "0.1")]


@dataclass(frozen=True, slots=True)
class HubSchema:
    """What is known of one hub.

    Attributes:
        name: What `--schema` takes.
        title: What a person is shown.
        datasets: How its names on the Hugging Face hub begin.
        licence: The licence that its publisher states; empty where none is known.
        needs: The columns by which it is known.
        only: All columns that it may have; empty where it may have any.
        is_sure: Whether the columns can hardly be those of something else.
        persona: The column with the persona; empty where there is none.
        more_texts: How the names of further columns with personas end; empty where there are none.
        lists: Columns that hold a list, in whatever writing.
        cut: Columns of which the beginning is kept where they are too long to stand beside a persona.
        left_out: Columns that do not stand beside the persona.
        none_in: Columns in which the text "None" stands for a missing value.
        attributes: What the columns say of the person.
        language: The column with the language of the row.
        is_task: Whether it has the columns of Persona Hub's task files.
        messages: The column with the turns of a conversation.
    """

    name: str
    title: str
    datasets: tuple[str, ...]
    licence: str
    needs: frozenset[str]
    only: frozenset[str] = frozenset()
    is_sure: bool = True
    persona: str = ""
    more_texts: str = ""
    lists: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    none_in: frozenset[str] = frozenset()
    attributes: Callable[[Mapping[str, object]], dict[str, Attribute]] | None = None
    language: str = ""
    is_task: bool = False
    messages: str = ""

    @property
    def has_samples(self) -> bool:
        """Whether its rows hold generated texts."""
        return self.is_task or bool(self.messages)

    def recognises(self, columns: Sequence[str]) -> bool:
        """Tell whether a file with these columns looks like this hub."""
        names = frozenset(columns)
        return self.needs <= names and (not self.only or names <= self.only)

    def texts(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Return the columns with personas, the one that is read by default first."""
        more = (name for name in columns if self.more_texts and name.endswith(self.more_texts))
        return tuple(dict.fromkeys(name for name in (self.persona, *more) if name in columns))


HUBS: Final[tuple[HubSchema, ...]] = (
    HubSchema(
        name="personahub-tasks",
        title="PersonaHub, a task file",
        datasets=("proj-persona/PersonaHub",),
        licence="CC-BY-NC-SA-4.0",
        needs=frozenset({"input persona", "synthesized text"}),
        persona="input persona",
        left_out=frozenset({"synthesized text"}),
        is_task=True,
    ),
    HubSchema(
        name="personahub-elite",
        title="PersonaHub, elite personas",
        datasets=("proj-persona/PersonaHub",),
        licence="CC-BY-NC-SA-4.0",
        needs=frozenset({"persona", _ELITE[0]}),
        persona="persona",
        none_in=frozenset(_ELITE),
    ),
    HubSchema(
        name="finepersonas-clustering",
        title="FinePersonas, clustering set",
        datasets=("argilla/FinePersonas-v0.1-clustering",),
        licence="llama3",
        needs=frozenset({"persona", "cluster_label", "summary_label"}),
        persona="persona",
        lists=frozenset({"summary_label"}),
        left_out=frozenset({"embedding", "nn_indices", "nn_scores", "projection"}),
    ),
    HubSchema(
        name="finepersonas",
        title="FinePersonas",
        datasets=("argilla/FinePersonas",),
        licence="llama3",
        needs=frozenset({"id", "persona", "labels"}),
        persona="persona",
        lists=frozenset({"labels"}),
        left_out=frozenset({"embedding"}),
    ),
    HubSchema(
        name="nemotron",
        title="Nemotron-Personas",
        datasets=("nvidia/Nemotron-Personas",),
        licence="CC-BY-4.0",
        needs=frozenset({"uuid", "persona", "professional_persona"}),
        persona="persona",
        more_texts="_persona",
        lists=frozenset({"skills_and_expertise_list", "hobbies_and_interests_list"}),
        attributes=column_attributes,
    ),
    HubSchema(
        name="mpersonas",
        title="mPersonas",
        datasets=("BSC-LT/m-personas",),
        licence="Apache-2.0",
        needs=frozenset({"persona", "lang", "messages"}),
        persona="persona",
        cut=frozenset({"source_text"}),
        left_out=frozenset({"prompt"}),
        language="lang",
        messages="messages",
    ),
    HubSchema(
        name="tulu3-personas",
        title="Tulu 3 personas",
        datasets=("allenai/tulu-3-sft-personas",),
        licence="ODC-BY-1.0",
        needs=frozenset({"id", "prompt", "messages"}),
        only=frozenset({"id", "prompt", "messages", "input_persona", "constraints"}),
        persona="input_persona",
        lists=frozenset({"constraints"}),
        left_out=frozenset({"prompt"}),
        messages="messages",
    ),
    HubSchema(
        name="smoltalk",
        title="SmolTalk",
        datasets=("HuggingFaceTB/smoltalk",),
        licence="Apache-2.0",
        needs=frozenset({"messages", "source"}),
        only=frozenset({"messages", "source"}),
        is_sure=False,
        messages="messages",
    ),
    HubSchema(
        name="deeppersona",
        title="DeepPersona",
        datasets=(),
        licence="",
        needs=frozenset({NAME_COLUMN, "Summary"}),
        persona="Summary",
        left_out=frozenset({"Profile Index"}),
        attributes=profile_attributes,
    ),
    HubSchema(
        name="personahub",
        title="PersonaHub",
        datasets=("proj-persona/PersonaHub",),
        licence="CC-BY-NC-SA-4.0",
        needs=frozenset({"persona"}),
        only=frozenset({"persona"}),
        is_sure=False,
        persona="persona",
    ),
)
"""In the order in which they are tried: what needs more columns stands before what needs fewer of them."""

NAMES: Final = tuple(hub.name for hub in HUBS)


def recognise(columns: Sequence[str]) -> HubSchema | None:
    """Return the hub that a file with these columns looks like, or None."""
    return next((hub for hub in HUBS if hub.recognises(columns)), None)


def hub_of_dataset(dataset: str) -> HubSchema | None:
    """Return the hub whose name on the Hugging Face hub begins like this one, or None."""
    folded = dataset.casefold()
    found = (hub for hub in HUBS if any(folded.startswith(name.casefold()) for name in hub.datasets))
    return next(found, None)


def hub_of_file(columns: Sequence[str], wanted: str | None) -> HubSchema | None:
    """Return the hub whose schema a file is read by, the wanted one or the one it looks like.

    Raises:
        BadInputError: There is no hub of the wanted name, or the file has not its columns.
    """
    if wanted is None:
        return recognise(columns)
    if wanted in (NO_HUB, ""):
        return None
    hub = hub_named(wanted)
    if missing := sorted(hub.needs - set(columns)):
        raise BadInputError(
            f"The file is not in the form of {hub.title}: it has no column '{missing[0]}'.",
            f"It has: {', '.join(columns[:20])}.",
        )
    return hub


def hub_named(name: str) -> HubSchema:
    """Return the hub of a name.

    Raises:
        BadInputError: There is none.
    """
    for hub in HUBS:
        if hub.name == name:
            return hub
    raise BadInputError(f"'{name[:80]}' is no schema that is known.", f"Known: {', '.join(NAMES)}, or {NO_HUB}.")
