"""The pages of the reading room, one module for each kind; their addresses are all here."""

from collections.abc import Callable
from typing import Any

from archive.browse.pages.charts import charts
from archive.browse.pages.choices import choose
from archive.browse.pages.expert import expert
from archive.browse.pages.front import front
from archive.browse.pages.names import experts, outlets
from archive.browse.pages.outlet import outlet
from archive.browse.pages.site import site
from archive.browse.pages.sites import sites

ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    (r"/$", front),
    (r"/-/choose$", choose),
    (r"/-/experts$", experts),
    (r"/-/experts/(?P<id>[0-9]{1,18})$", expert),
    (r"/-/outlets$", outlets),
    (r"/-/outlets/(?P<id>[0-9]{1,18})$", outlet),
    (r"/-/sites$", sites),
    (r"/-/sites/(?P<host>[^/]+)$", site),
    (r"/-/charts$", charts),
)

__all__ = ["ROUTES"]
