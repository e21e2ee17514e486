"""The day and time of publication: what is shown, what the head states, what the address says."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from scraper.extract import dates
from scraper.extract.found import Found
from scraper.extract.head import Head, types_of
from scraper.extract.nearby import is_in_box, is_none_of_publication
from scraper.extract.selectors import fitting
from scraper.extract.text import describe
from scraper.profile import SiteProfile

_FEW = 4  # times looked at: the own one stands before those of other entries
_AMSTERDAM = "Europe/Amsterdam"
_TIMES = "time[datetime], [itemprop='datePublished'][content], [itemprop='datePublished'][datetime]"
DAY_METAS = (
    "datepublished", "citation_publication_date", "citation_date", "rand-date", "dc.date.issued",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "publication-date", "article.published", "cxenseparse:recs:publishtime",
    "article:published", "og:published_time", "og:article:published_time", "displaydate",
    "originalpublicationdate", "bt:pubdate",
)  # fmt: skip
# A content system fills these with the day of any of its own events.
LOOSE_METAS = (
    "date", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "created",
)  # fmt: skip

_PUBLISHED = re.compile(r"publish(?!er)|publication|pub[-_.:]?date|issued|created|release[-_]?date")
_OTHER_TIME = re.compile(r"modif|updat|expir|until|valid|end")
_IN_ADDRESS = "day in the address"
SAME_INSTANT = "time of the same instant"
_UNDATED_TYPES = frozenset(
    ("Comment", "Review", "WebSite", "Person", "ImageObject", "Organization")
)


def find_time(
    head: Head,
    region: LexborNode | None,
    headline: LexborNode | None,
    profile: SiteProfile,
    *,
    modified: bool = False,
) -> tuple[str | None, str]:
    """Return the machine-readable time of publication (or of the last change), and its rule."""
    key, meta = (
        ("dateModified", "article:modified_time")
        if modified
        else ("datePublished", "article:published_time")
    )
    stated = [
        (head.article.get(key), f"JSON-LD {key}"),
        (head.page.get(key), f"JSON-LD {key}"),
        (head.meta(meta), meta),
    ]
    for value, rule in stated:
        time = dates.normal_time(value) if isinstance(value, str) else None
        if time:
            return time, rule
    for node in _own_times(region, profile) if region is not None else ():
        time = dates.normal_time(_time_of(node))
        if time:
            return time, f"datetime of {describe(node)}"
    return None, "none"


def find_published(
    shown: Found,
    published_at: str | None,
    *,
    head: Head,
    url: str,
    profile: SiteProfile,
    lang: str | None,
) -> Found:
    """Return the day of publication: the one the reader sees, where the profile trusts it.

    The runners-up are the other days that were found, as `YYYY-MM-DD (rule)`.
    """
    timezone = profile.timezone or (_AMSTERDAM if lang == "nl" else None)
    stated = _stated_days(head, url, timezone)
    if shown.value is None:
        return _first_of(stated or _loose_days(published_at, head, url, timezone))
    day = next(iter(stated), None)
    is_local = shown.rule == SAME_INSTANT and shown.value != day
    is_first = profile.visible_date_first and not (day and _is_swapped(shown.value, day))
    if day is None or is_local or is_first:
        return _first_of({shown.value: shown.rule} | stated, place=shown.place)
    return _first_of(stated | {shown.value: stated.get(shown.value, shown.rule)})


def _first_of(days: dict[str, str], place: str | None = None) -> Found:
    """Return the first of some days by their rules, the others as runners-up."""
    told = [f"{day} ({rule})" for day, rule in days.items()]
    for day, rule in days.items():
        return Found(value=day, rule=rule, place=place, runners_up=tuple(told[1:]))
    return Found(value=None)


def stated_time(head: Head) -> str | None:
    """Return the time or day of publication the article's own data states, as it stands there."""
    for value, _ in _stated(head):
        if dates.machine_day(value):
            return value
    return None


