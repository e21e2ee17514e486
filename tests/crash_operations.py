"""Everything that writes to an archive, as operations that can be stopped and given again.

Each is played by a clock of its own, so that a run that died and was started again must end where
one without a death does. Sizes that decide where a batch ends are made small, so that a small
archive has many batches, checkpoints and dictionaries.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from archive import compact, compression, joining, store
from archive.backup import backup
from archive.imports import importer
from archive.reextract import Done, Kept, Totals, totals_of
from archive.store import Archive
from archive.times import to_text
from scraper.outcomes import Failed, Gone, Moved, Outcome, Skipped, Unchanged
from scraper.records import Article, Expert, Extraction, Page
from tests import warc_support
from tests.archive_support import HOST, LISTING, SITE, article, at, fetched, link
from tests.kept_archives import FOLDER, page
from tests.test_archive_proof import harm

PAGES = 12
RENAMED = 103
VISITS = tuple(at(60 * n) for n in range(4))
_AFTER = timedelta(minutes=10)  # a visit is over by then
_CHECKPOINT_PAGES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What is there before, what is done, and the archives to look at afterwards."""

    name: str
    prepare: Callable[[Path], None]
    act: Callable[[Path], None]
    results: tuple[str, ...] = ("a.db",)
    is_damaged_before: bool = False
    is_older_before: bool = False


def make_small() -> None:
    """Let batches end early; for the process that plays operations."""
    store.SEAL_EVERY_PAGES = 7
    compact.BATCH = 5
    importer.BATCH_PAGES = 3
    joining.JOINED_AT_ONCE = 5
    compression.GROWS_AT = (2, 4, 8)


def opened(folder: Path, name: str = "a.db", *, create: bool = False) -> Archive:
    archive = Archive.open(folder / name, create=create)
    archive._db.conn.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES:d}")
    return archive


# A crawl over three visits


def outcome(page_: Page, visit: int) -> Outcome:
    """Return what came of asking for a page: the same whenever it is asked for in a visit."""
    path = page_.url.removeprefix(SITE)
    n = int(path.strip("/"))
    when, due_at = VISITS[visit] + timedelta(seconds=n), VISITS[visit + 1]
    if visit == 0 and n == 10:
        return Failed(page=page_, at=when, reason="timeout", due_at=due_at)
    if n == 11:
        return fetched(page_, LISTING, when, body=page(90), due_at=due_at)
    if visit == 1 and n == 2:
        return Gone(page=page_, at=when, status=410, due_at=due_at)
    if visit >= 1 and n == 3:
        target = f"/{RENAMED}/"
        links = (link(target),)
        return Moved(
            page=page_, at=when, status=301, target=SITE + target, links=links, due_at=due_at
        )
    if visit == 1 and n == 7:
        return Skipped(page=page_, at=when, reason="robots", due_at=due_at)
    if visit == 1 and n % 4 == 1:
        return Unchanged(page=page_, at=when, due_at=due_at)
    version = visit if n % 4 == 0 and visit < 2 else 0  # the third brings the first bytes again
    return fetched(
        page_, reading(n, version), when, body=page(n + 20 * version), due_at=due_at,
        key=SITE + path,
    )  # fmt: skip


def reading(n: int, version: int) -> Article:
    return article(
        f"/{n}/",
        title=f"Title {n}, told {version} times",
        tags=("Ports", f"Tag {n % 3}"),
        experts=(Expert(name=f"Expert {n % 4}", role="Analyst", url=None),),
        body=tuple(f"Sentence {line} of page {n % 9} in version {version}." for line in range(12)),
    )


def crawl(folder: Path, visits: tuple[datetime, ...] = VISITS[:3]) -> None:
    with opened(folder, create=True) as archive, archive.run_lock():
        for visit, start in enumerate(visits):
            run_id = archive.start_run("crawl", [SITE], start)
            known = archive.rows("SELECT count(*) FROM pages")[0][0]
            if known < PAGES:
                archive.frontier.seed([link(f"/{n}/") for n in range(PAGES)], now=VISITS[0])
            while pages := archive.frontier.due(HOST, now=start + _AFTER, limit=3):
                archive.record(run_id, [outcome(each, visit) for each in pages])
            archive.join_up()
            archive.finish_run(run_id, start + _AFTER, "done")


def crawled(folder: Path) -> None:
    crawl(folder)


# The others


def compacted(folder: Path) -> None:
    with opened(folder) as archive, archive.run_lock():
        archive.compact(at=at(500))


