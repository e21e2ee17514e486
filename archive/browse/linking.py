"""Addresses of the room's other pages, as every page needs them."""

from typing import Any
from urllib.parse import quote, urlencode


def articles_at(datasette: Any, **filters: object) -> str:
    """Return the address of the article list narrowed to what is given; None is left out."""
    given = {name: value for name, value in filters.items() if value is not None}
    path: str = datasette.urls.path("/-/articles" + (f"?{urlencode(given)}" if given else ""))
    return path


def expert_at(datasette: Any, expert_id: int) -> str:
    """Return the address of an expert's page."""
    path: str = datasette.urls.path(f"/-/experts/{expert_id:d}")
    return path


def outlet_at(datasette: Any, outlet_id: int) -> str:
    """Return the address of an outlet's page."""
    path: str = datasette.urls.path(f"/-/outlets/{outlet_id:d}")
    return path


def site_at(datasette: Any, host: str) -> str:
    """Return the address of a site's page."""
    path: str = datasette.urls.path(f"/-/sites/{quote(host, safe=':')}")
    return path


def with_query(datasette: Any, path: str, **values: object) -> str:
    """Return an address of the room with a query; None and "" are left out."""
    given = {name: value for name, value in values.items() if value not in (None, "")}
    address: str = datasette.urls.path(path + (f"?{urlencode(given)}" if given else ""))
    return address
