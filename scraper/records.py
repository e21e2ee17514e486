"""The values that pass along the line, from a link to an article. No behaviour, no I/O.

Every record is frozen. Times are aware UTC datetimes named `…_at`; days are dates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import msgspec

from scraper.blocks import BodyBlock


class PageKind(StrEnum):
    """What a URL leads to, as far as is known."""

    UNKNOWN = "unknown"
    SITEMAP = "sitemap"
    FEED = "feed"
    LISTING = "listing"
    API = "api"
    ARTICLE = "article"
    PROFILE = "profile"
    OTHER = "other"


class FoundBy(StrEnum):
    """The way a URL was discovered. The order is stored (`WAYS`): new ones come at the end."""

    SEED = "seed"
    ROBOTS = "robots"
    SITEMAP = "sitemap"
    FEED = "feed"
    LISTING = "listing"
    PAGINATION = "pagination"
    PAGE = "page"
    REDIRECT = "redirect"
    CANONICAL = "canonical"
    REST = "rest"
    IMPORT = "import"


# A page keeps every way it was found as one number, a bit for each.
WAYS: Mapping[FoundBy, int] = {way: 1 << place for place, way in enumerate(FoundBy)}
# The ways a crawl looks by itself. PAGE stands for the links of pages that are no lists.
ALL_WAYS = frozenset({FoundBy.SITEMAP, FoundBy.FEED, FoundBy.REST, FoundBy.LISTING, FoundBy.PAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address found in a document; `url` is absolute and in canonical spelling.

    `modified_at` is the finder's word on the last change (sitemap lastmod, feed date), or None.
    `hops` counts the redirects that led here; `depth` the clicks from a seed.
    """

    url: str
    found_by: FoundBy
    found_on: str | None = None
    kind: PageKind = PageKind.UNKNOWN
    title: str | None = None
    modified_at: datetime | None = None
    depth: int = 0
    hops: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One URL of the frontier with what is remembered of it: its kind, validators and history.

    `digest` is the SHA-256 of the last body kept, `text_digest` stands for what it said apart from
    noise; `failures` counts failed attempts in a row. `changes` were seen over intervals of
    `changed_seconds` in all, none over `quiet_seconds`. `recheck` says why it is due before its
    time (`modified`, `unlisted`, `list-gone`, `listed`, `same-text`), or None.
    """

    id: int
    url: str
    host: str
    kind: PageKind = PageKind.UNKNOWN
    found_by: FoundBy = FoundBy.SEED
    depth: int = 0
    hops: int = 0
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    checked_at: datetime | None = None
    fetched_at: datetime | None = None
    changed_at: datetime | None = None
    fetches: int = 0
    changes: int = 0
    failures: int = 0
    text_digest: str | None = None
    changed_seconds: float = 0.0
    quiet_seconds: float = 0.0
    recheck: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The bytes of one URL at one time: `body` after content decoding, `digest` its SHA-256 in hex.

    Header names are as received, in order; a name may occur more than once.
    """

    url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    digest: str
    elapsed_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The attribution to another medium.

    `phrase` is the whole attribution as shown; `date` is `YYYY-MM-DD`.
    """

    name: str | None
    url: str | None
    phrase: str
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """A person the page names as its expert, with the role as shown."""

    name: str
    role: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledLink:
    """A related entry or an attachment, titled exactly as shown."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """A player inside the article."""

    url: str


class ArticleKind(StrEnum):
    """What a page turned out to be once read."""

    ARTICLE = "article"
    LISTING = "listing"
    PROFILE = "profile"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page says; `docs/article.md` defines each key.

    Fields stand in the order `scrape extract` prints. `published` is `YYYY-MM-DD`; `published_at`
    and `updated_at` are RFC 3339 text with the offset as given. `body` holds one string per block:
    paragraph, subheading, list item, quotation paragraph.
    """

    url: str
    canonical_url: str | None = None
    lang: str | None = None
    title: str | None = None
    published: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    summary: str | None = None
    body: tuple[str, ...] = ()
    source: Source | None = None
    experts: tuple[Expert, ...] = ()
    photo_credit: str | None = None
    related_news: tuple[TitledLink, ...] = ()
    related_content: tuple[TitledLink, ...] = ()
    attachments: tuple[TitledLink, ...] = ()
    embeds: tuple[Embed, ...] = ()
    image: str | None = None
    authors: tuple[str, ...] = ()
    kind: ArticleKind = ArticleKind.ARTICLE


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Why a field has its value: the rule that gave it, where it stood, and the runners-up."""

    rule: str
    place: str | None = None
    runners_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """An article with the evidence for its fields, the profile and the extractor version.

    `body_links` are the links that stand inside the body, in order, with absolute URLs. `blocks` is
    the body with the kind of each block; empty unless it was asked for.
    """

    article: Article
    profile: str
    extractor: str
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    body_links: tuple[TitledLink, ...] = ()
    blocks: tuple[BodyBlock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCount:
    """How many pages of a host are due; `revisits` of them no sign of change asks for."""

    pages: int
    revisits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRecord:
    """A host's robots.txt as last answered; `body` is None where there was no answer to keep.

    `failed_at` is set while the host does not answer: what stands beside it is then the copy from
    before, if there was one. `retry_at` is the host's word on when to ask again: for robots.txt
    while that fails, else for any page.
    """

    host: str
    fetched_at: datetime
    status: int | None
    body: str | None
    failed_at: datetime | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostDelay:
    """The pause between requests that a host taught, and when it did."""

    host: str
    seconds: float
    learnt_at: datetime
