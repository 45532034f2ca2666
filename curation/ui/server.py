"""The parts of the server around Streamlit: the lock, the worker, routes and headers."""

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from curation.errors import CurationError
from curation.services.setup import init_workspace
from curation.settings import load_settings
from curation.ui.headers import SecurityHeaders
from curation.workspace import WEB_LOCK, Lock, make_folders, take_lock

ICON: Final = Path(__file__).resolve().parent / "static" / "icon.png"
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
LOOK_S: Final = 0.2
"""How often one looks whether the worker has ended."""
STOP_TIMEOUT_S: Final = 15.0
"""How long the worker may take to finish its call before it is killed."""

_log = logging.getLogger(__name__)


def start_workspace() -> Lock:
    """Take the lock of the workspace's server, then make or migrate the workspace.

    Raises:
        CurationError: Another server holds it, or it cannot be used; the message says what to do.
    """
    settings = load_settings()
    make_folders(settings)
    lock = take_lock(settings.workspace / WEB_LOCK, "server")
    try:
        init_workspace(settings, with_starter=True)
    except BaseException:
        lock.close()
        raise
    return lock


def worker_command() -> list[str]:
    """Return the command of the worker that lives as long as this server."""
    workspace = str(load_settings().workspace)
    return [sys.executable, "-m", "curation", "--workspace", workspace, "worker", "--tied-to", str(os.getpid())]


async def keep_worker(command: Sequence[str], *, pause_s: float = FIRST_PAUSE_S) -> None:
    """Run the worker and start it again when it ends, with longer pauses when it ends at once."""
    pause = pause_s
    loop = asyncio.get_running_loop()
    while True:
        started = loop.time()
        # A session of its own: Ctrl-C reaches the server alone, which then ends the worker in good order. Not by the
        # loop: uvloop's would hand the server's socket down, and the port of a killed server would stay taken.
        process = await asyncio.to_thread(subprocess.Popen, command, start_new_session=True)
        try:
            code = await _ended(process)
        finally:
            await _stop(process)
        if loop.time() - started > LONGEST_PAUSE_S:
            pause = pause_s
        _log.warning("The worker ended with code %s; it starts again in %.0f s.", code, pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_S)


async def _ended(process: "subprocess.Popen[bytes]") -> int:
    """Wait for the end of a worker and return its code."""
    while (code := process.poll()) is None:
        await asyncio.sleep(LOOK_S)
    return code


async def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End a running worker, by force where it does not end by itself."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(_ended(process), STOP_TIMEOUT_S)
    except TimeoutError:
        process.kill()
        await _ended(process)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Hold the workspace and keep the worker alive while the server runs."""
    try:
        held = start_workspace()
    except CurationError as error:
        # Nothing is open yet; an exception would print its sentence below a page of the frameworks' own lines.
        print(error, file=sys.stderr, flush=True)  # noqa: T201 - this is for the person who started the server
        os._exit(1)
    worker = asyncio.create_task(keep_worker(worker_command()))
    try:
        yield None
    finally:
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker
        held.close()


async def _healthz(_request: Request) -> Response:
    """Say that the server answers."""
    return PlainTextResponse("ok")


async def _no_api(_request: Request) -> Response:
    """Say that there is no such address, where Streamlit would answer with its page."""
    return JSONResponse({"error": {"code": "not_found", "message": "There is no such address."}}, status_code=404)


async def _favicon(_request: Request) -> Response:
    """Give the app's icon, so that the tab never shows another one."""
    return FileResponse(ICON, media_type="image/png")


routes: list[BaseRoute] = [
    Route("/healthz", _healthz),
    Route("/favicon.png", _favicon),
    Route("/api/{path:path}", _no_api, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
]
middleware: list[Middleware] = [Middleware(SecurityHeaders)]
