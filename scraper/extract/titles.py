"""The headline of a page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from scraper.extract.found import Found
from scraper.extract.head import Head, plain
from scraper.extract.headings import Heading, is_of_site, parted, read_headings
from scraper.extract.sites import beginnings, behind_site, fold, without_site, without_tail
from scraper.extract.text import clean, describe
from scraper.profile import SiteProfile

_PARTS = re.compile(r"\s+[|\-–—:«»·•/]+\s+|[_|]")
_TAIL = re.compile(r"\s*(?:[|_｜ㅣ].{1,60}|[-–—][^-–—]{1,40})")  # a section or site, without spaces
_WORD = re.compile(r"\w+")
_SHORT = 15  # characters a heading needs to be a headline nobody confirms
_SHORT_WORDS = 4
_SHORT_LETTERS, _LONG_LETTERS = 12, 20
_MORE = 90  # letters a heading may have beside its headline
_FIRST, _LONGEST = 200_000, 400  # characters of a page, and of a line, that may be the headline
_FEW, _MANY = 8, 40  # headings looked at: nested ones cost their whole text each


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the head calls the page, all without the site's name and the surest first.

    `ranked` has the rules with it, `sure` is headline and og:title, `bare` is all there is, by
    its letters; `title` is the title element as it stands, `agreed` what all of them call it;
    `names` are those of `sites` in folded letters.
    """

    ranked: tuple[tuple[str, str], ...]
    sure: frozenset[str]
    bare: dict[str, str]
    title: str
    agreed: str
    sites: tuple[str, ...]
    names: frozenset[str]

    def others(self, text: str, shown: str = "") -> tuple[str, ...]:
        """Return what else the page is called, each with its rule, after a heading passed over."""
        told = [f"{each} ({rule})" for each, rule in self.ranked if each != text]
        return (f"{shown} (heading)", *told) if shown and shown != text else tuple(told)


def read_stated(head: Head, sites: Sequence[str]) -> Stated:
    """Return what a head calls its page, without the names of the site."""
    headline, shared = plain(head.article.get("headline")), head.meta("og:title") or ""
    texts = (headline, shared, head.title, head.meta("twitter:title") or "")
    without = {text: without_site(text, sites, front=True) for text in dict.fromkeys(texts)}
    headline, shared, title, further = (without[text] for text in texts)
    rules = {headline: "JSON-LD headline"}
    if shared == head.title and " | " in shared:
        rules.setdefault(without_tail(shared), "og:title")
    rules.setdefault(shared, "og:title")
    if title == head.title:
        rules.setdefault(without_tail(title), "title element")
    rules.setdefault(title, "title element")
    rules.setdefault(further, "twitter:title")
    rules.setdefault(behind_site(head.title, sites), "title element")
    keys = {text: fold(text) for text in rules}
    names = frozenset(map(fold, sites))
    is_agreed = keys[headline] == keys[shared] and keys[shared] in fold(head.title)
    rules.pop("", None)
    bare: dict[str, str] = {}
    for each in rules:
        if keys[each] not in names:
            bare.setdefault(keys[each], each)
    return Stated(
        ranked=tuple(sorted(rules.items(), key=lambda item: keys[item[0]] in names)),
        sure=frozenset(each for each in (headline, shared) if keys[each] in bare),
        bare=bare,
        title=head.title,
        agreed=shared if is_agreed else "",
        sites=tuple(sites),
        names=names,
    )


def find_title(
    region: LexborNode, head: Head, profile: SiteProfile, known: Stated, *, url: str = ""
) -> tuple[Found, LexborNode | None]:
    """Return the headline and its element: the h1 the head confirms, else the head's word.

    Args:
        region: Where headings are sought.
        head: The page's own data.
        profile: Its selectors go first.
        known: What the head calls the page.
        url: Address of the page; its words tell which of two titles that disagree is meant.
    """
    shown = [*read_headings(region.css("h1")[:_MANY])]
    own = [each.text for each in shown if is_of_site(each, head.title, url)]
    stated = read_stated(head, [*known.sites, *own]) if own else known
    for selector in profile.title:
        first = _best_heading([*read_headings(region.css(selector)[:_MANY])], stated)
        if first is not None:
            return _heading_found(first, f"profile {selector}", stated), first.node
    names = stated.names if stated.ranked else frozenset()
    headings = [each for each in shown if each.key not in names]
    first = _best_heading(headings, stated)
    node = first.node if first is not None else None
    if first is not None:
        value = _as_stated(first, stated)
        if value is not None:
            return _heading_found(first, "h1 as the head has it", stated, value), node
        if _is_confirmed(first.key, stated):
            return _heading_found(first, "h1", stated), node
    # Quite a few themes keep the h1 for the site's name.
    slug = _stems(re.sub(r"[\W_]+", " ", unquote(urlsplit(url).path)))
    if first is None or not (_is_part(first.key, stated.sure) or _is_in(first.text, slug)):
        second = _second_heading(region, stated, names, slug)
        if second is not None:
            value = _as_stated(second, stated)
            found = _heading_found(second, "second heading", stated, value)
            return found, second.node
    is_sole = first is not None and (len(headings) == 1 or len(first.text) > _SHORT)
    ranked: Sequence[tuple[str, str]] = stated.ranked
    if first is not None and is_sole and not _is_of_more(first.text, stated.bare.values()):
        ranked = _backed(first.text, stated, slug)
        if not ranked:
            return _heading_found(first, "the first h1" if stated.bare else "h1", stated), node
    passed = first.text if first is not None else ""
    for text, rule in ranked:
        rest = behind_site(text, stated.sites)
        value = (_as_shown(region, rest) if rest else None) or _as_shown(region, text) or text
        return Found(value=value, rule=rule, runners_up=stated.others(text, passed)), node
    return Found(value=None), None


