"""The headline of a page, and the names its site goes by."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from scraper.extract.found import Found
from scraper.extract.head import Head, plain
from scraper.extract.text import clean, describe, node_text
from scraper.profile import SiteProfile

_SEPARATORS = (" | ", " - ", " – ", " — ", " :: ", " « ", " » ", " · ", " • ")

_PARTS = re.compile(r"\s+[|\-–—:«»·•/]+\s+|[_|]")
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[\W_]+")
_SHORT = 15  # characters a heading needs to be a headline nobody confirms
_SHORT_WORDS = 4
_SHORT_LETTERS, _LONG_LETTERS = 12, 20
_MORE = 90  # letters a heading may have beside its headline
_FEW, _MANY = 8, 40  # headings looked at: nested ones cost their whole text each


def find_title(
    region: LexborNode, head: Head, profile: SiteProfile, sites: Sequence[str], *, url: str = ""
) -> tuple[Found, LexborNode | None]:
    """Return the headline and its element: the h1 the head confirms, else the head's word.

    Args:
        region: Where headings are sought.
        head: The page's own data.
        profile: Its selectors go first.
        sites: Names of the site.
        url: Address of the page; its words confirm a heading where the head says nothing.
    """
    stated = _read_stated(head, sites)
    for selector in profile.title:
        first = _best_heading([*_headings(region.css(selector)[:_MANY])], stated)
        if first is not None:
            return _heading_found(first, f"profile {selector}", stated), first.node
    names = {fold(each) for each in sites} if stated.bare else set()
    headings = [each for each in _headings(region.css("h1")[:_MANY]) if each.key not in names]
    first = _best_heading(headings, stated)
    node = first.node if first is not None else None
    if first is not None:
        value = _as_stated(first, stated)
        if value is not None:
            return _heading_found(first, "h1 as the head has it", stated, value), node
        if _is_confirmed(first.key, stated):
            return _heading_found(first, "h1", stated), node
    # Quite a few themes keep the h1 for the site's name.
    if first is None or not _is_part(first.key, stated.sure):
        second = _second_heading(region, stated, names, url)
        if second is not None:
            value = _as_stated(second, stated)
            found = _heading_found(second, "second heading", stated, value)
            return found, second.node
    is_sole = first is not None and (len(headings) == 1 or len(first.text) > _SHORT)
    if first is not None and is_sole and not _is_of_more(first.text, stated.bare.values()):
        return _heading_found(first, "the first h1" if stated.bare else "h1", stated), node
    shown = first.text if first is not None else ""
    for text, rule in stated.ranked:
        return Found(value=text, rule=rule, runners_up=stated.others(text, shown)), node
    return Found(value=None), None


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading with its text and the letters of that."""

    node: LexborNode
    text: str
    key: str


