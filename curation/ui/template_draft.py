"""What somebody changed of a prompt and has not saved; it stays while views and pages are changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from curation.models import Template
from curation.services.template_rules import CUSTOM, is_of_hub
from curation.services.templates import TemplateVersion, changes_between, draft_of
from curation.synthesis import Contract
from curation.ui.page import OpenPage

_DRAFTS: Final = "template_drafts"


@dataclass(frozen=True, slots=True)
class Desk:
    """A prompt on the desk: its versions, the newest first, and what was typed, which is changed in place."""

    page: OpenPage
    versions: Sequence[TemplateVersion]
    fields: dict[str, Any]

    @property
    def newest(self) -> Template:
        """The version that is used now."""
        return self.versions[0].template

    @property
    def base(self) -> Template:
        """The version that was on the screen when the first change was made."""
        return next((one.template for one in self.versions if one.template.version == self.fields["seen"]), self.newest)

    @property
    def is_own(self) -> bool:
        """Whether people made the prompt, so that they say how its answers are read."""
        return self.newest.scenario == CUSTOM

    @property
    def draft(self) -> Template:
        """The row that would be saved, not checked."""
        fields: dict[str, Any] = {name: self.fields[name] for name in ("title", "text", "example")}
        if not is_of_hub(self.newest.scenario):
            fields["variables"] = self.fields["variables"]
        return draft_of(self.base, **fields, contract=self.contract)

    @property
    def contract(self) -> dict[str, object] | None:
        """What was typed of the contract; None where the program reads the answers."""
        if not self.is_own:
            return None
        form = self.fields["form"]
        return {
            "form": form,
            "labels": _lines(self.fields["labels"]) if form == "labels" else [],
            "keys": [_key_of(line) for line in _lines(self.fields["keys"])] if form == "json" else [],
            "min_words": self.fields["min_words"],
            "max_words": self.fields["max_words"],
        }

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to save."""
        return bool(changes_between(draft_of(self.base), self.draft))

    def bind(self, name: str) -> str:
        """Return the key of the widget of a field, which shows what was typed before it was last drawn."""
        key = self.key(name)
        st.session_state.setdefault(key, self.fields[name])
        return key

    def key(self, name: str) -> str:
        """Return a key of this prompt at this version."""
        return f"tpl_{self.newest.scenario}_{self.newest.variant}_{self.fields['seen']}_{name}"

    def discard(self) -> None:
        """Forget what was typed."""
        st.session_state[_DRAFTS].pop((self.newest.scenario, self.newest.variant), None)
        beginning = self.key("")
        for key in [key for key in st.session_state if isinstance(key, str) and key.startswith(beginning)]:
            del st.session_state[key]


def open_desk(page: OpenPage, versions: Sequence[TemplateVersion]) -> Desk:
    """Return a prompt with what was typed of it; what nobody changed follows the newest version."""
    newest = versions[0].template
    drafts: dict[tuple[str, str], dict[str, Any]] = st.session_state.setdefault(_DRAFTS, {})
    name = (newest.scenario, newest.variant)
    if name in drafts:
        desk = Desk(page, versions, drafts[name])
        if desk.fields["seen"] == newest.version or desk.is_changed:
            return desk
        desk.discard()
    drafts[name] = _fields_of(newest)
    return Desk(page, versions, drafts[name])


def _fields_of(row: Template) -> dict[str, Any]:
    contract = Contract.from_fields(row.contract)
    return {
        "seen": row.version,
        "title": row.title,
        "text": row.text,
        "variables": dict(row.variables),
        "example": row.example,
        "form": contract.form,
        "labels": "\n".join(contract.labels),
        "keys": "\n".join(f"{name}: {kind}" for name, kind in contract.keys),
        "min_words": contract.min_words,
        "max_words": contract.max_words,
    }


def _lines(written: str) -> list[str]:
    return [line.strip() for line in written.splitlines() if line.strip()]


def _key_of(line: str) -> list[str]:
    """Read `name: type`; without a type it is a text."""
    name, colon, kind = line.rpartition(":")
    return [name.strip(), kind.strip()] if colon else [line, "string"]


def fields_told(desk: Desk) -> Mapping[str, Any]:
    """Return what a save is given."""
    draft = desk.draft
    told: dict[str, Any] = {"text": draft.text, "title": draft.title, "example": draft.example}
    if not is_of_hub(draft.scenario):
        told["variables"] = draft.variables
    return {**told, "contract": desk.contract, "seen_version": desk.fields["seen"]}
