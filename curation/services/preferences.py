"""What a person has set for good: keys, switches, the view; own person only, and no event."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from curation.errors import BadInputError
from curation.models import Annotator
from curation.services.permissions import Actor, allow
from curation.workspace import Workspace

VIEWS: Final = ("focus", "bulk")
BULK_ROWS: Final = (10, 25, 50)
MAX_KEYS: Final = 200
_ACTION: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_KEY: Final = re.compile(r"[a-z0-9?/]+(\+[a-z0-9?/]+){0,3}")
_MAX_KEY_CHARS: Final = 30


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person has set; the defaults are what holds where nothing is set."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """The own key of an action, by the name of the action; whether it can be bound is for the page's key map to say."""
    single_keys: bool = True
    """Whether plain letters and digits are keys."""
    auto_advance: bool = True
    """Whether a decision goes on to the next item."""
    rate_decides: bool = False
    """Whether a rating is a decision, too."""
    hide_persona: bool = False
    halo: bool = False
    """Whether one rates with the persona hidden first, and then again with it shown."""
    hide_suggestions: bool = False
    view: str = "focus"
    bulk_rows: int = 10


_DEFAULTS: Final = asdict(Preferences())


def get_preferences(workspace: Workspace, *, actor: Actor) -> Preferences:
    """Return what the actor has set; what cannot be read, as of another version, counts as not set."""
    with workspace.read() as session:
        row = session.get(Annotator, actor.id)
        stored = row.preferences if row else {}
    return Preferences(
        **{name: value for name, value in stored.items() if name in _DEFAULTS and not _fault(name, value)}
    )


def set_preference(workspace: Workspace, name: str, value: object, *, actor: Actor) -> Preferences:
    """Keep one choice of the actor's own; None takes it back to the default.

    Raises:
        BadInputError: There is no such preference, or it cannot be that.
        NotAllowedError: The actor has left.
    """
    if name not in _DEFAULTS:
        raise BadInputError(f"There is no preference '{name}'.", f"There are {', '.join(_DEFAULTS)}.")
    if value is not None and (fault := _fault(name, value)):
        raise BadInputError(f"The preference '{name}' {fault}.", "Nothing was changed.")
    with workspace.write() as tx:
        allow(tx, actor, "look")
        row = tx.get_one(Annotator, actor.id)
        kept: dict[str, Any] = {known: set_ for known, set_ in row.preferences.items() if known != name}
        row.preferences = kept if value is None else {**kept, name: value}
        tx.add(row)
    return get_preferences(workspace, actor=actor)


def _fault(name: str, value: object) -> str:
    """Return why a preference cannot be that, or nothing."""
    if name == "keys":
        return _fault_of_keys(value)
    if name == "view":
        return "" if value in VIEWS else f"is one of {', '.join(VIEWS)}"
    if name == "bulk_rows":
        is_known = isinstance(value, int) and not isinstance(value, bool) and value in BULK_ROWS
        return "" if is_known else f"is one of {', '.join(map(str, BULK_ROWS))}"
    return "" if isinstance(value, bool) else "is either on or off"


def _fault_of_keys(value: object) -> str:
    """Return why own keys cannot be those: names of actions and of keys, as the key maps write them."""
    if not isinstance(value, Mapping) or len(value) > MAX_KEYS:
        return f"is a table of at most {MAX_KEYS} actions and their keys"
    for action, key in value.items():
        if not isinstance(action, str) or not _ACTION.fullmatch(action):
            return "names an action by small letters, digits and hyphens"
        if not isinstance(key, str) or len(key) > _MAX_KEY_CHARS or not _KEY.fullmatch(key):
            return f"needs a key such as 'a', 'space' or 'ctrl+enter' for '{action}'"
    return ""
