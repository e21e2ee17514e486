"""The pages of the reading room, one module for each kind; their addresses are all here."""

from collections.abc import Callable
from typing import Any

from archive.browse.pages.article import article, by_url
from archive.browse.pages.article_files import as_csv, as_json, atom
from archive.browse.pages.articles import articles
from archive.browse.pages.charts import charts
from archive.browse.pages.choices import choose
from archive.browse.pages.cite import cite
from archive.browse.pages.evidence import evidence
from archive.browse.pages.expert import expert
from archive.browse.pages.front import front
from archive.browse.pages.names import experts, outlets
from archive.browse.pages.outlet import outlet
from archive.browse.pages.questions import gallery
from archive.browse.pages.robots import robots
from archive.browse.pages.site import site
from archive.browse.pages.sites import sites
from archive.browse.pages.snapshot import kept_bytes, page, snapshot
from archive.browse.pages.tools import databases, threads
from archive.browse.pages.versions import versions

_ARTICLE = r"/-/articles/(?P<id>\d+)"

ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"/$", front),
    (r"/-/articles$", articles),
    (r"/-/articles\.atom$", atom),
    (r"/-/articles\.csv$", as_csv),
    (r"/-/articles\.json$", as_json),
    (r"/-/choose$", choose),
    (r"/-/articles/by-url$", by_url),
    (rf"{_ARTICLE}$", article),
    (rf"{_ARTICLE}/versions$", versions),
    (rf"{_ARTICLE}/evidence$", evidence),
    (rf"{_ARTICLE}/snapshot$", snapshot),
    (rf"{_ARTICLE}/page$", page),
    (rf"{_ARTICLE}/bytes$", kept_bytes),
    (rf"{_ARTICLE}/cite\.(?P<ending>bib|ris|txt)$", cite),
    (r"/-/experts$", experts),
    (r"/-/experts/(?P<id>[0-9]{1,18})$", expert),
    (r"/-/outlets$", outlets),
    (r"/-/outlets/(?P<id>[0-9]{1,18})$", outlet),
    (r"/-/sites$", sites),
    (r"/-/sites/(?P<host>[^/]+)$", site),
    (r"/-/charts$", charts),
    (r"/-/questions$", gallery),
    (r"/robots\.txt$", robots),
    (r"/-/databases(\.(?P<format>json))?$", databases),
    (r"/-/threads(\.json)?$", threads),
)

__all__ = ["ROUTES"]
