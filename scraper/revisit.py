"""How often a page changes, learnt from its own history, and when to look again. Pure."""

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log1p

from scraper.records import Article, Page, PageKind

_HOUR, _DAY = 3600.0, 86400.0
_SHORTEST_SECONDS = {
    PageKind.ARTICLE: 6 * _HOUR,
    PageKind.SITEMAP: _DAY,
    PageKind.LISTING: _DAY,
    PageKind.PROFILE: 7 * _DAY,
    PageKind.OTHER: 7 * _DAY,
}
_LONGEST_SECONDS = {PageKind.SITEMAP: 14 * _DAY, PageKind.LISTING: 30 * _DAY}
_A_YEAR_SECONDS = 365 * _DAY
# A page is looked at again when so many changes are to be expected: two looks in five find one.
_EXPECTED_CHANGES = 0.5
# What a page says of its age is another's word: it buys this much quiet, its own history the rest.
_TRUSTED_AGE_SECONDS = 60 * _DAY
_SPREAD = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the visits to a page have shown.

    `changes` were found at the end of intervals of `changed_seconds` in all; the intervals at the
    end of which nothing had changed come to `quiet_seconds`.
    """

    changes: int = 0
    changed_seconds: float = 0.0
    quiet_seconds: float = 0.0


def history_of(page: Page) -> History:
    """Return what is remembered of the visits to a page."""
    return History(
        changes=page.changes,
        changed_seconds=page.changed_seconds,
        quiet_seconds=page.quiet_seconds,
    )


def after_visit(history: History, *, seconds: float, changed: bool) -> History:
    """Return the history with one more interval, which a clock set back makes no shorter than 0."""
    seconds = max(0.0, seconds)
    return History(
        changes=history.changes + changed,
        changed_seconds=history.changed_seconds + seconds * changed,
        quiet_seconds=history.quiet_seconds + seconds * (not changed),
    )


def first_history(age_seconds: float | None) -> History:
    """Return the history of a page met for the first time that says how old it is, or does not."""
    quiet = min(max(0.0, age_seconds or 0.0), _TRUSTED_AGE_SECONDS)
    return History(quiet_seconds=quiet)


def changes_per_second(history: History) -> float | None:
    """Estimate the rate of a page's changes, taken for a Poisson process; None without a history.

    A visit shows only whether a page changed since the last one, not how often, so changes
    divided by time is too low a rate. The maximum-likelihood estimate solves
    `sum over changed intervals of t / (exp(rate * t) - 1) = sum of the quiet ones`; with c the
    mean of the changed intervals and half of one added to the quiet ones, which takes out the
    bias and keeps the rate finite, that is `ln(1 + changed / (quiet + c / 2)) / c`. With visits at
    equal intervals it is the improved estimator `-ln((n - X + 0.5) / (n + 0.5))` to the letter.
    A page never seen to change has the rate at which one change would have been expected by now:
    half as old, twice the rate. The two meet: the first change found never lowers the rate.

    Source: J. Cho and H. Garcia-Molina, Estimating Frequency of Change, ACM Transactions on
    Internet Technology 3(3), 2003, sections 4.2 and 5.1 (irregular access).
    """
    if history.changes <= 0 or history.changed_seconds <= 0:
        return 1 / history.quiet_seconds if history.quiet_seconds > 0 else None
    mean = history.changed_seconds / history.changes
    return log1p(history.changed_seconds / (history.quiet_seconds + mean / 2)) / mean


def next_visit(url: str, kind: PageKind, history: History, *, now: datetime) -> datetime:
    """Return when a page is due again: in proportion to how seldom it changes, within bounds.

    From six hours for an article (a day for a sitemap or list, a week for static pages) to a year
    (two weeks for a sitemap, thirty days for a list); earlier by up to a tenth, told by the
    address, so that pages fetched together do not all come back together.
    """
    rate = changes_per_second(history)
    shortest = _SHORTEST_SECONDS.get(kind, _DAY)
    wanted = _EXPECTED_CHANGES / rate if rate else 0.0
    seconds = min(max(wanted, shortest), _LONGEST_SECONDS.get(kind, _A_YEAR_SECONDS))
    return now + timedelta(seconds=seconds * (1 - _SPREAD * zlib.crc32(url.encode()) / 2**32))


def history_now(
    page: Page, now: datetime, *, changed: bool, last_change_at: datetime | None = None
) -> History:
    """Return a page's history with the visit of now; on the first one its age by its own word."""
    if page.fetched_at is None:
        age = (now - last_change_at).total_seconds() if last_change_at else None
        return first_history(age)
    seconds = (now - page.fetched_at).total_seconds()
    return after_visit(history_of(page), seconds=seconds, changed=changed)


def last_change_of(article: Article | None, now: datetime) -> datetime | None:
    """Return the last change an article tells of, if it tells one in the past."""
    if article is None:
        return None
    for text in (article.updated_at, article.published_at, article.published):
        if not text:
            continue
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment if moment < now else None
    return None
