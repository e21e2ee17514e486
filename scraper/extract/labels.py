"""What stands around the headline: the section's label, tags and the day."""

import re
from collections.abc import Iterable, Iterator, Sequence

from selectolax.lexbor import LexborNode

from scraper.extract import dates, nearby, published
from scraper.extract.found import Found
from scraper.extract.head import Head, listed, plain
from scraper.extract.selectors import fitting
from scraper.extract.text import Block, class_words, clean, describe, node_text, words_of
from scraper.extract.told import UPDATED, day_of_lines
from scraper.profile import SiteProfile

_LABEL_WORDS = 6
_LABEL = 50  # characters
_BRIEF = 400  # characters without the white space around its parts
_UNLIKE_LABELS = frozenset(("nav", "ul", "ol", "form", "button", "script"))
_UNLIKE_NAMES = (
    *("crumb", "share", "social", "search", "menu", "logo", "skip", "title_container"),
    *("main-title", "button"),
)
_NAVIGATION = frozenset(("nav", "navbar", "navigation", "topnav", "topbar"))
_FEW = 12  # elements looked at in one place; nested by the thousand, each costs the whole
_LABEL_CLASS = (
    '[class*="kicker" i], [class*="label" i], [class*="eyebrow" i], [class*="content-type" i],'
    ' [class*="category" i], [class*="section-name" i], [class*="article-type" i],'
    ' [class*="rubric" i], [class*="overline" i]'
)
_AT_TOP, _NEAR_TOP = 3, 12  # blocks of a text that may be its day, and that may say otherwise
_TAG_LINKS = 'a[rel~="tag"]'
_DATE_CLASS = (
    'time, [itemprop="datePublished"], [class*="publish" i], [class*="date" i],'
    ' [class*="byline" i],'
    ' [class*="meta" i]'
)
_DATE_WORDS = re.compile(
    r"(?:published|gepubliceerd|posted|geplaatst|date|datum|on|op|first published|publication date"
    r"|publicatiedatum|door|by|veröffentlicht|erschienen|publié|mis en ligne|publicado"
    r"|pubblicato|opublikowano|publicerad|publiceret|udgivet|yayınlandı|опубликовано|опубліковано)?"
    r"\s*(?:on|op|am|vom|le|el|il|em|den)?\s*:?\s*",
    re.IGNORECASE,
)


def find_section(
    region: LexborNode, title: LexborNode | None, head: Head, profile: SiteProfile
) -> Found:
    """Return the label shown with the headline, else the first articleSection."""
    for selector in fitting(region, profile.section):
        for node in region.css(selector):
            text = _label_text(node)
            if text:
                return Found(value=text, rule=f"profile {selector}", place=describe(node))
    for node in _around(title):
        for candidate in _candidates(node):
            if _is_label_like(candidate):
                text = _label_text(candidate)
                if text:
                    return Found(
                        value=text, rule="label above the headline", place=describe(candidate)
                    )
    stated = [plain(each) for each in listed(head.article.get("articleSection"))]
    value = next(filter(None, [*stated, head.meta("article:section") or ""]), None)
    return Found(value=value, rule="articleSection" if value else "none")


