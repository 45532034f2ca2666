"""A workspace that is set up to ask the chat server, for the benchmarks of generation."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.chat_beside import MODEL, personas
from curation.models import Origin, Persona
from curation.services.people import join
from curation.services.permissions import Actor
from curation.services.providers import CallLimits, save_limits, save_provider
from curation.services.setup import init_workspace
from curation.settings import Settings
from curation.text import identity_hash
from curation.workspace import Workspace, open_workspace


class Asker(NamedTuple):
    """A workspace, and who generates in it."""

    workspace: Workspace
    actor: Actor


def make_workspace(folder: Path, *, n_personas: int) -> Asker:
    """Make a workspace with so many personas."""
    settings = Settings(workspace=folder, key_file=None)
    init_workspace(settings, with_starter=False)
    workspace = open_workspace(settings)
    add_personas(workspace, personas(n_personas))
    return Asker(workspace, join(workspace, "Bench"))


def add_personas(workspace: Workspace, texts: Sequence[str]) -> None:
    """Add descriptions as personas."""
    with workspace.write() as tx:
        tx.add_all(
            Persona(text=text, text_hash=identity_hash(text), language="en", origin=Origin.IMPORTED, licence="CC0-1.0")
            for text in texts
        )


def let_it_ask(asker: Asker, port: int, limits: CallLimits) -> None:
    """Make the server on this port the provider `openai` of a workspace, within limits."""
    address = f"http://127.0.0.1:{port}/v1"
    save_provider(asker.workspace, "openai", base_url=address, models=[MODEL], actor=asker.actor)
    save_limits(asker.workspace, "openai", limits, actor=asker.actor)
