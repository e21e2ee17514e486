"""What a document no longer names: gone, or only moved into another document."""

import hashlib
from dataclasses import replace

import pytest

from scraper.discover.sitemaps import read_sitemap
from scraper.further import FurtherLinker
from scraper.linking import Linker
from scraper.records import Fetched, FoundBy, Link, Page, PageKind, Snapshot
from scraper.scope import Scope
from tests.sites import sitemap
from tests.support import START, MemoryFrontier

SITE = "https://example.org"
MAP = Page(id=1, url=f"{SITE}/map.xml", host="example.org", kind=PageKind.SITEMAP)


def left(before: str, after: str, **about: object) -> str:
    """Return the entries, a letter each, that are asked for after a change of their sitemap."""
    body = document(before)
    frontier = MemoryFrontier()
    frontier.seed([Link(url=MAP.url, found_by=FoundBy.ROBOTS)], now=START)
    frontier.seed(
        [Link(url=f"{SITE}/{name}/", found_by=FoundBy.SITEMAP) for name in before], now=START
    )
    snapshot = Snapshot(
        url=MAP.url,
        fetched_at=START,
        status=200,
        headers=(),
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
    )
    frontier.record([Fetched(page=MAP, snapshot=snapshot, kind=PageKind.SITEMAP, key=MAP.url)])
    further = FurtherLinker(Linker(scope=Scope(sites=frozenset({"example.org"})), store=frontier))
    now = replace(read_sitemap(document(after), url=MAP.url), **about)  # type: ignore[arg-type]
    links = further.left_by_sitemap(MAP, now, START)
    assert all(link.modified_at == START for link in links)
    return "".join(link.url[-2] for link in links)


def document(names: str) -> bytes:
    return sitemap({f"{SITE}/{name}/": None for name in names}).encode()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("abcde", "abcde", ""),
        ("abcde", "abde", "c"),
        ("abcde", "abcd", "e"),
        ("abcde", "xabcd", ""),  # pushed into the next document by x
        ("abcde", "xyabc", ""),
        ("abcde", "xabde", "c"),
        ("abcde", "xabc", "de"),  # shorter: nothing was pushed
        ("abcde", "abcdx", ""),
        ("abcde", "bcdex", "a"),
    ],
)
def test_what_is_left_out_is_asked_for_and_what_is_pushed_out_is_not(
    before: str, after: str, expected: str
) -> None:
    assert left(before, after) == expected


@pytest.mark.parametrize("about", [{"is_news": True}, {"is_index": True}, {"fault": "broken"}])
def test_a_document_that_forgets_or_breaks_off_proves_nothing(about: dict[str, object]) -> None:
    assert left("abcde", "abde", **about) == ""
