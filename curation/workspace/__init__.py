"""The composition root: settings, store and index, built once per process."""

from curation.workspace.locks import Holder, Lock, current_holder, take_lock
from curation.workspace.workspace import WEB_LOCK, Workspace, create_files, make_folders, open_workspace

__all__ = [
    "WEB_LOCK",
    "Holder",
    "Lock",
    "Workspace",
    "create_files",
    "current_holder",
    "make_folders",
    "open_workspace",
    "take_lock",
]
