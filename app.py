"""The launcher: `streamlit run app.py` serves the app and keeps its worker alive.

The script of the app is the router, not this file: with `pages/` beside the
main script, Streamlit would run a page that is asked for directly without its
entry point, and so without the question who is there.
"""

from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

ROUTER = Path(__file__).resolve().parent / "curation" / "ui" / "main" / "router.py"

if get_script_run_ctx(suppress_warning=True) is not None:  # a test runs this file as a script
    import runpy

    runpy.run_path(str(ROUTER), run_name="__main__")
else:
    from curation.ui.server import lifespan, middleware, routes

    app = st.App(ROUTER, lifespan=lifespan, routes=routes, middleware=middleware)
    if __name__ == "__main__":
        app.run()
