"""Soft 404s: pages that answer 200, or a redirect, and mean that there is nothing here.

What gives one away is judged by pure functions; where that leaves a doubt, the host is asked once
in a run for an address that cannot exist, and the page compared with what it says to that.
"""

import asyncio
import re
import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from scraper.clock import Clock
from scraper.errors import ScraperError
from scraper.fetch import Fetcher
from scraper.hosts import HostLine
from scraper.outcomes import Gone, Skipped
from scraper.reader import Reading
from scraper.records import Article, ArticleKind, Page, PageKind
from scraper.retry import get_patiently
from scraper.schedule import GONE_AGAIN, gone_again
from scraper.urls import is_root, path_of
from scraper.workers import Workers

_SAID = re.compile(
    r"^\W*(?:(?:error|fehler|erreur|http)\W+)?404\b(?:\W*$|\W*(?:error|page|not|[-–—|:]))"
    r"|\b(?:error|http)\W+404\b|\bnot found\b|can(?:[’']?t|not) (?:be found|find (?:that|the|this))"
    r"|could(?:n[’']t| not) be found|couldn[’']t find|(?:page|content|article) (?:is )?no longer"
    r"|does(?:n[’']t| not) exist|niet (?:meer )?gevonden|bestaat niet|nicht gefunden"
    r"|existiert nicht|introuvable|n[’']existe (?:pas|plus)|no (?:se ha )?encontrad[ao]|no existe"
    r"|non trovat[ao]|não encontrad[ao]|nie (?:została )?znaleziona|ikke fun(?:net|det)"
    r"|hittades inte|ei löydy|nenalezena|не найдена|не знайдено|δεν βρέθηκε|bulunamadı",
    re.IGNORECASE,
)
_SAYING_PATH = re.compile(
    r"^/(?:[a-z]{2}/)?(?:error/?)?(?:404|(?:page-?)?not-?found)(?:\.\w+)?/?$", re.I
)
_WORD = re.compile(r"[^\W\d]+")
_LONGEST_TITLE = 80
# Such a page says little: an apology, a search box, some links.
_FEWEST_WORDS, _FEW_WORDS, _MANY_WORDS = 5, 60, 200
_SAME_LOOK_FROM = 3
_LOOKS_REMEMBERED = 20_000
_ALIKE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a page shows a reader: its headline and its words."""

    title: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingAnswer:
    """How a host answers for an address that cannot exist."""

    status: int
    look: Look | None = None


@dataclass(slots=True)
class HostLooks:
    """What the pages of one host looked like in this run, and how it answers for what is not."""

    counts: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    answer: "asyncio.Task[MissingAnswer | None] | None" = None

    def seen(self, reading: Reading) -> int:
        """Count a page with this headline and text; return how many others had them before."""
        if reading.extraction is None or reading.text_digest is None:
            return 0
        key = (reading.extraction.article.title, reading.text_digest)
        if len(self.counts) >= _LOOKS_REMEMBERED and key not in self.counts:
            return 0
        self.counts[key] += 1
        return self.counts[key] - 1


def says_missing(title: str | None) -> bool:
    """Say whether a headline tells that a page does not exist."""
    return bool(title) and len(title or "") <= _LONGEST_TITLE and bool(_SAID.search(title or ""))


def is_plainly_missing(article: Article | None) -> bool:
    """Say whether a page tells so itself: by its headline, with little text and no day."""
    if article is None or article.published or not says_missing(article.title):
        return False
    return _word_count(article) < _FEW_WORDS


def is_suspicious(page: Page, article: Article | None, *, same_before: int) -> bool:
    """Say whether a page may be a soft 404: it looks like one, or like many, or was an article."""
    if article is not None and says_missing(article.title):
        return _word_count(article) < _MANY_WORDS
    if page.kind is PageKind.ARTICLE and page.fetched_at is not None:
        return article is None or article.kind is not ArticleKind.ARTICLE
    return same_before >= _SAME_LOOK_FROM


def look_of(article: Article | None) -> Look | None:
    """Return what a page shows without numbers and its own address; None for an unreadable one."""
    if article is None:
        return None
    words = _words(" ".join((article.title or "", *article.body))) - _words(article.url)
    return Look(title=" ".join((article.title or "").casefold().split()), words=words)


def is_alike(first: Look | None, second: Look | None) -> bool:
    """Say whether two pages show the same but for an echoed address or a rotating box."""
    if first is None or second is None or first.title != second.title:
        return False
    if len(first.words) < _FEWEST_WORDS:
        return False  # the empty shell of a page that scripts fill says nothing
    both = len(first.words & second.words)
    return both >= _ALIKE * len(first.words | second.words)


def leads_nowhere(page: Page, target: str) -> bool:
    """Say whether a redirect means that an article is gone: to the front page, or to `/404`."""
    if page.depth == 0 or is_root(page.url):
        return False
    was_article = page.kind is PageKind.ARTICLE and page.fetched_at is not None
    return (was_article and is_root(target)) or bool(_SAYING_PATH.match(path_of(target)))


def made_up_address(url: str) -> str:
    """Return an address beside another one that no site has; the same for the same address."""
    stem = url.partition("?")[0].rstrip("/")
    parent, slash = stem.rpartition("/")[0], "/" if url.endswith("/") else ""
    return f"{parent}/no-such-page-{zlib.crc32(url.encode()):08x}{slash}"


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _word_count(article: Article) -> int:
    return sum(len(block.split()) for block in article.body)


@dataclass(kw_only=True)
class MissingPages:
    """Judges the pages of one run; asks a host at most once for what it cannot have."""

    fetcher: Fetcher
    clock: Clock
    workers: Workers
    _hosts: dict[str, HostLooks] = field(default_factory=dict)

    async def is_missing(self, page: Page, line: HostLine, reading: Reading) -> bool:
        """Say whether a page that answered 200 is not there."""
        article = reading.extraction.article if reading.extraction else None
        looks = self._hosts.setdefault(line.host, HostLooks())
        same_before = looks.seen(reading)
        if page.depth == 0:
            return False
        if is_plainly_missing(article):
            return True
        if not is_suspicious(page, article, same_before=same_before):
            return False
        answer = await self._answer(page, line, looks)
        if answer is None or not 200 <= answer.status < 300:
            return False
        return is_alike(look_of(article), answer.look)

    async def _answer(self, page: Page, line: HostLine, looks: HostLooks) -> MissingAnswer | None:
        """Return how the host answers for what is not there; None where that is not to be had."""
        if looks.answer is None:
            looks.answer = asyncio.ensure_future(self._ask(made_up_address(page.url), line))
        return await looks.answer

    async def _ask(self, url: str, line: HostLine) -> MissingAnswer | None:
        if line.policy is None or not line.policy.allows(url):
            return None
        try:
            attempted = await get_patiently(self.fetcher, url, pace=line.pace, clock=self.clock)
            answer = attempted.answer
            if not 200 <= answer.status < 300:
                return MissingAnswer(status=answer.status)
            reading = await self.workers.read_page(answer.body, url, answer.content_type, None)
        except ScraperError:
            return None
        article = reading.extraction.article if reading.extraction else None
        return MissingAnswer(status=answer.status, look=look_of(article))


def soft_missing(page: Page, now: datetime, *, status: int, detail: str) -> Gone | Skipped:
    """Return the outcome of a page that is not there though its status does not say so."""
    if page.fetched_at is None:
        again = now + GONE_AGAIN
        return Skipped(page=page, at=now, reason="soft-404", detail=detail, due_at=again)
    again = now + gone_again(page, status=status)
    return Gone(page=page, at=now, status=status, reason="soft-404", detail=detail, due_at=again)
