"""What a page is: article, listing, profile or other. Read before anything is taken out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from selectolax.lexbor import LexborHTMLParser

from scraper.extract.dates import is_day_alone
from scraper.extract.head import Head
from scraper.profile import SiteProfile
from scraper.records import ArticleKind

_LISTING_CLASSES = frozenset(
    [
        "archive",
        "category",
        "tag",
        "tax",
        "author",
        "search",
        "search-results",
        "home",
        "blog",
        "paged",
        "date",
        "post-type-archive",
        "front",
    ]
)
# Themes put these on articles too.
_LOOSE_CLASSES = frozenset(("home", "blog", "front"))
_LISTING_PATH = re.compile(
    r"/page/\d+/?$|^/(?:[a-z]{2}/)?(?:category|categories|tag|tags|topic|topics|author|authors"
    r"|archives?(?!/(?!(?:19|20)\d\d(?:/|$))\d+/?$)"  # a number that is no year is an article's
    r"|search|zoeken)(?:/|$)|/news/author/"
)
_LISTING_QUERY = re.compile(r"(?:^|&)(?:(?:s|search|q)=[^&]|(?:page|paged|avia-element-paging)=\d)")
_NUMBERED = re.compile(
    r"(?:^|&)(?:(?!(?:page|paged|avia-element-paging)=)[\w-]+=\d+(?:&|$)|q=node/\d)"
)  # Drupal without clean addresses has its path in q
_PROFILE_PATH = re.compile(
    r"^/(?:[a-z]{2}/)?(?:(?:about(?:-us)?|over(?:-ons)?|who-we-are|organisati(?:e|on)|organization"
    r"|ueber-uns)/)?(?:(?:our-)?(?:experts?|people|person|staff|team)|medewerkers?)/[^/]+(?:/[^/]+)*/?$"
)
_ARTICLE_CLASSES = ("single-post", "single-report", "single-podcast", "single-news")
_ENTRIES = (
    "article:not([class*='comment']), div.views-row, a.av-masonry-entry, div.post-item, li.post"
)
_PAGERS = "nav.pagination, ul.pager, nav.posts-navigation, nav .page-numbers.current"
# Days that a page of a person shows are those of its entries.
SHOWN = frozenset(("line at the headline", "element called a date", "first line of the text"))
_FEW = 3  # entries an article may have below it, whatever pager it has
_HARDLY_A_TEXT = 200
_LISTING_TYPES = frozenset(("CollectionPage", "SearchResultsPage", "ItemList", "Blog"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the untouched page shows of its kind."""

    classes: frozenset[str]
    entries: int
    has_pagination: bool


def read_shape(tree: LexborHTMLParser, head: Head) -> Shape:
    """Read body classes, the number of entries and whether there is a pager.

    Where the classes or the head settle that a page is an article, nothing is counted; a pager is
    looked for on a page of several entries, or of a person.
    """
    body = tree.body
    words = (body.attributes.get("class") or "").lower().split() if body is not None else []
    classes = frozenset(words)
    is_profile = _is_profile(classes, head)
    if body is None or (not is_profile and _is_settled(classes, head)):
        return Shape(classes=classes, entries=0, has_pagination=False)
    entries = len(body.css(_ENTRIES))
    is_asked = entries > _FEW or is_profile
    has_pagination = is_asked and body.css_first(_PAGERS) is not None
    return Shape(classes=classes, entries=entries, has_pagination=has_pagination)


def _is_profile(classes: frozenset[str], head: Head) -> bool:
    return "ProfilePage" in head.types() or any(
        name.startswith("single-expert") for name in classes
    )


def _is_settled(classes: frozenset[str], head: Head) -> bool:
    """Whether `read_kind` decides without entries and pagers."""
    if {"home", "page"} <= classes:
        return False
    if head.article and not head.types() & _LISTING_TYPES:
        return True
    return not classes & _LOOSE_CLASSES and _is_article_class(classes)


def _is_article_class(classes: frozenset[str]) -> bool:
    return any(name.startswith(_ARTICLE_CLASSES) for name in classes)


def _is_static(classes: frozenset[str]) -> bool:
    """Whether WordPress says that this is a page and no entry; others call every page a page."""
    return "page-template-default" in classes or (
        "page" in classes
        and any(name.startswith(("page-id-", "page-template")) for name in classes)
    )


def read_kind(
    shape: Shape,
    head: Head,
    *,
    url: str,
    profile: SiteProfile,
    has_title: bool,
    day_rule: str | None,
    text_length: int,
    linked_headings: int = 0,
    is_list: Callable[[], bool] = bool,
    is_signed: bool = False,
) -> tuple[ArticleKind, str]:
    """Return the kind of a page and the sign that decided.

    Args:
        shape: What the page showed before extraction.
        head: Its metas and JSON-LD.
        url: Address it was fetched from.
        profile: Its site profile.
        has_title: Whether it has a headline of its own (an h1).
        day_rule: The rule that gave its day, or None without one.
        text_length: Characters of body text found.
        linked_headings: Headings that lead to other pages, where no day was found.
        is_signed: Whether it names an author, or its data states the text beside the headline.
        is_list: Tells whether links with a day beside each follow the headline.
    """
    parts = urlsplit(url)
    is_one = has_title and _NUMBERED.search(parts.query) is not None
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if not url:  # of a page without an address a path says nothing
        path = "?"
    return (
        _of_names(shape, head, parts, day_rule=day_rule)
        or _of_statement(
            shape, head, path, profile, text_length, is_one=is_one and day_rule is not None
        )
        or _of_content(
            *(shape, head, has_title, day_rule, text_length, linked_headings, is_list, is_signed)
        )
    )


