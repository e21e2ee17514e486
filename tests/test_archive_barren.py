"""A site that gives nothing says why, and one that is not through yet says nothing."""

from dataclasses import replace

import pytest

from archive.store import Archive
from scraper.outcomes import Failed, Moved, Skipped
from scraper.records import FoundBy, Link, Page, PageKind
from tests.archive_support import HOST, SITE, T0, article, at, fetched, link

AWAY = "https://institute.new/"


def seeded(archive: Archive, *urls: str, minutes: float = 0) -> tuple[int, list[Page]]:
    """Begin a run at some addresses; return it and their pages."""
    run_id = archive.start_run("crawl", urls, at(minutes))
    links = [Link(url=url, found_by=FoundBy.SEED, kind=PageKind.UNKNOWN) for url in urls]
    archive.frontier.seed(links, now=at(minutes))
    hosts = dict.fromkeys(url.split("/")[2] for url in urls)
    pages = [page for h in hosts for page in archive.frontier.due(h, now=at(minutes), limit=9)]
    return run_id, [page for page in pages if page.url in urls]


def told(archive: Archive) -> dict[str, tuple[str, str]]:
    return {site.host: (site.word, site.says) for site in archive.status(now=at(600)).health}


def test_a_site_that_moved_to_another_name_says_where_though_it_gave_articles(
    archive: Archive,
) -> None:
    run_id, (front,) = seeded(archive, f"{SITE}/")
    story = link("/a/")
    archive.record(run_id, [fetched(front, None, T0, links=[story])])
    (page,) = archive.frontier.due(HOST, now=at(1), limit=9)
    archive.record(run_id, [fetched(page, article("/a/"), at(1))])
    before = told(archive)
    run_id, (front,) = seeded(archive, f"{SITE}/", minutes=60)

    archive.record(run_id, [Moved(page=front, at=at(60), status=301, target=AWAY)])

    assert before == {HOST: ("well", "works")}
    says = f"{SITE}/ leads to {AWAY}, another site: crawl that one"
    assert told(archive) == {HOST: ("silent", says)}
    assert archive.status(now=at(600)).alerts == (f"{HOST}: {says}",)


def test_a_page_that_fails_hides_no_site_that_moved_away(archive: Archive) -> None:
    run_id, (front,) = seeded(archive, f"{SITE}/")
    archive.record(run_id, [fetched(front, None, T0, links=[link("/a/"), link("/b/")])])
    first, second = archive.frontier.due(HOST, now=at(1), limit=9)
    failure = Failed(page=second, at=at(1), reason="server-error", status=500)
    archive.record(run_id, [fetched(first, article("/a/"), at(1)), failure])
    before = told(archive)
    run_id, (front,) = seeded(archive, f"{SITE}/", minutes=60)

    archive.record(run_id, [Moved(page=front, at=at(60), status=301, target=AWAY)])

    assert before[HOST][0] == "failing"
    assert told(archive)[HOST][0] == "silent"
    assert len(archive.status(now=at(600)).failing) == 1


def test_sites_that_lead_to_one_another_say_so(archive: Archive) -> None:
    other = "https://other.example/"
    run_id, (first, second) = seeded(archive, f"{SITE}/", other)
    archive.record(run_id, [Moved(page=first, at=T0, status=301, target=other)])
    archive.record(run_id, [Moved(page=second, at=T0, status=301, target=f"{SITE}/")])

    assert told(archive) == {
        HOST: ("silent", f"no article was found: {SITE}/ leads to {other}"),
        "other.example": ("silent", f"no article was found: {other} leads to {SITE}/"),
    }


@pytest.mark.parametrize("kind", [PageKind.SITEMAP, PageKind.OTHER])
def test_a_site_whose_robots_come_to_forbid_it_says_so_unless_a_sitemap_is_read(
    archive: Archive, kind: PageKind
) -> None:
    run_id, (front,) = seeded(archive, f"{SITE}/")
    links = [link("/a/"), link("/b.xml")]
    archive.record(run_id, [fetched(front, None, T0, links=links)])
    story, other = sorted(archive.frontier.due(HOST, now=at(1), limit=9), key=lambda p: p.url)
    archive.record(run_id, [fetched(story, article("/a/"), at(1))])
    archive.record(run_id, [replace(fetched(other, None, at(1)), kind=kind)])
    run_id, (front,) = seeded(archive, f"{SITE}/", minutes=60)

    archive.record(run_id, [Skipped(page=front, at=at(60), reason="robots")])

    says = f"nothing new is looked for: robots.txt forbids {SITE}/"
    is_read = kind is PageKind.SITEMAP
    assert told(archive) == {HOST: ("well", "works") if is_read else ("silent", says)}


def test_a_name_that_leads_to_the_same_site_with_www_is_well(archive: Archive) -> None:
    run_id, (front,) = seeded(archive, f"{SITE}/")
    www = f"https://www.{HOST}/"
    arrived = Link(url=www, found_by=FoundBy.REDIRECT, kind=PageKind.UNKNOWN)
    moved = Moved(page=front, at=T0, status=301, target=www, links=(arrived,))
    archive.record(run_id, [moved])
    (page,) = archive.frontier.due(f"www.{HOST}", now=at(1), limit=9)
    archive.record(run_id, [fetched(page, article(www), at(1))])

    assert {word for word, _ in told(archive).values()} == {"well"}


def test_a_site_whose_front_page_is_left_alone_says_why(archive: Archive) -> None:
    run_id, (front,) = seeded(archive, f"{SITE}/")

    archive.record(run_id, [Skipped(page=front, at=T0, reason="robots")])

    assert told(archive) == {
        HOST: ("silent", f"no article was found: {SITE}/ is left alone (robots)")
    }


def test_a_site_without_articles_is_told_once_no_page_is_left(archive: Archive) -> None:
    run_id, (front,) = seeded(archive, f"{SITE}/")
    archive.record(run_id, [fetched(front, None, T0, links=[link("/about/")])])
    on_the_way = told(archive)
    (page,) = archive.frontier.due(HOST, now=at(1), limit=9)

    archive.record(run_id, [fetched(page, None, at(1))])

    assert on_the_way == {HOST: ("well", "works")}
    assert told(archive) == {
        HOST: ("silent", "no article was found, and no page is left to ask for")
    }
