"""What a list is asked for in its address: words, filters by name, an order. Pure.

An address that says something no list knows is answered as far as it goes, and told.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from archive.filters import Filters

FILTERS = ("site", "section", "year", "month", "expert", "outlet", "tag", "lang", "state")
STATES = ("changed", "gone", "there")
# With words, and without.
SEARCH_ORDERS = ("best", "recent", "newest", "oldest", "changed")
PLAIN_ORDERS = ("newest", "oldest", "changed")
PLACES = ("after", "before")
# Longer than anything a person types; FTS5 and the reader's patience have limits too.
MAX_CHARACTERS = 500

_FORMS = {
    "year": re.compile("[0-9]{4}"),
    "month": re.compile("[0-9]{4}-(0[1-9]|1[0-2])"),
    "state": re.compile("|".join(STATES)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One list: `given` holds the filters as they stand in the address.

    `after` or `before` is the place of a page in it; `refused` has (name, value) of what is not
    understood.
    """

    query: str = ""
    given: Mapping[str, str]
    order: str
    after: str | None = None
    before: str | None = None
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def orders(self) -> tuple[str, ...]:
        """Return the orders there are for it, the usual one first."""
        return SEARCH_ORDERS if self.query else PLAIN_ORDERS

    @property
    def filters(self) -> Filters:
        """Return the filters as the archive takes them."""
        values: dict[str, Any] = dict(self.given)
        if "year" in values:
            values["year"] = int(values["year"])
        return Filters(**values)

    @property
    def is_narrowed(self) -> bool:
        """Return whether there is anything to take away from it."""
        return bool(self.query or self.given)

    def address(self, **changes: str | None) -> str:
        """Return the query string of another list, from its first page: None takes a key away."""
        wanted: dict[str, str | None] = {"q": self.query, **self.given, "order": self.order}
        wanted |= changes
        if wanted.get("order") == _usual(wanted.get("q")):
            wanted["order"] = None
        return urlencode({key: value for key, value in wanted.items() if value})

    def clear(self) -> str:
        """Return the query string of the same list without any filter."""
        return self.address(**dict.fromkeys(FILTERS))


def read_address(args: Any) -> Asked:
    """Return what an address asks for; of a key that is there twice the first counts."""
    query, given, refused = "", {}, []
    order: str | None = None
    places: dict[str, str] = {}
    for key in args:
        value = args.get(key)[:MAX_CHARACTERS].replace("\0", " ").strip()
        if key == "q":
            query = value
        elif key in PLACES:
            places[key] = value
        elif not value or key.startswith("_"):
            continue  # an empty field of a form; a word to Datasette
        elif key == "order":
            order = value
        elif key in FILTERS and (key not in _FORMS or _FORMS[key].fullmatch(value)):
            given[key] = value
        else:
            refused.append((key, value))
    known = SEARCH_ORDERS if query else PLAIN_ORDERS
    if order is not None and order not in SEARCH_ORDERS:
        refused.append(("order", order))
    return Asked(
        query=query,
        given={key: given[key] for key in FILTERS if key in given},
        order=order if order and order in known else _usual(query),
        refused=tuple(refused),
        **places,
    )


def other_than(asked: Asked, query: str, given: Mapping[str, str]) -> Asked:
    """Return another list in the same order, where it has that."""
    order = asked.order if asked.order in (SEARCH_ORDERS if query else PLAIN_ORDERS) else None
    return Asked(query=query, given=given, order=order or _usual(query))


def _usual(query: str | None) -> str:
    return SEARCH_ORDERS[0] if query else PLAIN_ORDERS[0]
