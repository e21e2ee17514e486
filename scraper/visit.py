"""Visit one page of the frontier: ask for it in turn, read the answer, say what came of it."""

import logging
from dataclasses import dataclass
from datetime import datetime

from scraper.answers import AnswerReader
from scraper.clock import Clock
from scraper.discover.wordpress import refusal_of
from scraper.errors import (
    BlockedAddress,
    FetchFailed,
    InvalidURL,
    MalformedDocument,
    ResponseTooLarge,
    ScraperError,
    fault_of,
)
from scraper.fetch import Answer, Fetcher
from scraper.hosts import HostLine
from scraper.in_hand import Intake, SitemapsInHand
from scraper.linking import Linker
from scraper.missing import leads_nowhere, soft_missing
from scraper.outcomes import LASTING_REDIRECTS, Failed, Gone, Moved, Outcome, Skipped, Unchanged
from scraper.profile import cookie_for
from scraper.records import FoundBy, Page, PageKind
from scraper.retry import Attempted, GaveUp, get_patiently
from scraper.revisit import history_now
from scraper.schedule import GONE_AGAIN, ROBOTS_AGAIN, gone_again, moved_again, retry_at
from scraper.urls import canonicalize

log = logging.getLogger(__name__)

MAX_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FORBIDDEN = frozenset({401, 402, 403, 407, 451})
# Faults of this program that a page brings to light. One must not end the run of every site, each
# time anew: it is told as that page's failure. What the archive raises, as on a full disk, is none.
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(kw_only=True)
class Visitor:
    """Visits pages for one run."""

    fetcher: Fetcher
    clock: Clock
    linker: Linker
    reader: AnswerReader
    sitemaps: SitemapsInHand

    def refusal(self, page: Page, line: HostLine) -> Skipped | None:
        """Say without asking the host that a page is not to be asked for, or None."""
        now = self.clock.now()
        assert line.policy is not None
        if not line.policy.allows(page.url):
            return Skipped(page=page, at=now, reason="robots", due_at=now + ROBOTS_AGAIN)
        trap = line.traps.verdict(page)
        if trap is None:
            return None
        return Skipped(page=page, at=now, reason="trap", detail=trap.why, trap=trap.family)

    async def visit(self, page: Page, line: HostLine) -> Outcome:
        """Ask for a page and read the answer. Every error becomes an outcome, but the archive's."""
        try:
            if page.kind is PageKind.SITEMAP:
                attempted = await self._get_sitemap(page, line)
            else:
                attempted = await self._get(page, line)
            return await self._outcome(page, line, attempted.answer, attempted.attempts)
        except ScraperError as error:
            return self._failed(page, error)
        except _FAULTS as error:
            return self._fault(page, error)

    async def _get_sitemap(self, page: Page, line: HostLine) -> Attempted:
        """Ask for a sitemap, and wait for its turn to be read."""
        attempted = await self._get(page, line, Intake(self.sitemaps, page.id))
        if attempted.answer.body:
            await self.sitemaps.begin_reading(page.id)
        return attempted

    async def _get(self, page: Page, line: HostLine, intake: Intake | None = None) -> Attempted:
        return await get_patiently(
            self.fetcher,
            page.url,
            pace=line.pace,
            clock=self.clock,
            etag=page.etag,
            last_modified=page.last_modified,
            any_type=page.kind is PageKind.API,
            cookie=cookie_for(line.profile, page.host),
            intake=intake,
        )

    async def _outcome(self, page: Page, line: HostLine, answer: Answer, attempts: int) -> Outcome:
        now = self.clock.now()
        status = answer.status
        log.debug("fetched url=%s status=%s bytes=%s", page.url, status, len(answer.body))
        if status == 304 and (page.etag or page.last_modified):
            history = history_now(page, now, changed=False)
            due_at = self.reader.due_again(page, line, page.kind, now, history)
            return Unchanged(page=page, at=now, due_at=due_at)
        if status in _REDIRECTS and answer.header("location"):
            return self._moved(page, answer, now)
        if page.kind is PageKind.API and 400 <= status < 500 and status != 429:
            reason, detail = refusal_of(status, answer.body)
            again = now + GONE_AGAIN
            return Skipped(page=page, at=now, reason=reason, detail=detail, due_at=again)
        if status in (404, 410):
            if page.fetched_at is None:
                again = now + GONE_AGAIN
                return Skipped(
                    page=page, at=now, reason="not-found", detail=str(status), due_at=again
                )
            again = now + gone_again(page, status=status)
            return Gone(page=page, at=now, status=status, due_at=again)
        if not 200 <= status < 300:
            return Failed(
                page=page,
                at=now,
                reason=_status_word(status),
                detail=f"HTTP {status}",
                status=status,
                attempts=attempts,
                due_at=retry_at(page, now=now),
            )
        return await self.reader.read(page, line, answer)

    def _moved(self, page: Page, answer: Answer, now: datetime) -> Outcome:
        try:
            target = canonicalize(_as_text(answer.header("location") or ""), page.url)
        except InvalidURL as error:
            return self._failed(page, FetchFailed(page.url, "protocol", str(error)))
        if target == page.url or page.hops >= MAX_HOPS:
            detail = "redirects to itself" if target == page.url else f"over {MAX_HOPS} redirects"
            return Failed(
                page=page,
                at=now,
                reason="redirect-loop",
                detail=detail,
                status=answer.status,
                due_at=now + ROBOTS_AGAIN,
            )
        if leads_nowhere(page, target) and self.linker.scope.covers(target):
            return soft_missing(page, now, status=answer.status, detail=f"redirects to {target}")
        self.linker.scope.learn_redirect(page.url, target)
        due_at = None if answer.status in LASTING_REDIRECTS else now + moved_again(page)
        return Moved(
            page=page,
            at=now,
            status=answer.status,
            target=target,
            links=self.linker.target(page, target),
            due_at=due_at,
        )

    def _failed(self, page: Page, error: ScraperError) -> Outcome:
        now = self.clock.now()
        due_at = retry_at(page, now=now)
        detail, attempts = str(error), 1
        match error:
            case GaveUp():
                reason, detail, attempts = error.reason, error.detail, error.attempts
            case FetchFailed():
                reason, detail = error.reason, error.detail
            case BlockedAddress():
                reason = "blocked-address"
            case ResponseTooLarge():
                reason = "too-large"
            case MalformedDocument():
                reason, detail = "malformed", error.why
                is_guess = page.fetched_at is None and page.found_by is FoundBy.ROBOTS
                if is_guess or page.kind is PageKind.API:
                    again = now + GONE_AGAIN
                    return Skipped(
                        page=page, at=now, reason="not-found", detail=detail, due_at=again
                    )
            case InvalidURL():
                return Skipped(page=page, at=now, reason="url", detail=detail)
            case _:
                reason = "unreadable"
        return Failed(
            page=page, at=now, reason=reason, detail=detail, attempts=attempts, due_at=due_at
        )

    def _fault(self, page: Page, error: Exception) -> Failed:
        log.info("fault of this program url=%s", page.url, exc_info=error)
        now = self.clock.now()
        due_at = retry_at(page, now=now)
        return Failed(
            page=page, at=now, reason="program-fault", detail=fault_of(error), due_at=due_at
        )


def _as_text(header: str) -> str:
    """Read a header's bytes as UTF-8 where they are: servers send addresses unescaped."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _status_word(status: int) -> str:
    """Return the stable word for a status that is no success."""
    if status == 429:
        return "rate-limited"
    if status >= 500:
        return "server-error"
    return "forbidden" if status in _FORBIDDEN else "client-error"
