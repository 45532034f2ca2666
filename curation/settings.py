"""What the environment decides: where the workspace lies and where keys are."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this process works."""

    workspace: Path
    key_file: Path | None


def load_settings(workspace: Path | None = None, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings: the given workspace, else CURATION_WORKSPACE, else ./workspace."""
    chosen = workspace or Path(environ.get("CURATION_WORKSPACE") or "workspace")
    key_file = environ.get("CURATION_KEY_FILE")
    return Settings(workspace=chosen.expanduser().resolve(), key_file=Path(key_file) if key_file else None)
