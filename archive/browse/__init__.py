"""The reading room: a Datasette plugin that shows an archive to people who never type SQL.

Datasette finds this package by its entry point, so its import stays light. `server` starts the two
together, for `scrape browse`.
"""

from archive.browse.plugin import (
    asgi_wrapper,
    extra_template_vars,
    get_metadata,
    handle_exception,
    prepare_connection,
    register_routes,
    render_cell,
    startup,
)

__all__ = [
    "asgi_wrapper",
    "extra_template_vars",
    "get_metadata",
    "handle_exception",
    "prepare_connection",
    "register_routes",
    "render_cell",
    "startup",
]
