"""How many known pages of one host a run asks for again. New addresses never count."""

from dataclasses import dataclass

from scraper.outcomes import Fetched, Gone, Moved, Outcome, Skipped, Unchanged
from scraper.records import FoundBy, Page, PageKind
from scraper.sameness import is_changed

SHARE_OF_KNOWN = 0.02
FEWEST = 10
# A sign of change (a later lastmod, an entry taken out of a sitemap) is followed for nothing while
# it proves right: sitemaps that date everything to today would have the whole site asked each run.
_SIGNS_TO_TRY = 10
_RIGHT_SHARE = 0.2


def revisits_allowed(asked_for: int | None, articles: int) -> int:
    """Return the budget of a run: what the user asks for, else a share of what is known."""
    return max(FEWEST, int(articles * SHARE_OF_KNOWN)) if asked_for is None else asked_for


@dataclass(slots=True)
class RevisitBudget:
    """What is left of one host's budget, and how far signs of change have proved right."""

    left: float
    for_lists: float
    _signs: int = 0
    _right: int = 0

    @classmethod
    def of(cls, revisits: float) -> "RevisitBudget":
        """Return a full budget, half of which lists may take: articles must have their turn."""
        return cls(left=revisits, for_lists=revisits / 2)

    @property
    def trusts_signs(self) -> bool:
        """Say whether pages that seem to have changed are asked whatever the budget."""
        return self._signs < _SIGNS_TO_TRY or self._right >= self._signs * _RIGHT_SHARE

    @property
    def is_spent(self) -> bool:
        """Say whether no page is asked again without a trusted sign."""
        return self.left < 1

    def admits(self, page: Page, *, lists_are_free: bool) -> bool:
        """Say whether a page may be asked for, and count it."""
        if page.kind in (PageKind.SITEMAP, PageKind.FEED) or is_new(page) or is_seed(page):
            return True
        if page.kind is PageKind.LISTING and (
            lists_are_free or page.recheck is not None or brought_new(page)
        ):
            return True
        is_trusted_sign = page.recheck is not None and self.trusts_signs
        if self.is_spent and not is_trusted_sign:
            return False
        if page.kind is PageKind.LISTING:
            if self.for_lists < 1:
                return False
            self.for_lists -= 1
        self._signs += page.recheck is not None
        self.left -= not is_trusted_sign
        return True

    def came_back(self, outcome: Outcome) -> None:
        """Note whether a sign of change was right."""
        if outcome.page.recheck is not None and outcome.page.kind is not PageKind.LISTING:
            self._right += _is_change(outcome)


def is_new(page: Page) -> bool:
    """Say whether a page has never given an answer worth remembering."""
    return page.checked_at is None or (page.fetched_at is None and page.failures > 0)


def brought_new(page: Page) -> bool:
    """Say whether a list named an address never seen before when it was last read.

    It was due again from that moment on. A sitemap that lacks the site's news costs nothing so.
    """
    if page.fetched_at is None or page.due_at is None:
        return False
    return page.due_at <= page.fetched_at


def is_seed(page: Page) -> bool:
    """Say whether this is what the operator named, or where that redirects to."""
    return page.depth == 0 and page.found_by in (FoundBy.SEED, FoundBy.REDIRECT)


def _is_change(outcome: Outcome) -> bool:
    match outcome:
        case Fetched():
            is_back = outcome.page.recheck == "listed"
            return is_back or is_changed(outcome.page, outcome.text_digest, outcome.snapshot.digest)
        case Unchanged():
            return outcome.page.recheck == "listed"
        case Moved():
            return outcome.is_lasting
        case Gone() | Skipped():
            return True
    return False