def _stated_days(head: Head, url: str, timezone: str | None) -> dict[str, str]:
    """Return the days the page's own data and its address state with their rules, surest first."""
    days: dict[str, str] = {}
    read: set[str] = set()
    for value, rule in _stated(head):
        if value[:10] not in read:  # most pages say the same day several times
            read.add(value[:10])
            day = _read_day(value, head, url, timezone)
            if day:
                days.setdefault(day, rule)
    from_url = dates.url_day(url) or dates.url_day(head.canonical or "")
    first = next(iter(days), None)
    if from_url and first and dates.days_apart(first, from_url) == 1:
        return {from_url: _IN_ADDRESS} | days  # a clock of another place said the other
    return days | {from_url: days.get(from_url, _IN_ADDRESS)} if from_url else days


def _loose_days(
    published_at: str | None, head: Head, url: str, timezone: str | None
) -> dict[str, str]:
    """Return the first day of what is less sure than a day shown at the headline."""
    values = [(head.metas.get(name), f"meta {name}") for name in (*_named_so(head), *LOOSE_METAS)]
    for value, rule in [(published_at, "published_at"), *values]:
        day = _read_day(value, head, url, timezone) if value else None
        if day:
            return {day: rule}
    in_name = dates.slug_day(urlsplit(url).path) or _day_of_picture(head, url)
    return {in_name: _IN_ADDRESS} if in_name else {}


def _day_of_picture(head: Head, url: str) -> str | None:
    """Return the day in the address of the page's picture where its own has the same figures."""
    day = dates.url_day(head.meta("og:image", "twitter:image:src", "twitter:image") or "")
    return day if day and day.replace("-", "")[2:] in url else None


def _named_so(head: Head) -> Iterator[str]:
    """Yield the metas of any site's own whose name tells of publication."""
    for name, value in head.metas.items():
        if len(value) < 40 and _PUBLISHED.search(name) and not _OTHER_TIME.search(name):
            yield name


def _read_day(value: str, head: Head, url: str, timezone: str | None) -> str | None:
    day = dates.machine_day(value, timezone=timezone)
    if day or not any(map(str.isdigit, value)):
        return day
    order = dates.order_of(head.meta("og:locale") or head.lang, urlsplit(url).hostname or "")
    return dates.first_day(value, order=order)


def _stated(head: Head) -> Iterator[tuple[str, str]]:
    """Yield what the page's own data states as its day, the surest first."""
    published = head.article.get("datePublished")
    if isinstance(published, str):
        yield published, "JSON-LD datePublished"
    if stated := head.meta("article:published_time"):
        yield stated, "meta article:published_time"
    for node in (head.page, *head.nodes):
        published = node.get("datePublished")
        if isinstance(published, str) and not _UNDATED_TYPES.intersection(types_of(node)):
            yield published, "JSON-LD datePublished"
    for name in DAY_METAS:
        if name in head.metas:
            yield head.metas[name], f"meta {name}"


def _own_times(region: LexborNode, profile: SiteProfile) -> list[LexborNode]:
    for selector in fitting(region, profile.date):
        found = region.css(selector)[:_FEW]
        own = [
            node for node in found if profile.visible_date_first or not is_none_of_publication(node)
        ]
        if own:
            return own[:1]
    main = region.css_first("article, main")
    shown = [
        node
        for node in (main if main is not None else region).css(_TIMES)[:_FEW]
        if not is_in_box(node) and not is_none_of_publication(node)
    ]
    days = {dates.machine_day(_time_of(node)) for node in shown}
    return shown[:1] if len(days) == 1 else []


def _time_of(node: LexborNode) -> str | None:
    return node.attributes.get("datetime") or node.attributes.get("content")


def _is_swapped(shown: str, stated: str) -> bool:
    """Whether the shown day is the stated one with day and month read the wrong way round."""
    return shown != stated and shown == f"{stated[:4]}-{stated[8:]}-{stated[5:7]}"
