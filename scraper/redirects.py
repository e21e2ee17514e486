"""What comes of an answer that sends the reader elsewhere, by its status or by a refresh."""

import re
from dataclasses import dataclass, field

from scraper.clock import Clock
from scraper.errors import InvalidURL
from scraper.fetch import Answer
from scraper.linking import Linker
from scraper.missing import leads_nowhere, soft_missing
from scraper.outcomes import LASTING_REDIRECTS, Failed, Moved, Outcome
from scraper.reader import Reading
from scraper.records import ArticleKind, Page
from scraper.schedule import ROBOTS_AGAIN, moved_again, retry_at
from scraper.urls import canonicalize

MAX_HOPS = 10
_REMEMBERED = 10_000
# A page that loads another sooner is not for reading; later, it is a clock that loads it anew.
_SOON_SECONDS = 10
_REFRESH = re.compile(
    r"""\s*(\d{1,9})(?:\.[\d.]*)?\s*[;,\s]\s*(?:url\s*=\s*)?["']?\s*([^"'\s][^"']*)""",
    re.IGNORECASE,
)


@dataclass(kw_only=True)
class Redirects:
    """The redirects of one run, remembered so far that a ring of them is seen."""

    clock: Clock
    linker: Linker
    _leads: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def follow(self, page: Page, answer: Answer, location: str) -> Outcome:
        """Return what comes of an answer with this `Location`, relative or not."""
        now = self.clock.now()
        try:
            target = canonicalize(location, page.url)
        except InvalidURL as error:
            due_at = retry_at(page, now=now)
            return Failed(page=page, at=now, reason="protocol", detail=str(error), due_at=due_at)
        sets_cookie = answer.header("set-cookie") is not None
        if len(self._leads) < _REMEMBERED:
            self._leads[page.url] = target, sets_cookie
        if circle := self._circle(page, target):
            return Failed(
                page=page,
                at=now,
                reason="redirect-loop",
                detail=circle,
                status=answer.status,
                due_at=now + ROBOTS_AGAIN,
            )
        if leads_nowhere(page, target) and self.linker.scope.covers(target):
            return soft_missing(page, now, status=answer.status, detail=f"redirects to {target}")
        self.linker.scope.learn_redirect(page.url, target)
        return Moved(
            page=page,
            at=now,
            status=answer.status,
            target=target,
            links=self.linker.target(page, target),
            due_at=None if answer.status in LASTING_REDIRECTS else now + moved_again(page),
        )

    def refreshed(self, page: Page, answer: Answer, reading: Reading) -> Outcome | None:
        """Return what comes of a page that loads another at once; None of one to be read."""
        article = reading.extraction.article if reading.extraction else None
        if answer.status != 200 or (article and article.kind is ArticleKind.ARTICLE):
            return None
        target = refresh_target(answer.header("refresh") or reading.links.refresh, page.url)
        return self.follow(page, answer, target) if target else None

    def _circle(self, page: Page, target: str) -> str:
        """Say in what circle a redirect leads; empty where in none."""
        asks_cookie = self._leads.get(page.url, ("", False))[1]
        by, url = "", target
        for _ in range(MAX_HOPS):
            if url == page.url:
                told = f"redirects to itself{by}"
                return f"{told} and sets a cookie, which is not sent back" if asks_cookie else told
            url, sets_cookie = self._leads.get(url, ("", False))
            asks_cookie |= sets_cookie
            by = f" by {target}"
        return f"over {MAX_HOPS} redirects" if page.hops >= MAX_HOPS else ""


def refresh_target(content: str | None, url: str) -> str | None:
    """Return the address that a `Refresh` of a page loads at once, None where it loads itself.

    Source: HTML Standard, 4.2.5.3 "Pragma directives", refresh state.
    """
    found = _REFRESH.match(content or "")
    if found is None or int(found[1]) > _SOON_SECONDS:
        return None
    try:
        target = canonicalize(found[2].strip(), url)
    except InvalidURL:
        return None
    return None if target == canonicalize(url) else target
