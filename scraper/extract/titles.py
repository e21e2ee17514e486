"""The headline of a page, and the names its site goes by."""

import re
from collections.abc import Iterable, Sequence

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
_MORE = 60  # letters a heading may have beside its headline
_FEW = 8


def find_title(
    region: LexborNode, head: Head, profile: SiteProfile, sites: Sequence[str]
) -> tuple[Found, LexborNode | None]:
    """Return the headline and its element: the h1 the head confirms, else the head's word."""
    stated = [plain(head.article.get("headline")), head.meta("og:title") or "", head.title]
    bare = _bare_titles(stated, head, sites)
    for selector in profile.title:
        node = _best_heading(region.css(selector), bare)
        if node is not None:
            return _heading_found(node, f"profile {selector}", bare), node
    names = {fold(each) for each in sites} if bare else set()
    shown = [
        node for node in region.css("h1") if (key := fold(node_text(node))) and key not in names
    ]
    node = _best_heading(shown, bare)
    if node is not None:
        text = _as_stated(node_text(node), bare)
        if text is not None:
            return Found(value=text, rule="h1 as the head has it", place=describe(node)), node
        if not bare or _is_confirmed(node_text(node), bare):
            return _heading_found(node, "h1", bare), node
        if len(shown) == 1 or len(node_text(node)) > _SHORT:
            return _heading_found(node, "the first h1", bare), node
    else:
        # Quite a few themes keep the h1 for the site's name.
        confirmed = {fold(each) for each in (*bare, *_PARTS.split(head.title))} - names
        for node in region.css('[itemprop~="headline"], h2')[:_FEW]:
            text = node_text(node)
            if text and (fold(text) in confirmed or not bare):
                value = _as_stated(text, bare) or text
                return Found(value=value, rule="second heading", place=describe(node)), node
        node = None
    for text, rule in zip(stated, ("JSON-LD headline", "og:title", "title element"), strict=True):
        if text:
            value = without_site(text, sites)
            if text is head.title and value == text:
                value = _without_tail(text)
            return Found(value=value, rule=rule, runners_up=tuple(bare)), node
    return Found(value=None), None


def _bare_titles(stated: Sequence[str], head: Head, sites: Sequence[str]) -> list[str]:
    """Return what the head calls the page, without the site's name, the surest first."""
    bare = [without_site(text, sites) for text in stated if text]
    further = [_without_tail(head.title), without_site(head.meta("twitter:title") or "", sites)]
    return list(dict.fromkeys([*bare, *filter(None, further)]))


def _as_stated(text: str, bare: Sequence[str]) -> str | None:
    """Return the head's form of a heading that holds more than the headline, or glues its words."""
    key = fold(text)
    for each in bare:
        stated = fold(each)
        if len(stated) > 20 and 0 < len(key) - len(stated) < _MORE:
            # "Opinion Why ..." with a kicker in it, or "Why ... 02.02.2022" with its day.
            if key.endswith(stated):
                return each
            if key.startswith(stated) and re.search(r"\d{4}", text[len(each) - 1 :]):
                return each
    for each in bare:
        is_glued = len(_WORD.findall(each)) > len(_WORD.findall(text)) or "\xad" in text
        if is_glued and fold(each) == key:
            return each
    return None


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
        if tail and host_word and _is_named_like(tail, host_word):
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


def _best_heading(nodes: Sequence[LexborNode], stated: Sequence[str]) -> LexborNode | None:
    shown = [node for node in nodes if node_text(node)]
    for node in shown:
        if _is_confirmed(node_text(node), stated):
            return node
    return shown[0] if shown else None


def _is_confirmed(text: str, stated: Sequence[str]) -> bool:
    one = fold(text)
    for each in stated:
        other = fold(each)
        if (
            one
            and other
            and (
                one == other or (min(len(one), len(other)) > 20 and (one in other or other in one))
            )
        ):
            return True
    return False


def _heading_found(node: LexborNode, rule: str, others: Sequence[str]) -> Found:
    text = node_text(node)
    return Found(
        value=text,
        rule=rule,
        place=describe(node),
        runners_up=tuple(o for o in others if o != text),
    )


def _is_named_like(tail: str, host_word: str) -> bool:
    word = fold(tail)
    initials = "".join(part[0] for part in tail.split() if part[:1].isalnum()).casefold()
    return bool(word) and (word in host_word or host_word in word or initials == host_word)