def _headings(nodes: Iterable[LexborNode]) -> Iterator[_Heading]:
    """Yield the headings that say something."""
    for node in nodes:
        text = node_text(node)
        key = fold(text)
        if key:
            yield _Heading(node, text, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """What the head calls the page, all without the site's name and the surest first.

    `ranked` has the rules with it, `sure` is headline and og:title, `bare` is all there is, by
    its letters; `title` is the title element as it stands.
    """

    ranked: tuple[tuple[str, str], ...]
    sure: frozenset[str]
    bare: dict[str, str]
    title: str
    sites: Sequence[str]

    def others(self, text: str, shown: str = "") -> tuple[str, ...]:
        """Return what else the page is called, each with its rule, after a heading passed over."""
        told = [f"{each} ({rule})" for each, rule in self.ranked if each != text]
        return (f"{shown} (heading)", *told) if shown and shown != text else tuple(told)


def _read_stated(head: Head, sites: Sequence[str]) -> _Stated:
    headline, shared = plain(head.article.get("headline")), head.meta("og:title") or ""
    texts = (headline, shared, head.title, head.meta("twitter:title") or "")
    without = {text: without_site(text, sites) for text in dict.fromkeys(texts)}
    cut = _without_tail(head.title)
    headline, shared, title, further = (without[text] for text in texts)
    rules = {headline: "JSON-LD headline"}
    rules.setdefault(shared, "og:title")
    if title == head.title:
        rules.setdefault(cut, "title element")
    rules.setdefault(title, "title element")
    rules.setdefault(further, "twitter:title")
    rules.pop("", None)
    bare: dict[str, str] = {}
    for each in rules:
        bare.setdefault(fold(each), each)
    return _Stated(
        ranked=tuple(rules.items()),
        sure=frozenset(filter(None, (headline, shared))),
        bare=bare,
        title=head.title,
        sites=sites,
    )


def _is_part(key: str, stated: Iterable[str]) -> bool:
    """Whether a heading is what stands between two separators of what the head calls the page."""
    return any(key == fold(part) for each in stated for part in _PARTS.split(each))


def _second_heading(
    region: LexborNode, stated: _Stated, names: set[str], url: str
) -> _Heading | None:
    """Return the longest h2 that the head calls the page by, where it is silent the address."""
    confirmed = {*stated.bare, *map(fold, _PARTS.split(stated.title))} - names
    slug = set() if stated.bare else _stems(_BETWEEN.sub(" ", urlsplit(url).path))
    best: _Heading | None = None
    for each in _headings(region.css('[itemprop~="headline"], h2')[:_FEW]):
        is_named = each.key in confirmed or (slug and _is_in(each.text, slug))
        if is_named and (best is None or len(each.key) > len(best.key)):
            best = each
    return best


def _is_in(text: str, slug: set[str]) -> bool:
    """Whether the words of a text are those of an address, but for letters it cannot hold."""
    words = _stems(text)
    return len(words) > 2 and 4 * len(words & slug) >= 3 * len(words)


def _as_stated(heading: _Heading, known: _Stated) -> str | None:
    """Return the head's form of a heading that holds more than the headline, or glues its words."""
    text, key = heading.text, heading.key
    same = known.bare.get(key)
    shorter = [
        (stated, each)
        for stated, each in known.bare.items()
        if _SHORT_LETTERS < len(stated) < len(key) < len(stated) + _MORE
    ]
    lines = heading.node.text(separator="\n").split("\n") if shorter else ()
    pieces = [piece for line in lines if (piece := fold(line))]
    for stated, each in shorter:
        # "Opinion Why ..." with a kicker in it, or "Why ... 02.02.2022" with its day.
        is_end = stated == pieces[-1] or (len(stated) > _LONG_LETTERS and key.endswith(stated))
        if is_end and (same is None or each in known.sure):
            return each
        is_dated = key.startswith(stated) and re.search(r"\d{4}", text[len(each) - 1 :])
        if same is None and (is_dated or stated == pieces[0]):
            return each
    without = without_site(text, known.sites)
    if without != text and fold(without) in known.bare:
        return without
    if same is None:
        return None
    is_glued = len(_WORD.findall(same)) > len(_WORD.findall(text)) or "\xad" in text
    return same if is_glued else None


def site_names(head: Head, host: str, profile: SiteProfile) -> list[str]:
    """Return the names a site calls itself by, longest first."""
    names = {clean(name) for name in profile.institutes}
    names.add(head.meta("og:site_name", "application-name") or "")
    publisher = head.follow(head.article.get("publisher"))
    if isinstance(publisher, dict):
        names.add(plain(publisher.get("name")))
    for node in head.nodes:
        if "Organization" in str(node.get("@type")) or "WebSite" in str(node.get("@type")):
            names.add(plain(node.get("name")))
    host_word = re.sub(r"[^a-z0-9]", "", host.rsplit(".", 1)[0].rsplit(".", 1)[-1])
    for separator in _SEPARATORS:
        tail = head.title.rsplit(separator, 1)[-1] if separator in head.title else ""
        is_last = tail and not any(other in tail for other in _SEPARATORS)
        if is_last and host_word and _is_named_like(tail, host_word):
            names.add(tail)
    return sorted((name for name in names if name), key=len, reverse=True)


def without_site(text: str, sites: Iterable[str]) -> str:
    """Return a title without the site's name at its end (or front) and the separator."""
    low = text.casefold()
    for site in sites:
        name = site.casefold()
        if low.endswith(name):
            for separator in _SEPARATORS:
                if low.endswith(separator + name):
                    return text[: -len(separator + site)].strip()
        if len(site) > 6 and low.startswith(name + " | "):
            rest = text[len(site) + 3 :].strip()
            if len(rest) > 25:
                return rest
    return text


def site_in_title(head: Head, headline: str | None) -> str | None:
    """Return what the title element adds to the headline: the site's name, if it is short."""
    if headline and head.title.startswith(headline):
        tail = head.title[len(headline) :]
        for separator in _SEPARATORS:
            if tail.startswith(separator) and len(tail) < 60:
                return tail[len(separator) :].strip() or None
    return None


def _without_tail(title: str) -> str:
    """Return a title element without what follows its last separator: nearly always the site."""
    places = [title.rfind(separator) for separator in _SEPARATORS]
    last = max(places)
    return title[:last].strip() if last > 0 and len(title) - last < 60 else title


def fold(text: str) -> str:
    """Return the letters and digits of a text, lower case: for comparing titles."""
    return _BETWEEN.sub("", text.casefold())


def _best_heading(headings: Sequence[_Heading], stated: _Stated) -> _Heading | None:
    confirmed = (each for each in headings if _is_confirmed(each.key, stated))
    return next(confirmed, headings[0] if headings else None)


def _is_confirmed(key: str, stated: _Stated) -> bool:
    return key in stated.bare or any(
        min(len(key), len(other)) > _LONG_LETTERS and (key in other or other in key)
        for other in stated.bare
    )


def _is_of_more(text: str, stated: Iterable[str]) -> bool:
    """Whether a short heading and what the head calls the page hardly share a word: a section's."""
    words = _stems(text)
    others = [_stems(each) for each in stated]
    if len(words) > _SHORT_WORDS or all(len(each) <= len(words) for each in others):
        return False
    return all(2 * len(words & each) <= len(words) for each in others)


def _stems(text: str) -> set[str]:
    """Return the beginnings of the words of a text, lower case, so that endings do not matter."""
    return {word[:6] for word in _WORD.findall(text.casefold()) if len(word) > 2}


def _heading_found(
    heading: _Heading, rule: str, stated: _Stated, value: str | None = None
) -> Found:
    text = value or heading.text
    place = describe(heading.node)
    return Found(value=text, rule=rule, place=place, runners_up=stated.others(text))


def _is_named_like(tail: str, host_word: str) -> bool:
    word = fold(tail)
    initials = "".join(part[0] for part in tail.split() if part[:1].isalnum()).casefold()
    return bool(word) and (word in host_word or host_word in word or initials == host_word)
