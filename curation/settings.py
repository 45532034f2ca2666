"""What the environment decides: where the workspace lies and where keys are."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BACKUPS_KEPT: Final = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this process works."""

    workspace: Path
    key_file: Path | None
    backups_kept: int = BACKUPS_KEPT
    """How many of the copies that the program makes before a migration are kept; those of people always are."""


def load_settings(workspace: Path | None = None, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings: the given workspace, else CURATION_WORKSPACE, else ./workspace; the rest by environment."""
    chosen = workspace or Path(environ.get("CURATION_WORKSPACE") or "workspace")
    key_file = environ.get("CURATION_KEY_FILE")
    kept = environ.get("CURATION_BACKUPS_KEPT", "")
    return Settings(
        workspace=chosen.expanduser().resolve(),
        key_file=Path(key_file) if key_file else None,
        # What is no number from 1 on removes no more than usual.
        backups_kept=int(kept) if kept.isdecimal() and int(kept) else BACKUPS_KEPT,
    )