def harmed(folder: Path) -> None:
    crawl(folder)
    harm(
        folder / "a.db",
        "UPDATE articles SET title = 'Forged' WHERE id IN (2, 5)",
        "UPDATE articles SET summary = NULL, last_changed_at = first_seen_at WHERE id = 3",
        "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')",
    )


def repaired(folder: Path) -> None:
    with opened(folder) as archive, archive.run_lock():
        archive.verify(repair=True)


def _read_as(kept: Kept) -> Done:
    n = int(kept.url.removeprefix(SITE).strip("/"))
    found = article(f"/{n}/", title=f"Better {n}", body=("What newer rules read.",))
    extraction = Extraction(article=found, profile="hcss", extractor="2")
    return Done(page=kept, extraction=extraction, text_digest=kept.url)


def reextracted(folder: Path) -> None:
    with opened(folder) as archive, archive.run_lock():
        last = archive.last_run("reextract")
        goes_on = last is not None and last.status != "done"
        totals = totals_of(last.totals, "2") if last and goes_on else Totals(rules="2")
        run_id = archive.start_run("reextract", (), at(600))
        work = archive.reextraction(run_id, totals)
        pages = work.pages()
        while batch := [_read_as(kept) for kept in islice(pages, 3)]:
            work.record(batch, to_text(at(600)))
        archive.join_up()
        archive.finish_run(run_id, at(601), "done")


def two_archives(folder: Path) -> None:
    crawl(folder, VISITS[:2])
    other = folder / "other"
    other.mkdir()
    crawl(other, VISITS[:3])
    with opened(other) as archive:
        run_id = archive.start_run("crawl", [SITE], at(300))
        archive.frontier.seed([link(f"/{n}/") for n in range(20, 26)], now=at(300))
        pages = archive.frontier.due(HOST, now=at(301), limit=100)
        fresh = [
            each for each in pages if int(each.url.removeprefix(SITE).strip("/")) in range(20, 26)
        ]
        archive.record(run_id, [outcome(each, 2) for each in fresh])
        archive.alias("expert", "Expert 1", "Expert 2")
    shutil.move(other / "a.db", folder / "other.db")
    other.rmdir()


def merged(folder: Path) -> None:
    with opened(folder) as archive, archive.run_lock():
        archive.merge(folder / "other.db")


def with_captures(folder: Path) -> None:
    crawl(folder, VISITS[:1])
    records = [
        warc_support.response(
            f"/{n}/",
            warc_support.page(f"Captured {n}", text=f"What the capture of {n} says. " * 30),
            date=f"2026-03-0{2 + n % 3}T12:00:{n:02}Z",
        )
        for n in (*range(5), *range(40, 46))
    ]
    (folder / "in.warc.gz").write_bytes(warc_support.members(*records))


def imported(folder: Path) -> None:
    with opened(folder) as archive, archive.run_lock():
        warc_support.take(archive, folder / "in.warc.gz")


def backed_up_before(folder: Path) -> None:
    crawl(folder, VISITS[:1])
    backup(folder / "a.db", folder / "copy.db")
    with opened(folder) as archive:
        archive.alias("expert", "Expert 1", "Expert 2")


def backed_up(folder: Path) -> None:
    backup(folder / "a.db", folder / "copy.db")


def aliased(folder: Path) -> None:
    with opened(folder) as archive:
        known = {alias.name for alias in archive.aliases()}
        for name in {"Expert 1", "Expert 3"} - known:
            archive.alias("expert", name, "Expert 2")


def migrated(folder: Path) -> None:
    with opened(folder):
        pass


def _nothing(folder: Path) -> None:
    """There is no archive yet."""


def _copy(file: Path, folder: Path) -> None:
    shutil.copy(file, folder / "a.db")


def _kept(file: Path) -> Operation:
    return Operation(
        name=f"migration-{file.stem.partition('-')[0]}",
        prepare=partial(_copy, file),
        act=migrated,
        is_older_before=True,
    )


OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation(name="crawl", prepare=_nothing, act=crawled),
        Operation(name="compact", prepare=crawled, act=compacted),
        Operation(name="repair", prepare=harmed, act=repaired, is_damaged_before=True),
        Operation(name="reextract", prepare=crawled, act=reextracted),
        Operation(name="merge", prepare=two_archives, act=merged, results=("a.db", "other.db")),
        Operation(name="import", prepare=with_captures, act=imported),
        Operation(
            name="backup", prepare=backed_up_before, act=backed_up, results=("a.db", "copy.db")
        ),
        Operation(name="alias", prepare=crawled, act=aliased),
        *map(_kept, sorted(FOLDER.glob("*.db"))),
    )
}
