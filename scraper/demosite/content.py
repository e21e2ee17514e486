"""The records the demo site is made of.

Addresses in them are site paths (`/news/x/`) or absolute; nothing here knows the base URL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from scraper.demosite.markup import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of the invented institute; `block_role` is what an Experts block shows, if any."""

    slug: str
    name: str
    role: str
    block_role: str = ""
    bio: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Where a text came from: the phrase in the notation, and what it says.

    `place` is `line` (a paragraph of its own), `inline` (the sentence stands in the body), or
    `label` (two paragraphs: all before the link, then the link).
    """

    phrase: str
    name: str | None = None
    date: str | None = None
    place: str = "line"
    emphasis: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A line "NAME is a ROLE at ZISS": `verb` is "is a", "are"…; `more` makes it a biography."""

    who: tuple[str, ...]
    verb: str
    role: str
    stop: str = ""
    linked: bool = True
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person named with a role in the running text; `linked` where the name is a link."""

    who: str
    role: str
    linked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A photo credit; `form` is line, bracket, caption or copyright."""

    text: str
    label: str = ""
    form: str = "line"
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A PDF offered in an article; `form` is button, block, plain or relative."""

    title: str
    path: str
    form: str = "button"


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """An embedded player; `form` is src, data-src, data-lazy-src, noscript or click."""

    url: str
    form: str = "src"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One article page: its texts, and how the theme of its time showed them.

    `family` is builder, classic, elegant or modern; `version` the theme's major version.
    `day` is the date the reader sees (in the form `date_form`, or nowhere: `none`); times are UTC.
    """

    id: int
    kind: str
    slug: str
    lang: str
    title: str
    day: date
    published_at: datetime
    updated_at: datetime
    blocks: tuple[Block, ...]
    family: str = "builder"
    version: int = 7
    date_form: str = "mdy"
    declared: str = "en-US"
    head: str = "yoast"
    summary: str = ""
    summary_place: str = "both"
    categories: tuple[str, ...] = ("News",)
    tags: tuple[str, ...] = ()
    tags_shown: bool = True
    label_shown: bool = True
    author: str = "web-desk"
    source: Attribution | None = None
    experts: tuple[str, ...] | None = None
    experts_form: str = "slider"
    role_line: RoleLine | None = None
    mention: Mention | None = None
    credit: Credit | None = None
    related_news: tuple[str, ...] | None = None
    related_content: tuple[str, ...] | None = None
    related_form: str = "slider"
    also: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    players: tuple[Player, ...] = ()
    image: str = ""
    picture: bool = False
    lazy: bool = False
    burger: bool = False
    consent: str = "end"
    title_bar: str = ""
    repeat_title: bool = False
    heading_in_text: bool = False
    structured: bool = False
    entities: bool = False
    theme_labels: str = "en"
    hreflang: bool = False

    @property
    def path(self) -> str:
        """Give the page's path on the site."""
        return f"/{'report' if self.kind == 'report' else 'news'}/{self.slug}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticPage:
    """A page that is no article: about, contact, a theme's landing page."""

    slug: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One entry of the menu and what hangs under it."""

    title: str
    path: str
    children: tuple["MenuItem", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that one edition of the site holds, pages newest first."""

    pages: tuple[Page, ...]
    people: Mapping[str, Person]
    authors: Mapping[str, str]
    statics: tuple[StaticPage, ...]
    menu: tuple[MenuItem, ...]
    moved: Mapping[str, str]
    gone: frozenset[str]


def walk(items: Iterable[MenuItem]) -> Iterable[MenuItem]:
    """List the menu's items, each before what hangs under it."""
    for item in items:
        yield item
        yield from walk(item.children)
