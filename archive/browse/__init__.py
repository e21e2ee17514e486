"""The archive in a web browser: Datasette, read-only, with the questions people ask built in."""

from archive.browse.server import make_app, serve

__all__ = ["make_app", "serve"]