def is_empty_day(title: str, text_length: int) -> bool:
    """Whether a headline is a day alone with hardly a text: calendars make such without end."""
    return text_length < _HARDLY_A_TEXT and is_day_alone(title)


def is_of_entries(found: ArticleKind, day_rule: str) -> bool:
    """Whether the day that a rule gave is that of entries: the page of a person has none."""
    return found is ArticleKind.PROFILE and day_rule in SHOWN


def _of_names(
    shape: Shape, head: Head, parts: SplitResult, *, day_rule: str | None
) -> tuple[ArticleKind, str] | None:
    """Return the kind that body classes and the address give away, profiles and lists."""
    classes, types, is_dated = shape.classes, head.types(), day_rule is not None
    if _is_profile(classes, head):
        is_author_list = "author" in classes or (shape.has_pagination and "archive" in classes)
        return (
            (ArticleKind.LISTING, "author archive")
            if is_author_list
            else (ArticleKind.PROFILE, "profile")
        )
    is_static_front = {"home", "page"} <= classes and shape.entries == 0
    named = classes & _LISTING_CLASSES
    if parts.path.strip("/") and _is_one_article(shape, head, is_dated=is_dated):
        named -= _LOOSE_CLASSES
    if named and not {"single", "page-template"} & classes and not is_static_front:
        return ArticleKind.LISTING, "body class"
    if _is_list_address(parts):
        return ArticleKind.LISTING, "address"
    if _PROFILE_PATH.match(parts.path) and (
        head.meta("og:type") == "profile" or "Person" in types or not is_dated or day_rule in SHOWN
    ):
        return ArticleKind.PROFILE, "address"
    if head.meta("og:type") == "profile":
        return ArticleKind.PROFILE, "og:type"
    return None


def _is_one_article(shape: Shape, head: Head, *, is_dated: bool) -> bool:
    """Whether a page says that it is one article, and shows no more than one."""
    if head.types() & _LISTING_TYPES:
        return False
    return bool(head.article) or (
        is_dated and shape.entries < 2 and head.meta("og:type") == "article"
    )


def _is_list_address(parts: SplitResult) -> bool:
    """Whether an address is that of a front page, a list or a search; "" is no address."""
    if _LISTING_PATH.search(parts.path):
        return True
    if _NUMBERED.search(parts.query):  # of one thing, though on the way to it lists were turned
        return False
    is_front = bool(parts.netloc) and not parts.path.strip("/")
    return is_front or bool(_LISTING_QUERY.search(parts.query))


def _of_statement(
    shape: Shape, head: Head, path: str, profile: SiteProfile, text_length: int, *, is_one: bool
) -> tuple[ArticleKind, str] | None:
    """Return the kind that the profile or the page itself states."""
    types = head.types()
    if any(re.search(pattern, path) for pattern in profile.article_paths):
        return ArticleKind.ARTICLE, "profile article_paths"
    if _is_article_class(shape.classes):
        return ArticleKind.ARTICLE, "body class"
    if head.article and not types & _LISTING_TYPES:
        return ArticleKind.ARTICLE, "JSON-LD"
    if not is_one and any(re.search(pattern, path) for pattern in profile.listing_paths):
        return ArticleKind.LISTING, "profile listing_paths"
    if types & _LISTING_TYPES or (
        shape.has_pagination and shape.entries > _FEW and text_length < 1500
    ):
        return ArticleKind.LISTING, "entries"
    return None


def _of_content(
    shape: Shape,
    head: Head,
    has_title: bool,
    day_rule: str | None,
    text_length: int,
    linked_headings: int,
    is_list: Callable[[], bool],
    is_signed: bool,
) -> tuple[ArticleKind, str]:
    """Return the kind by what was found on a page that says nothing of itself."""
    classes, is_dated = shape.classes, day_rule is not None
    if (
        _is_static(classes)
        and "single" not in classes
        and "commentary" not in classes
        and not (day_rule and head.meta("og:type") == "article" and "line" in day_rule)
    ):
        return ArticleKind.OTHER, "body class page"
    if "single" in classes:  # an item of a portfolio or a product has no day
        return (ArticleKind.ARTICLE, "body class") if is_dated else (ArticleKind.OTHER, "no day")
    if is_dated and has_title:
        if shape.entries > 5 and text_length < 800 and not is_signed:
            return ArticleKind.LISTING, "entries"
        return ArticleKind.ARTICLE, "headline and day"
    if head.meta("article:published_time") or (
        head.meta("og:type") == "article" and text_length > 1000
    ):
        return ArticleKind.ARTICLE, "og:type"
    if shape.entries > 5 and text_length < 3000:
        return ArticleKind.LISTING, "entries"
    if linked_headings > 5 and text_length < 1500:
        return ArticleKind.LISTING, "headings that are links"
    if not is_dated and is_list():
        return ArticleKind.LISTING, "links with days"
    if has_title and text_length > (800 if is_signed else 2500):
        return ArticleKind.ARTICLE, "text"
    if text_length > 1000 and is_dated:
        return ArticleKind.ARTICLE, "day and text"
    return ArticleKind.OTHER, "no sign of an article"
