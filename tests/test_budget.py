"""How many known pages of a host one run asks for again."""

from dataclasses import replace
from datetime import timedelta

from scraper.budget import RevisitBudget, revisits_allowed
from scraper.outcomes import Fetched, Gone, Moved, Unchanged
from scraper.records import FoundBy, Page, PageKind, Snapshot
from tests.support import START

KNOWN = Page(
    id=1,
    url="https://example.org/a/",
    host="example.org",
    kind=PageKind.ARTICLE,
    found_by=FoundBy.SITEMAP,
    depth=1,
    checked_at=START,
    fetched_at=START,
    text_digest="t1",
    digest="d1",
)
SIGNED = replace(KNOWN, recheck="modified")
LIST = replace(KNOWN, kind=PageKind.LISTING)


def admitted(budget: RevisitBudget, page: Page, times: int, *, free: bool = False) -> int:
    return sum(budget.admits(page, lists_are_free=free) for _ in range(times))


def fetched(page: Page, text: str) -> Fetched:
    snapshot = Snapshot(
        url=page.url, fetched_at=START, status=200, headers=(), body=b"", digest="d2"
    )
    return Fetched(page=page, snapshot=snapshot, kind=page.kind, key=page.url, text_digest=text)


def test_two_in_a_hundred_are_asked_again_and_some_of_a_small_site() -> None:
    assert revisits_allowed(None, 2000) == 40
    assert revisits_allowed(None, 12) == 10
    assert revisits_allowed(0, 2000) == 0
    assert revisits_allowed(300, 12) == 300


def test_known_pages_are_asked_until_the_budget_is_spent() -> None:
    budget = RevisitBudget.of(3)

    assert admitted(budget, KNOWN, 9) == 3
    assert budget.is_spent


def test_new_pages_seeds_sitemaps_and_feeds_cost_nothing() -> None:
    budget = RevisitBudget.of(0)
    free = (
        replace(KNOWN, checked_at=None, fetched_at=None),
        replace(KNOWN, fetched_at=None, failures=2),
        replace(KNOWN, depth=0, found_by=FoundBy.SEED),
        replace(KNOWN, kind=PageKind.SITEMAP),
        replace(KNOWN, kind=PageKind.FEED),
    )

    assert all(budget.admits(page, lists_are_free=False) for page in free)
    assert not budget.admits(KNOWN, lists_are_free=False)


def test_lists_are_free_without_a_sitemap_and_take_half_at_most_with_one() -> None:
    assert admitted(RevisitBudget.of(4), LIST, 9, free=True) == 9
    budget = RevisitBudget.of(4)
    assert admitted(budget, LIST, 9) == 2
    assert admitted(budget, KNOWN, 9) == 2


def test_a_list_that_brought_something_new_costs_nothing() -> None:
    budget = RevisitBudget.of(0)

    assert budget.admits(replace(LIST, due_at=LIST.fetched_at), lists_are_free=False)
    assert not budget.admits(replace(LIST, due_at=START + timedelta(days=1)), lists_are_free=False)


def test_signs_of_change_are_followed_while_they_prove_right() -> None:
    budget = RevisitBudget.of(5)

    for _ in range(50):
        assert budget.admits(SIGNED, lists_are_free=False)
        budget.came_back(fetched(SIGNED, "t2"))

    assert budget.left == 5


def test_signs_that_prove_wrong_cost_like_any_revisit() -> None:
    budget = RevisitBudget.of(5)
    asked = 0

    for _ in range(50):
        if budget.admits(SIGNED, lists_are_free=False):
            asked += 1
            budget.came_back(Unchanged(page=SIGNED, at=START))

    assert asked == 10 + 5
    assert not budget.trusts_signs


def test_other_bytes_with_the_same_text_are_no_change_and_a_tombstone_is_one() -> None:
    budget = RevisitBudget.of(0)
    assert admitted(budget, SIGNED, 10) == 10
    budget.came_back(fetched(SIGNED, "t1"))
    assert not budget.trusts_signs
    budget.came_back(Gone(page=SIGNED, at=START, status=404))
    budget.came_back(Gone(page=SIGNED, at=START, status=404))
    assert budget.trusts_signs


def test_a_page_that_was_gone_and_is_there_as_a_list_says_is_right_with_its_old_text() -> None:
    listed = replace(KNOWN, recheck="listed")
    budget = RevisitBudget.of(0)
    assert admitted(budget, listed, 10) == 10
    assert not budget.trusts_signs
    budget.came_back(fetched(listed, "t1"))
    budget.came_back(Unchanged(page=listed, at=START))
    assert budget.trusts_signs


def test_a_redirect_for_the_time_being_is_no_change() -> None:
    for status, is_change in ((301, True), (308, True), (302, False), (307, False)):
        budget = RevisitBudget.of(0)
        for _ in range(10):
            assert budget.admits(SIGNED, lists_are_free=False)
            target = "https://example.org/consent/"
            budget.came_back(Moved(page=SIGNED, at=START, status=status, target=target))
        assert budget.trusts_signs is is_change
