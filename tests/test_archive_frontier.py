"""The frontier: what is known, what is due, in which order, and that the accounts balance."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from archive.addresses import host_of
from archive.frontier import _DUE, _DUE_HOSTS
from archive.store import Archive
from scraper.outcomes import Failed, Gone, Skipped, Unchanged
from scraper.records import FoundBy, Link, PageKind, RobotsRecord
from tests.archive_support import (
    HOST,
    SITE,
    T0,
    Crawler,
    article,
    at,
    fetched,
    link,
    make_archive,
    new_archive,
)
from tests.properties import examples


def due(archive: Archive, minutes: float = 0, limit: int = 100, host: str = HOST) -> list[str]:
    pages = archive.frontier.due(host, now=at(minutes), limit=limit)
    return [page.url.removeprefix(SITE) for page in pages]


def test_discovery_documents_come_first_then_the_order_of_finding(archive: Archive) -> None:
    archive.frontier.seed(
        [
            link("/z/"),
            link("/list/", kind=PageKind.LISTING),
            link("/a/", kind=PageKind.ARTICLE),
            link("/feed/", kind=PageKind.FEED),
            link("/map.xml", kind=PageKind.SITEMAP),
        ],
        now=T0,
    )

    assert due(archive) == ["/map.xml", "/feed/", "/list/", "/z/", "/a/"]
    assert due(archive, limit=2) == ["/map.xml", "/feed/"]
    assert due(archive, minutes=-1) == []
    assert due(archive, host="other.example") == []


def test_a_page_comes_back_with_all_that_is_remembered(archive: Archive) -> None:
    seed = Link(url=f"{SITE}/a/", found_by=FoundBy.SITEMAP, depth=3, hops=1)
    archive.frontier.seed([seed], now=T0)
    (page,) = archive.frontier.due(HOST, now=T0, limit=1)
    run_id = archive.start_run("crawl", [], T0)

    archive.record(run_id, [fetched(page, article("/a/"), T0, due_at=at(5), body=b"1")])
    (page,) = archive.frontier.due(HOST, now=at(5), limit=1)
    archive.record(
        run_id, [fetched(page, article("/a/", title="B"), at(5), due_at=at(9), body=b"2")]
    )

    (page,) = archive.frontier.due(HOST, now=at(9), limit=1)
    assert (page.found_by, page.depth, page.hops) == (FoundBy.SITEMAP, 3, 1)
    assert (page.kind, page.host, page.etag) == (PageKind.ARTICLE, HOST, '"e1"')
    assert (page.fetched_at, page.changed_at) == (at(5), at(5))
    assert (page.fetches, page.changes, page.failures) == (2, 1, 0)


def test_hosts_with_something_due_are_named_with_their_port(archive: Archive) -> None:
    archive.frontier.seed([link("/a/"), link("http://127.0.0.1:8427/b")], now=T0)
    archive.frontier.put_robots(
        RobotsRecord(host="idle.example", fetched_at=T0, status=404, body="")
    )

    assert archive.frontier.due_hosts(now=T0) == [HOST, "127.0.0.1:8427"]
    assert archive.frontier.due_hosts(now=at(-1)) == []


def test_seeding_again_makes_a_known_page_due(archive: Archive) -> None:
    crawler = Crawler(archive)
    crawler.read("/a/")
    assert due(archive, 5) == []

    archive.frontier.seed([link("/a/")], now=at(6))

    assert due(archive, 6) == ["/a/"]


def test_links_of_a_page_are_added_once_and_are_due(archive: Archive) -> None:
    crawler = Crawler(archive)
    for n in range(3):
        crawler.read(f"/{n}/", when=at(n), links=[link("/menu/"), link(f"/new/{n}/")])

    assert due(archive, 9) == ["/menu/", "/new/0/", "/new/1/", "/new/2/"]


@pytest.mark.parametrize(("changed", "expected"), [(30, ["/a/"]), (5, [])])
def test_a_later_change_told_by_the_finder_makes_a_page_due(
    archive: Archive, changed: float, expected: list[str]
) -> None:
    crawler = Crawler(archive)
    crawler.read("/a/", when=at(10))
    listed = [link("/a/", modified_at=at(changed), kind=PageKind.ARTICLE)]

    crawler.read("/map/", when=at(40), links=listed)

    assert due(archive, 40) == expected


def test_a_page_learns_its_kind_from_a_better_link(archive: Archive) -> None:
    archive.frontier.seed([link("/a/"), link("/feed/")], now=T0)

    archive.frontier.seed([link("/feed/", kind=PageKind.FEED)], now=T0)
    archive.frontier.seed([link("/feed/", kind=PageKind.ARTICLE)], now=T0)

    assert due(archive) == ["/feed/", "/a/"]


def test_unseen_tells_what_is_not_known_after_a_restart_too(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        archive.frontier.seed([link("/a/")], now=T0)
        assert archive.frontier.unseen([f"{SITE}/a/", f"{SITE}/b/"]) == {f"{SITE}/b/"}
    with new_archive(tmp_path) as archive:
        assert archive.frontier.unseen([f"{SITE}/a/", f"{SITE}/b/"]) == {f"{SITE}/b/"}
        assert archive.frontier.unseen([]) == set()


def test_everything_due_means_articles_and_listings_of_these_hosts(archive: Archive) -> None:
    crawler = Crawler(archive)
    crawler.read("/a/")
    crawler.read("https://other.example/b/", article("https://other.example/b/"))

    assert archive.frontier.make_all_due([HOST], now=at(1)) == 1
    assert archive.frontier.due_hosts(now=at(1)) == [HOST]


def test_robots_are_kept(archive: Archive) -> None:
    assert archive.frontier.robots(HOST) is None
    record = RobotsRecord(host=HOST, fetched_at=at(1), status=200, body="User-agent: *\n")

    archive.frontier.put_robots(record)

    assert archive.frontier.robots(HOST) == record
    silent = RobotsRecord(host="silent.example", fetched_at=at(2), status=None, body=None)
    archive.frontier.put_robots(silent)
    assert archive.frontier.robots("silent.example") == silent


@pytest.mark.parametrize(("sql", "values"), [(_DUE, (1, 3, "2026", 10)), (_DUE_HOSTS, ("2026",))])
def test_what_is_due_is_one_range_of_an_index(
    archive: Archive, sql: str, values: tuple[object, ...]
) -> None:
    plan = [row[3] for row in archive._db.conn.execute(f"EXPLAIN QUERY PLAN {sql}", values)]

    assert any("SEARCH pages USING" in step and "pages_due" in step for step in plan)
    assert not any("TEMP B-TREE" in step or "SCAN pages" in step for step in plan)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.example/x/y?z", "a.example"),
        ("http://a.example:8080/", "a.example:8080"),
        ("https://a.example", "a.example"),
        ("https://a.example?q=/", "a.example"),
        ("http://[::1]:80/x", "[::1]:80"),
    ],
)
def test_the_host_of_a_url_keeps_its_port(url: str, host: str) -> None:
    assert host_of(url) == host


paths = st.sampled_from([f"/{n}/" for n in range(8)])


class FrontierMachine(RuleBasedStateMachine):
    """Pages are added, finished and brought back; a model in plain sets keeps the accounts."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.archive = make_archive(Path(self.folder.name) / "a.db")
        self.run_id = self.archive.start_run("crawl", [], T0)
        self.minutes = 0.0
        self.due_at: dict[str, float | None] = {}
        self.finished = 0

    @rule(found=st.lists(paths, max_size=5))
    def seed(self, found: list[str]) -> None:
        self.archive.frontier.seed([link(path) for path in found], now=at(self.minutes))
        for path in found:
            known = self.due_at.get(path, self.minutes)
            self.due_at[path] = self.minutes if known is None else min(known, self.minutes)

    @rule(
        how=st.sampled_from(["fetched", "unchanged", "gone", "skipped", "failed"]),
        again=st.sampled_from([None, 1.0, 10.0]),
        found=st.lists(paths, max_size=4),
    )
    def finish_one(self, how: str, again: float | None, found: list[str]) -> None:
        pages = self.archive.frontier.due(HOST, now=at(self.minutes), limit=1)
        if not pages:
            return
        now, page = at(self.minutes), pages[0]
        due_at = None if again is None else now + timedelta(minutes=again)
        path = page.url.removeprefix(SITE)
        match how:
            case "fetched":
                links = [link(other) for other in found]
                outcome = fetched(page, article(path), now, links=links, due_at=due_at)
            case "unchanged":
                outcome = Unchanged(page=page, at=now, due_at=due_at)  # type: ignore[assignment]
            case "gone":
                outcome = Gone(page=page, at=now, status=404, due_at=due_at)  # type: ignore[assignment]
            case "skipped":
                outcome = Skipped(page=page, at=now, reason="trap", due_at=due_at)  # type: ignore[assignment]
            case _:
                outcome = Failed(page=page, at=now, reason="dns", due_at=due_at)  # type: ignore[assignment]
        tally = self.archive.record(self.run_id, [outcome])
        assert tally.pages == 1
        self.finished += 1
        self.due_at[path] = None if again is None else self.minutes + again
        for other in found if how == "fetched" else ():
            self.due_at.setdefault(other, self.minutes)

    @rule(minutes=st.sampled_from([0.5, 1.0, 20.0]))
    def wait(self, minutes: float) -> None:
        self.minutes += minutes

    @rule()
    def restart(self) -> None:
        self.archive.close()
        self.archive = Archive.open(Path(self.folder.name) / "a.db")

    @invariant()
    def accounts_balance(self) -> None:
        now = at(self.minutes)
        pages = self.archive.frontier.due(HOST, now=now, limit=100)
        expected = {
            p for p, when in self.due_at.items() if when is not None and when <= self.minutes
        }
        assert {page.url.removeprefix(SITE) for page in pages} == expected
        assert (self.archive.frontier.due_hosts(now=now) == [HOST]) == bool(expected)
        urls = [SITE + path for path in ("/0/", "/1/", "/never/")]
        unknown = {url for url in urls if url.removeprefix(SITE) not in self.due_at}
        assert self.archive.frontier.unseen(urls) == unknown
        status = self.archive.status(now=now)
        assert status.pages == len(self.due_at)
        assert status.due == len(expected)

    def teardown(self) -> None:
        assert self.archive.verify().problems == ()
        self.archive.close()
        self.folder.cleanup()


FrontierMachine.TestCase.settings = settings(
    max_examples=examples(15),
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestFrontierAccounts = FrontierMachine.TestCase
