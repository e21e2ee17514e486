"""A crawl without network or clock: what came of each page, made up, recorded as a crawl does."""

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from archive.duplicates import find_duplicates
from archive.joining import JOINED_AT_ONCE, join_links
from archive.store import Archive
from benchmarks.made_articles import SECTIONS
from scraper.outcomes import Fetched, Gone, Outcome, Unchanged
from scraper.records import (
    Article,
    Expert,
    Extraction,
    FoundBy,
    Link,
    Page,
    PageKind,
    Snapshot,
    TitledLink,
)

HOST = "pages.example"
SITE = f"https://{HOST}"
BATCH = 8  # what a crawl hands over at once, at most
NEW_PAGES = 400  # a visit, and ten times as many at the first
START = datetime(2026, 1, 1, tzinfo=UTC)
_MENU = "".join(
    f'<li class="menu-item"><a href="/menu/{n * 7919 % 1000}/">Entry {n * 104729}</a></li>\n'
    for n in range(300)
)


class Crawl:
    """Visits every page once a day: one in four says something new, some are gone, some are new."""

    def __init__(self, archive: Archive, pool: list[str], seed: int = 5) -> None:
        self._archive = archive
        self._pool = pool
        self._chance = random.Random(seed)
        ((pages, runs),) = archive.rows(
            "SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM runs)"
        )
        self._pages = pages
        self._day = runs

    def visit(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Yield what a visit writes, as (what, action), to be done in order."""
        now = START + timedelta(days=self._day)
        count = NEW_PAGES if self._pages else 10 * NEW_PAGES
        links = [_link(n) for n in range(self._pages, self._pages + count)]
        run: list[int] = []
        yield "start", lambda: run.append(self._archive.start_run("crawl", [SITE], now))
        yield "seed", lambda: self._archive.frontier.seed(links, now=now)
        self._pages += count
        while pages := self._archive.frontier.due(HOST, now=now, limit=BATCH):
            outcomes = [self._outcome(page, now) for page in pages]
            yield "record", lambda outcomes=outcomes: self._archive.record(run[0], outcomes)  # type: ignore[misc]
        yield from self._join()
        yield "finish", lambda: self._archive.finish_run(run[0], now, "done")
        self._day += 1

    def _join(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Yield what `Archive.join_up` does, a transaction at a time."""
        db, found = self._archive._db, [1]

        def join() -> None:
            with db.atomic():
                join_links(db.conn)

        def find() -> None:
            with db.atomic():
                found[0] = find_duplicates(db.conn, limit=JOINED_AT_ONCE)

        yield "join links", join
        while found[0]:
            yield "find doubles", find

    def _outcome(self, page: Page, now: datetime) -> Outcome:
        due_at = now + timedelta(days=1)
        draw = self._chance.random()
        if page.fetched_at is not None and draw < 0.6:
            return Unchanged(page=page, at=now, due_at=due_at)
        if page.fetched_at is not None and draw < 0.62:
            return Gone(page=page, at=now, status=410, due_at=None)
        return self._fetched(page, now, due_at, is_edited=draw > 0.75)

    def _fetched(self, page: Page, now: datetime, due_at: datetime, *, is_edited: bool) -> Fetched:
        n = int(page.url.rsplit("/", 2)[1])
        same = random.Random(n)  # what a page said before it says again
        length = min(1 + round(same.lognormvariate(0, 0.7) * 40), 300)
        body = same.choices(self._pool, k=length)
        if is_edited:
            body.insert(length // 2, self._chance.choice(self._pool))
        article = Article(
            url=page.url,
            lang=same.choice(("en", "nl")),
            title=" ".join(same.choice(self._pool).split()[:8]),
            published=f"{2000 + n % 25}-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
            section=same.choice(SECTIONS),
            summary=same.choice(self._pool),
            body=tuple(" ".join(body[at : at + 4]) for at in range(0, len(body), 4)),
            tags=(f"Tag {n % 50}",),
            experts=(Expert(name=f"Expert {n % 40}", role="Analyst", url=None),),
            related_news=tuple(
                TitledLink(title=f"Page {other}", url=f"{SITE}/{other}/")
                for other in (n // 2, n // 3, n + 1)
            ),
        )
        text = "".join(f"<p>{line}</p>\n" for line in article.body)
        html = f"<html><body><ul>{_MENU}</ul><h1>{article.title}</h1>{text}<!-- {now} --></body></html>"
        data = html.encode()
        return Fetched(
            page=page,
            snapshot=Snapshot(
                url=page.url,
                fetched_at=now,
                status=200,
                headers=(("Content-Type", "text/html; charset=utf-8"),),
                body=data,
                digest=hashlib.sha256(data).hexdigest(),
            ),
            kind=PageKind.ARTICLE,
            key=page.url,
            extraction=Extraction(article=article, profile="generic", extractor="1"),
            due_at=due_at,
            text_digest=hashlib.sha256(text.encode()).hexdigest(),
        )


def _link(n: int) -> Link:
    return Link(url=f"{SITE}/{n}/", found_by=FoundBy.SITEMAP, kind=PageKind.ARTICLE)