def find_tags(
    region: LexborNode, head: Head, profile: SiteProfile, boxed: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """Return the visible tags, else JSON-LD keywords, and the rule that gave them."""
    for selector in fitting(region, profile.tags):
        shown = _distinct(node_text(node) for node in region.css(selector))
        if shown:
            return shown, f"profile {selector}"
    if boxed:
        return boxed, "box under its heading"
    if not profile.tags:
        shown = _distinct(node_text(node) for node in region.css(_TAG_LINKS))
        if shown:
            return shown, _TAG_LINKS
    keywords: list[str] = []
    for value in listed(head.article.get("keywords")):
        keywords.extend(plain(value).split(",") if isinstance(value, str) else ())
    stated = _distinct(clean(each) for each in keywords)
    if stated:
        return stated, "JSON-LD keywords"
    return _distinct(head.repeated.get("article:tag", ())), "article:tag"


def find_visible_day(
    region: LexborNode,
    title: LexborNode | None,
    profile: SiteProfile,
    head: Head,
    name: str,
    *,
    host: str = "",
) -> Found:
    """Return the day shown with the headline: at the profile's place, else in a line near it.

    Where the page's own data states its day and the profile does not trust what is shown more,
    none is sought, but for a day in UTC: there the clock of the reader's place may say another.
    """
    stated = published.stated_time(head)
    if stated and not profile.visible_date_first:
        return _day_of_instant(region, stated)
    order = dates.order_of(head.meta("og:locale") or head.lang, host)
    if profile.visible_date_first:
        order = dates.Order.DAY_FIRST
    for selector in fitting(region, profile.date):
        for node in region.css(selector)[:3]:
            day = _day_of_label(node_text(node), order)
            if day and (profile.visible_date_first or not nearby.is_none_of_publication(node)):
                return Found(value=day, rule=f"profile {selector}", place=describe(node))
    if profile.visible_date_first:
        shown = _day_around(title)
        if stated or shown.value:
            return shown
    found = nearby.find_day(region, title, name, order)
    return Found(value=found[0], rule=found[1]) if found else Found(value=None)


def day_of_first_line(line: str, head: Head, host: str) -> Found:
    """Return the day of a line at the top of a text, as `first_day_line` gives it."""
    order = dates.order_of(head.meta("og:locale") or head.lang, host)
    return Found(value=day_of_lines([line], order), rule="first line of the text")


def _day_of_instant(region: LexborNode, stated: str) -> Found:
    """Return the day a time element gives the same instant by its own clock."""
    if dates.is_utc(stated) and not "08" <= stated[11:13] < "16":  # the same day nearly everywhere
        for node in region.css("time[datetime]")[:_FEW]:
            day = dates.local_day(stated, node.attributes.get("datetime") or "")
            if day:
                return Found(value=day, rule=published.SAME_INSTANT, place=describe(node))
    return Found(value=None)


def _day_around(title: LexborNode | None) -> Found:
    for node in _around(title, after=True):
        marked = [node] if node.css_matches(_DATE_CLASS) else []
        marked += node.css(_DATE_CLASS)[:_FEW]
        plain_lines = [
            each for each in (node, *node.css("span, p, li")[:_FEW]) if is_day_line(node_text(each))
        ]
        for candidate in (*marked, *plain_lines):
            if _is_captioned(candidate):
                continue
            day = _day_of_label(node_text(candidate)) if candidate.tag != "h1" else None
            if day:
                return Found(value=day, rule="line at the headline", place=describe(candidate))
    return Found(value=None)


def _is_captioned(node: LexborNode) -> bool:
    """Whether an element stands in a caption: its day is the picture's."""
    current: LexborNode | None = node
    for _ in range(3):
        if current is None:
            return False
        if "caption" in class_words(current):
            return True
        current = current.parent
    return False


def is_day_line(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    if len(text) > 60 or not any(map(str.isdigit, text)):
        return False
    days = dates.find_days(text)
    return (
        bool(days)
        and bool(_DATE_WORDS.fullmatch(text[: days[0][1]]))
        and len(text) - days[-1][2] < 12
    )


def first_day_line(blocks: Sequence[Block]) -> str | None:
    """Return the line that gives the day at the top of a text, or None.

    Lines with several days are those of entries that lead to other pages.
    """
    days = [is_day_line(block.text) and block.text for block in blocks[:_NEAR_TOP]]
    above = [day for day in days[:_AT_TOP] if day]
    return above[0] if above and len({*days} - {False}) == 1 else None


def _day_of_label(text: str, order: dates.Order = dates.Order.DAY_FIRST) -> str | None:
    """Return the day of a short line; where it names an update too, the day before that word."""
    if not text or len(text) > 120:
        return None
    updated = UPDATED.search(text)
    return dates.first_day(text[: updated.start()] if updated else text, order=order)


def _around(title: LexborNode | None, *, after: bool = False) -> Iterator[LexborNode]:
    """Yield the elements beside a headline, nearest first, and beside its wrappers."""
    node, level = title, 0
    while node is not None and level < 4 and node.tag not in ("body", "html", "main"):
        for step in ("next", "prev") if after else ("prev",):
            sibling, count = getattr(node, step), 0
            while sibling is not None and count < 4:
                if sibling.tag not in ("-text", "-comment", "img", "figure", None):
                    if _is_brief(sibling):
                        yield sibling
                    elif step == "next":
                        break
                    count += 1
                sibling = getattr(sibling, step)
        node, level = node.parent, level + 1


def _is_brief(node: LexborNode) -> bool:
    """Whether an element's text is short; most are by any count, and a long one shows so early."""
    text = node.text()
    if len(text) < _BRIEF:
        return True
    if len("".join(text[: 4 * _BRIEF].split())) >= _BRIEF:
        return False
    return len(node.text(strip=True)) < _BRIEF


def _candidates(node: LexborNode) -> Iterator[LexborNode]:
    """Yield an element beside the headline and those in it that are called a label."""
    yield node
    first = node.first_child
    if first is not None and not (first.is_text_node and first.next is None):
        yield from node.css(_LABEL_CLASS)[:_FEW]


def _label_text(node: LexborNode) -> str | None:
    link = node.css_first("a") if node.tag != "a" else node
    text = node_text(link if link is not None else node)
    if text.startswith("in "):
        text = text[3:]
    if not text or len(text) > _LABEL or len(text.split()) > _LABEL_WORDS or dates.first_day(text):
        return None
    return text.strip(" /|»›")


def _is_label_like(node: LexborNode) -> bool:
    """Whether an element can be a label: no list, form or heading, and not called otherwise."""
    if node.tag in _UNLIKE_LABELS:
        return False
    names = f"{node.attributes.get('class')} {node.id}".lower()
    if any(map(names.__contains__, _UNLIKE_NAMES)) or not _NAVIGATION.isdisjoint(words_of(names)):
        return False
    return node.css_first("h1, nav, ul, ol, form") is None


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
