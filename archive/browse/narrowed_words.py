"""How filters and what they narrow are said to the reader: kinds, values, chips, notes."""

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from archive.browse.facets import Facet
from archive.browse.listing import Listing, Nearby
from archive.browse.narrowing import Asked
from archive.browse.words import Words
from archive.search import CONSIDERED

# In the interface's English; `Words` says them in the reader's language.
KINDS = {
    "site": "Site",
    "section": "Section",
    "year": "Year",
    "month": "Month",
    "expert": "Expert",
    "outlet": "Outlet",
    "tag": "Tag",
    "lang": "Language",
    "state": "State",
}
STATES = {"changed": "Changed by the site", "gone": "Gone from the site", "there": "Still there"}
ORDERS = {
    "best": "Best",
    "recent": "Best and recent",
    "newest": "Newest",
    "oldest": "Oldest",
    "changed": "Lately changed",
}
NONE_SUCH = {
    "site": "No site here is called {name}.",
    "expert": "No expert here is called {name}.",
    "outlet": "No outlet here is called {name}.",
    "tag": "No tag here is called {name}.",
}
# Values shown at once; the others are behind "more".
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value with the list it leads to; `is_least`: it has more than so many articles."""

    label: str
    address: str
    articles: int = 0
    is_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A kind of filter with its values; `left_out` is how many are not named."""

    kind: str
    title: str
    shown: tuple[Choice, ...]
    more: tuple[Choice, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter that was chosen, with the list without it."""

    title: str
    label: str
    address: str


def label_of(words: Words, kind: str, value: str) -> str:
    """Return a filter's value as the reader says it."""
    if kind == "month":
        return words.month(value)
    if kind == "state":
        return words(STATES[value])
    if kind == "lang":
        try:
            name = Locale.parse(value, sep="-").get_display_name(words.locale)
        except (ValueError, UnknownLocaleError):
            return value
        return name[:1].upper() + name[1:] if name else value
    return value


def groups(words: Words, asked: Asked, facets: tuple[Facet, ...]) -> list[Group]:
    """Return what a list can be narrowed by, each value with its address."""
    made = []
    for facet in facets:
        choices = tuple(
            Choice(
                label=label_of(words, facet.kind, value),
                address=asked.address(**{facet.kind: value}),
                articles=articles,
            )
            for value, articles in facet.values
        )
        made.append(
            Group(
                kind=facet.kind,
                title=words(KINDS[facet.kind]),
                shown=choices[:SHOWN],
                more=choices[SHOWN:],
                left_out=facet.left_out,
            )
        )
    return made


def chips(words: Words, asked: Asked) -> list[Chip]:
    """Return the filters chosen; without its year a month goes too."""
    return [
        Chip(
            title=words(KINDS[kind]),
            label=label_of(words, kind, value),
            address=asked.address(**{kind: None} | ({"month": None} if kind == "year" else {})),
        )
        for kind, value in asked.given.items()
    ]


def orders(words: Words, asked: Asked) -> list[tuple[str, str, bool]]:
    """Return (label, address, is it this one) of the orders there are."""
    return [
        (words(ORDERS[order]), asked.address(order=order), order == asked.order)
        for order in asked.orders
    ]


def notes(words: Words, asked: Asked, listing: Listing) -> list[str]:
    """Return what a reader should know of how the question was taken."""
    told = []
    if listing.searched and listing.searched != asked.query:
        told.append(words("Read as: {query}", query=listing.searched))
    told += [words(NONE_SUCH[kind], name=name) for kind, name in listing.unknown]
    told += [
        words("{filter} cannot be {value}; left out.", filter=words(KINDS[key]), value=value)
        if key in KINDS
        else words("There is no filter {filter}; left out.", filter=key)
        for key, value in asked.refused
    ]
    if listing.more:
        told.append(
            words(
                "More than {n} articles answer; these are the last to come in, best first.",
                n=words.number(CONSIDERED),
            )
            if asked.order == "best"
            else words(
                "More than {n} articles answer; these are the last to come in.",
                n=words.number(CONSIDERED),
            )
        )
    return told


def nearby(words: Words, asked: Asked, found: list[Nearby]) -> list[Choice]:
    """Return other lists than an empty one, each told by how it differs."""
    made = []
    for near in found:
        renamed = [
            kind for kind, name in asked.given.items() if near.asked.given.get(kind, name) != name
        ]
        dropped = [kind for kind in asked.given if kind not in near.asked.given]
        if renamed:
            label = near.asked.given[renamed[0]]
        elif not near.asked.query and asked.query:
            label = words("Without the words")
        elif near.asked.query != asked.query:
            label = near.asked.query
        elif len(dropped) == len(asked.given) > 1:
            label = words("Without filters")
        else:
            label = words(
                "Without {kind}: {value}",
                kind=words(KINDS[dropped[0]]).lower(),
                value=label_of(words, dropped[0], asked.given[dropped[0]]),
            )
        if near.asked.query != asked.query and near.asked.query and dropped:
            label = words("{query}, without filters", query=label)
        made.append(
            Choice(
                label=label,
                address=near.asked.address(),
                articles=near.articles,
                is_least=near.more,
            )
        )
    return made
