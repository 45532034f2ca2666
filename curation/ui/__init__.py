"""What people see: the router, the pieces that pages share, and the server around them.

This file imports nothing: the launcher loads `curation.ui.server` before the
server runs, and a component that is registered as early as that is lost.
"""