def _is_of_agreed(key: str, stated: Stated) -> bool:
    """Whether a heading is a piece of what all of the head agrees on: its kicker stands apart."""
    is_whole = key in stated.bare or _is_part(key, [stated.agreed])
    return not is_whole and key in fold(stated.agreed)


def _is_part(key: str, stated: Iterable[str]) -> bool:
    """Whether a heading is what stands between two separators of what the head calls the page."""
    return any(key == fold(part) for each in stated for part in _PARTS.split(each))


def _second_heading(
    region: LexborNode, stated: Stated, names: frozenset[str], slug: set[str]
) -> Heading | None:
    """Return the longest h2 that the head calls the page by, where it is silent the address."""
    longest = max(map(fold, _PARTS.split(stated.title)), key=len)
    confirmed = {*stated.bare, longest} - names
    best: Heading | None = None
    for each in read_headings(region.css('[itemprop~="headline"], h2, h3')[:_FEW]):
        is_named = each.key in confirmed or (not stated.bare and _is_in(each.text, slug))
        if is_named and (best is None or len(each.key) > len(best.key)):
            best = each
    return best


def _backed(shown: str, stated: Stated, slug: set[str]) -> Sequence[tuple[str, str]]:
    """Return what the head calls the page and the address confirms, where it knows no heading."""
    words = _stems(shown)
    if 3 * len(words & slug) >= len(words):
        return ()
    # A heading without a word of the address or of any title is of something else.
    is_foreign = words.isdisjoint(slug.union(*(_stems(each) for each, _ in stated.ranked)))
    quarters = 2 if is_foreign else 3
    backed = [each for each in stated.ranked if _is_in(each[0], slug, quarters)]
    return sorted(backed, key=lambda each: len(_stems(each[0]) - slug))


def _is_in(text: str, slug: set[str], quarters: int = 3) -> bool:
    """Whether the words of a text are those of an address, but for letters it cannot hold."""
    words = _stems(text)
    return len(words) > 2 and 4 * len(words & slug) >= quarters * len(words)


def _as_shown(region: LexborNode, title: str) -> str | None:
    """Return the longest beginning of a title that is a line of the page, or the line it is cut of.

    Sections stand between the headline and the site's name.
    """
    first = _WORD.search(title)
    if first is None:
        return None
    text = region.text(separator="\n")[:_FIRST]
    same = re.findall(rf"^[^\w\n]*{first[0]}.*$", text, re.MULTILINE)
    lines = {fold(line): line for line in same[:_MANY] if len(line) < _LONGEST}
    for part in beginnings(title[:_LONGEST]):
        key = fold(part)
        if key in lines and len(key) > _SHORT_LETTERS:
            return part
    for line in sorted(map(clean, lines.values()), key=len, reverse=True):
        tail = title.removeprefix(line)
        if len(line) > _SHORT_LETTERS and len(tail) < len(title) and _TAIL.fullmatch(tail):
            return line
    if title.endswith(("...", "…")):
        key = fold(title)
        return next((clean(lines[each]) for each in lines if each.startswith(key)), None)
    return None


def _as_stated(heading: Heading, known: Stated) -> str | None:
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
        is_end = any(stated == "".join(pieces[start:]) for start in range(1, len(pieces)))
        if is_end and (same is None or each in known.sure):
            return each
        is_start = any(stated == "".join(pieces[:end]) for end in range(1, len(pieces)))
        if same is None and is_start:
            return each
    without = without_site(text, known.sites)
    if without != text and fold(without) in known.bare:
        return without
    if same is None:
        return known.agreed if _is_of_agreed(key, known) else None
    is_glued = len(_WORD.findall(same)) > len(_WORD.findall(text)) or "\xad" in text
    return same if is_glued else None


def _best_heading(headings: Sequence[Heading], stated: Stated) -> Heading | None:
    confirmed = (each for each in headings if _is_confirmed(each.key, stated))
    return next(confirmed, headings[0] if headings else None)


def _is_confirmed(key: str, stated: Stated) -> bool:
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
    """Return the beginnings of the words of a text, as an address writes them: without accents."""
    plain_text = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    words = _WORD.findall(re.sub(r"(?<=[aou])e", "", plain_text))  # "Häuser" is "haeuser" there
    return {word[:6] for word in words if len(word) > 2}


def _heading_found(heading: Heading, rule: str, stated: Stated, value: str | None = None) -> Found:
    text = value or parted(heading.text, heading.node)
    place = describe(heading.node)
    return Found(value=text, rule=rule, place=place, runners_up=stated.others(text))
