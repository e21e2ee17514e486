"""The day and time of publication: what is shown, what the head states, what the address says."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from scraper.extract import dates
from scraper.extract.found import Found
from scraper.extract.head import Head, types_of
from scraper.extract.nearby import is_in_box, is_of_update
from scraper.extract.text import describe
from scraper.profile import SiteProfile

_FEW = 4  # times looked at: the own one stands before those of other entries
_AMSTERDAM = "Europe/Amsterdam"
_TIMES = "time[datetime], [itemprop='datePublished'][content], [itemprop='datePublished'][datetime]"
_METAS = (
    "datepublished", "citation_publication_date", "citation_date", "rand-date", "dc.date.issued",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "publication-date", "article.published", "cxenseparse:recs:publishtime",
    "article:published", "og:published_time", "og:article:published_time", "displaydate",
    "originalpublicationdate", "bt:pubdate",
)  # fmt: skip
# A content system fills these with the day of any of its own events.
_LOOSE_METAS = (
    "date", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "created",
)  # fmt: skip

_PUBLISHED = re.compile(r"publish(?!er)|publication|pub[-_.:]?date|issued|created|release[-_]?date")
_OTHER_TIME = re.compile(r"modif|updat|expir|until|valid|end")
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
    """Return the day of publication: the one the reader sees, where the profile trusts it."""
    timezone = profile.timezone or (_AMSTERDAM if lang == "nl" else None)
    stated = _stated_day(head, url, timezone)
    if stated.value is None and shown.value is None:
        stated = _loose_day(published_at, head, url, timezone)
    if shown.value is None:
        return stated
    if stated.value is None:
        return shown
    is_local = shown.rule == SAME_INSTANT and shown.value != stated.value
    is_first = profile.visible_date_first and not _is_swapped(shown.value, stated.value)
    if is_local or is_first:
        return Found(
            value=shown.value, rule=shown.rule, place=shown.place, runners_up=(stated.value,)
        )
    return Found(value=stated.value, rule=stated.rule, runners_up=(shown.value,))


def stated_time(head: Head) -> str | None:
    """Return the time or day of publication the article's own data states, as it stands there."""
    for value, _ in _stated(head):
        if dates.machine_day(value):
            return value
    return None


def _stated_day(head: Head, url: str, timezone: str | None) -> Found:
    """Return the day the page's own data states, else its address."""
    from_url = dates.url_day(url) or dates.url_day(head.canonical or "")
    for value, rule in _stated(head):
        day = _read_day(value, head, url, timezone)
        if day:
            if from_url and dates.days_apart(day, from_url) == 1:
                return Found(value=from_url, rule="day in the address", runners_up=(day,))
            return Found(value=day, rule=rule)
    return Found(value=from_url, rule="day in the address" if from_url else "none")


def _loose_day(published_at: str | None, head: Head, url: str, timezone: str | None) -> Found:
    """Return the day of what is less sure than a day shown at the headline."""
    values = [(head.metas.get(name), f"meta {name}") for name in _LOOSE_METAS]
    for value, rule in [(published_at, "published_at"), *values]:
        day = _read_day(value, head, url, timezone) if value else None
        if day:
            return Found(value=day, rule=rule)
    in_name = dates.slug_day(urlsplit(url).path)
    return Found(value=in_name, rule="day in the address" if in_name else "none")


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
    for name in _METAS:
        if name in head.metas:
            yield head.metas[name], f"meta {name}"
    for name, value in head.metas.items():
        if len(value) < 40 and _PUBLISHED.search(name) and not _OTHER_TIME.search(name):
            yield value, f"meta {name}"


def _own_times(region: LexborNode, profile: SiteProfile) -> list[LexborNode]:
    for selector in profile.date:
        found = region.css(selector)
        if found:
            return found[:1]
    main = region.css_first("article, main")
    shown = [
        node
        for node in (main if main is not None else region).css(_TIMES)[:_FEW]
        if not is_in_box(node) and not is_of_update(node)
    ]
    days = {dates.machine_day(_time_of(node)) for node in shown}
    return shown[:1] if len(days) == 1 else []


def _time_of(node: LexborNode) -> str | None:
    return node.attributes.get("datetime") or node.attributes.get("content")


def _is_swapped(shown: str, stated: str) -> bool:
    """Whether the shown day is the stated one with day and month read the wrong way round."""
    return shown != stated and shown == f"{stated[:4]}-{stated[8:]}-{stated[5:7]}"
