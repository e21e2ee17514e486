"""Invented pages and outcomes for the tests of the archive."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.store import Archive
from scraper.outcomes import Fetched, Gone, Moved, Unchanged
from scraper.records import (
    Article,
    ArticleKind,
    Embed,
    Evidence,
    Expert,
    Extraction,
    FoundBy,
    Link,
    Page,
    PageKind,
    Snapshot,
    Source,
    TitledLink,
)

T0 = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
HOST = "institute.example"
SITE = f"https://{HOST}"


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def link(path: str, *, kind: PageKind = PageKind.UNKNOWN, **about: object) -> Link:
    url = path if "://" in path else SITE + path
    return Link(url=url, found_by=FoundBy.PAGE, kind=kind, **about)  # type: ignore[arg-type]


def article(path: str = "/news/harbours/", **about: object) -> Article:
    url = path if "://" in path else SITE + path
    values: dict[str, object] = {
        "url": url,
        "canonical_url": url,
        "lang": "en",
        "title": "Harbours under pressure",
        "published": "2026-02-14",
        "published_at": "2026-02-14T09:30:00+01:00",
        "updated_at": "2026-02-15T10:00:00+01:00",
        "section": "News",
        "tags": ("Ports", "Trade"),
        "summary": "What a closed canal does to a port.",
        "body": ("The first paragraph.", "A subheading", "The second, with a café in it."),
        "source": Source(
            name="The Washington Post",
            url="https://www.washingtonpost.com/a",
            phrase="This article was published by The Washington Post",
            date="2026-02-13",
        ),
        "experts": (
            Expert(name="Ada Verhoeven", role="Analyst", url=f"{SITE}/expert/ada-verhoeven/"),
            Expert(name="Bram de Groot", role=None, url=None),
        ),
        "photo_credit": "Jo Field",
        "related_news": (TitledLink(title="Canals", url=f"{SITE}/news/canals/"),),
        "related_content": (TitledLink(title="Locks", url=f"http://www.{HOST}/report/locks"),),
        "attachments": (TitledLink(title="The report", url=f"{SITE}/files/report.pdf"),),
        "embeds": (Embed(url="https://player.example/1"),),
        "image": f"{SITE}/pictures/1.jpg",
        "authors": ("Ada Verhoeven",),
    }
    return Article(**(values | about))  # type: ignore[arg-type]


def snapshot(page: Page, body: bytes, when: datetime, **about: object) -> Snapshot:
    values: dict[str, object] = {
        "url": page.url,
        "fetched_at": when,
        "status": 200,
        "headers": (("Content-Type", "text/html"), ("ETag", '"e1"'), ("Last-Modified", "then")),
        "body": body,
        "digest": hashlib.sha256(body).hexdigest(),
        "elapsed_seconds": 0.25,
    }
    return Snapshot(**(values | about))  # type: ignore[arg-type]


def fetched(
    page: Page,
    reading: Article | None,
    when: datetime,
    *,
    body: bytes | None = None,
    key: str | None = None,
    links: Iterable[Link] = (),
    due_at: datetime | None = None,
    keep_body: bool = True,
    body_links: tuple[TitledLink, ...] = (),
) -> Fetched:
    extraction = None
    if reading is not None:
        extraction = Extraction(
            article=reading,
            profile="hcss",
            extractor="1",
            evidence={"title": Evidence(rule="h1", place="main > h1", runners_up=("Other",))},
            body_links=body_links,
        )
    kind = PageKind.OTHER if reading is None else PageKind(reading.kind.value)
    return Fetched(
        page=page,
        snapshot=snapshot(page, body or f"<h1>{page.url}</h1> {reading}".encode(), when),
        kind=kind,
        key=key or page.url,
        extraction=extraction,
        links=tuple(links),
        due_at=due_at,
        keep_body=keep_body,
    )


class Crawler:
    """Plays the crawl: one archive, one run, pages by their path."""

    def __init__(self, archive: Archive, when: datetime = T0) -> None:
        self.archive = archive
        self.run_id = archive.start_run("crawl", [SITE], when)

    def page(self, path: str, when: datetime = T0) -> Page:
        url = path if "://" in path else SITE + path
        self.archive.frontier.seed([link(url)], now=when)
        host = url.split("/")[2]
        pages = self.archive.frontier.due(host, now=when, limit=1_000_000)
        return next(page for page in pages if page.url == url)

    def read(self, path: str, reading: Article | None = None, when: datetime = T0, **about: object):  # type: ignore[no-untyped-def]
        page = self.page(path, when)
        reading = reading or article(path)
        return self.archive.record(self.run_id, [fetched(page, reading, when, **about)])  # type: ignore[arg-type]

    def unchanged(self, path: str, when: datetime):  # type: ignore[no-untyped-def]
        outcome = Unchanged(page=self.page(path, when), at=when)
        return self.archive.record(self.run_id, [outcome])

    def gone(self, path: str, when: datetime):  # type: ignore[no-untyped-def]
        outcome = Gone(page=self.page(path, when), at=when, status=410)
        return self.archive.record(self.run_id, [outcome])

    def moved(self, path: str, target: str, when: datetime):  # type: ignore[no-untyped-def]
        outcome = Moved(
            page=self.page(path, when),
            at=when,
            status=301,
            target=SITE + target,
            links=(link(target),),
        )
        return self.archive.record(self.run_id, [outcome])

    def one(self, sql: str, *values: object) -> Any:
        return self.archive._db.conn.execute(sql, values).fetchone()[0]

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.archive._db.conn.execute(sql, values).fetchall()


@cache
def _empty() -> bytes:
    """Return an archive's file with nothing in it: all its migrations take 25 ms of work."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        Archive.open(path, create=True).close()
        return path.read_bytes()


def make_archive(path: Path) -> Archive:
    """Open an archive as `Archive.open(path, create=True)` does, a new one from a copy."""
    if not path.exists():
        path.write_bytes(_empty())
    return Archive.open(path)


@contextmanager
def new_archive(folder: Path) -> Iterator[Archive]:
    with make_archive(folder / "a.db") as archive:
        yield archive


LISTING = Article(url=SITE, kind=ArticleKind.LISTING)
