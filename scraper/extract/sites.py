"""The names a site goes by, and a title without them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations, islice

from scraper.extract.head import Head, plain
from scraper.extract.text import clean
from scraper.profile import SiteProfile

_SEPARATORS = (
    " | ", " - ", " – ", " — ", " :: ", " « ", " » ", " · ", " • ", " › ", " ǀ ", "｜", "ㅣ",
)  # fmt: skip
_PARTED = re.compile(r" (?:[|\-–—«»·•›ǀ]|::) |[｜ㅣ]")  # the same, quicker than each in turn
_PARTED_WIDELY = re.compile(rf"{_PARTED.pattern}|\s[:－]\s")
# A colon parts off a name only: elsewhere what stands before it is the kicker.
_BEFORE_NAMES = (*_SEPARATORS, " : ", ": ", "：")
_PARTED_BEFORE_NAMES = re.compile(rf"{_PARTED.pattern}| ?: |：")
_DASHES = frozenset((" - ", " – ", " — "))
_WORDS = 4  # words of a name behind a dash
_BETWEEN = re.compile(r"[\W_]+")
_MORE = 15  # letters beside the host's: a longer part is a title that speaks of the site
_FAR = 60  # characters from its end at which a title's separator no longer parts a name off
_FEW = 8  # parts of a title that are looked at
_LEAST = 2  # words a title keeps when a name is taken off its front
# What stands between the name of a host and its country.
_SHARED = frozenset(("co", "com", "org", "net", "gov", "gob", "ac", "edu", "or", "ne", "go"))


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
    parts, word = _PARTED_BEFORE_NAMES.split(head.title), _word_of(host)
    if len(parts) > 1 and word:
        names.update(part for part in (*parts[:_FEW], parts[-1]) if _is_named_like(part, word))
    elif fold(head.title) in (word, fold(host.removeprefix("www."))):
        names.add(head.title)
    return sorted((name for name in names if name), key=len, reverse=True)


def without_site(text: str, sites: Iterable[str], *, front: bool = False) -> str:
    """Return a title without the site's name at its end (or front) and the separator.

    What follows a name between separators goes with it: "Title | Site | What it is about".
    """
    low = text.casefold()
    for site in sites:
        name = site.casefold()
        if low.endswith(name):
            for separator in _BEFORE_NAMES:
                if low.endswith(separator + name):
                    return text[: -len(separator + site)].strip()
        elif name in low:
            for separator in _BEFORE_NAMES:
                before, _, after = text.partition(separator + site)
                if after.startswith(_SEPARATORS) and len(before.split()) >= _LEAST:
                    return before.strip()
        if front and low.startswith(name):
            for separator in _SEPARATORS:
                rest = text[len(site + separator) :].strip()
                if low.startswith(name + separator) and len(rest.split()) >= _LEAST:
                    return rest
    return text


def behind_site(text: str, sites: Iterable[str]) -> str:
    """Return what follows the site's name and a colon at the front of a title, or "".

    "Site: Title", as Blogger writes it, looks like a kicker: the page has to show the rest alone.
    """
    low = text.casefold()
    for site in sites:
        front = f"{site.casefold()}: "
        if low.startswith(front) and len(text[len(front) :].split()) >= _LEAST:
            return text[len(front) :].strip()
    return ""


def without_tail(title: str) -> str:
    """Return a title element without what follows its last separator: nearly always the site.

    A dash parts sentences too: what is long behind it, or goes on in lower case, is the title's.
    """
    last = max(_SEPARATORS, key=title.rfind)
    if last == " « " and "»" in title.rpartition(last)[2]:
        return title  # a quotation
    head, _, tail = title.rpartition(last)
    words = len(tail.split()) + 2 * tail[:1].islower()
    is_more = last in _DASHES and words > _WORDS
    return head.strip() if head and not is_more and len(last + tail) < _FAR else title


def beginnings(title: str) -> list[str]:
    """Return a title and what stands before each of its separators, the longest first."""
    ends = [each.start() for each in islice(_PARTED_WIDELY.finditer(title), _FEW)]
    return [title, *(title[:end].strip() for end in reversed(ends))]


def site_in_title(head: Head, headline: str | None) -> str | None:
    """Return what the title element adds to the headline: the site's name, if it is short."""
    if headline and head.title.startswith(headline):
        tail = head.title[len(headline) :]
        for separator in _SEPARATORS:
            if tail.startswith(separator) and len(tail) < _FAR:
                return tail[len(separator) :].strip() or None
    return None


@lru_cache(maxsize=32)  # a page says its title several times over
def fold(text: str) -> str:
    """Return the letters and digits of a text, lower case: for comparing titles."""
    return "".join(filter(str.isalnum, text.casefold()))


def _word_of(host: str) -> str:
    """Return the label of a host that was chosen for it: `tidewater` of `www.tidewater.co.uk`."""
    labels = host.lower().split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SHARED:
        labels.pop()
    return fold(labels[-1]) if labels else ""


def _is_named_like(part: str, host_word: str) -> bool:
    """Whether a part of a title is called as the host is: a piece of it, or it among few words."""
    words = [word.casefold() for word in _BETWEEN.split(part) if word]
    whole, initials = "".join(words), "".join(word[0] for word in words)
    if not whole or len(whole) > len(host_word) + _MORE:
        return initials == host_word
    if whole in host_word or initials == host_word:
        return True
    if host_word not in whole:
        return False
    runs = ("".join(words[start:end]) for start, end in combinations(range(len(words) + 1), 2))
    return host_word in runs
