"""Simulate revisits: how many changes each rule finds with the same number of requests.

    python -m benchmarks.revisits

Pages change as Poisson processes whose rates are spread evenly over orders of magnitude, once in
three days to once in 1,500. Each day the most overdue pages are asked, up to the budget.
"""

import math
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scraper.records import PageKind
from scraper.revisit import History, after_visit, first_history, next_visit

PAGES, BUDGET, DAYS = 2000, 40, 730
START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(slots=True)
class SimulatedPage:
    """A page as it is, and what its visits have shown."""

    url: str
    changes_per_day: float
    history: History
    due_at: datetime
    visited_at: datetime = START
    changed_at: datetime = START - 120 * DAY
    has_changed: bool = False


Rule = Callable[[SimulatedPage, datetime], datetime]


def by_history(page: SimulatedPage, now: datetime) -> datetime:
    """Return when this program asks again."""
    return next_visit(page.url, PageKind.ARTICLE, page.history, now=now)


def by_age(page: SimulatedPage, now: datetime) -> datetime:
    """Return half the time since the last change found, from a day to sixty."""
    wait = min(max((now - page.changed_at) / 2, DAY), 60 * DAY)
    return now + wait * (1 - 0.1 * zlib.crc32(page.url.encode()) / 2**32)


def in_turn(page: SimulatedPage, now: datetime) -> datetime:
    """Return now: whoever waited longest is next."""
    return now


def simulate(rule: Rule, *, noisy: bool) -> tuple[int, int, float]:
    """Return visits, changes found, and the share of pages up to date in the second year.

    With `noisy` every visit looks like a change to a rule that goes by bytes.
    """
    chance = random.Random(5)
    pages = [
        SimulatedPage(
            url=f"https://example.org/{number}/",
            changes_per_day=math.exp(chance.uniform(math.log(1 / 1500), math.log(1 / 3))),
            history=first_history(60 * DAY.total_seconds()),
            due_at=START + chance.uniform(0, 60) * DAY,
        )
        for number in range(PAGES)
    ]
    visits = found = up_to_date = 0
    for day in range(DAYS):
        now = START + day * DAY
        for page in pages:
            page.has_changed |= chance.random() < -math.expm1(-page.changes_per_day)
        due = sorted((page for page in pages if page.due_at <= now), key=lambda page: page.due_at)
        for page in due[:BUDGET]:
            visits += 1
            found += page.has_changed
            seconds = (now - page.visited_at).total_seconds()
            page.history = after_visit(page.history, seconds=seconds, changed=page.has_changed)
            if page.has_changed or noisy:
                page.changed_at = now
            page.visited_at, page.has_changed = now, False
            page.due_at = rule(page, now)
        if day >= DAYS // 2:
            up_to_date += sum(not page.has_changed for page in pages)
    return visits, found, up_to_date / (PAGES * (DAYS - DAYS // 2))


def main() -> None:
    """Print a line for each rule."""
    for rule in (by_history, by_age, in_turn):
        for noisy in (False, True):
            visits, found, share = simulate(rule, noisy=noisy)
            name = rule.__name__.replace("_", " ") + (", noisy" if noisy else "")
            print(f"{name:<18} {visits} visits, {found} changes found, {share:.0%} up to date")


if __name__ == "__main__":
    main()
