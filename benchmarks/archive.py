"""Bytes and times of keeping real pages, beside other ways to keep the same ones.

`python -m benchmarks.archive FOLDER [--max N]`; the folder holds HTML pages of one site (plain or
.gz), or folders of them, one a site. Ours is the archive itself, as a crawl leaves it and as
`scrape compact` does; bodies and dictionaries are counted, the rest of the file is apart.
"""

import argparse
import gzip
import hashlib
import lzma
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.store import Archive
from benchmarks import keepers
from scraper.outcomes import Fetched
from scraper.records import FoundBy, Link, PageKind, Snapshot

SITE = "https://pages.example"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
VERSIONS = 10
BATCH = 32


def read_pages(folder: Path, limit: int) -> list[bytes]:
    """Return the pages below a folder in the order of their names."""
    pages = []
    for path in sorted(folder.glob("*.htm*"))[:limit]:
        data = path.read_bytes()
        pages.append(gzip.decompress(data) if path.suffix == ".gz" else data)
    return pages


def edited(page: bytes, version: int) -> bytes:
    """Return a page as it may look a while later: one sentence more, another stamp in its foot."""
    middle = page.find(b"</p>", len(page) // 2)
    middle = middle if middle >= 0 else len(page) // 2
    stamp = hashlib.sha256(b"%d" % version).hexdigest()[:10].encode()
    told = b" Correction %d: an earlier text gave the sum as %d." % (version, version * 7919)
    return page[:middle] + told + page[middle:] + b"<!-- cached " + stamp + b" -->"


def keep(archive: Archive, run_id: int, bodies: list[bytes], at: datetime) -> float:
    """Record one body a page, in batches as a crawl does; return the seconds of CPU it took."""
    links = [
        Link(url=f"{SITE}/{n}/", found_by=FoundBy.PAGE, kind=PageKind.ARTICLE)
        for n in range(len(bodies))
    ]
    archive.frontier.seed(links, now=at)
    due = {
        page.url: page for page in archive.frontier.due("pages.example", now=at, limit=1_000_000)
    }
    pages = [due[link.url] for link in links]
    start = time.process_time()
    for first in range(0, len(bodies), BATCH):
        outcomes = [
            Fetched(
                page=page,
                snapshot=Snapshot(
                    url=page.url,
                    fetched_at=at,
                    status=200,
                    headers=(),
                    body=body,
                    digest=hashlib.sha256(body).hexdigest(),
                    elapsed_seconds=0,
                ),
                kind=PageKind.ARTICLE,
                key=page.url,
                extraction=None,
                links=(),
                due_at=at,
                keep_body=True,
            )
            for page, body in zip(
                pages[first : first + BATCH], bodies[first : first + BATCH], strict=True
            )
        ]
        archive.record(run_id, outcomes)
    return time.process_time() - start


def stored(archive: Archive) -> int:
    """Return the bytes of all bodies and dictionaries."""
    ((size,),) = archive.rows(
        "SELECT (SELECT coalesce(sum(length(data)), 0) FROM blobs)"
        " + (SELECT coalesce(sum(length(data)), 0) FROM dictionaries)"
    )
    return int(size)


def read_times(path: Path, bodies: list[bytes]) -> list[float]:
    """Return the milliseconds that each page takes, the first of an open file apart."""
    times = []
    with Archive.open(path, read_only=True) as archive:
        for body in bodies:
            digest = hashlib.sha256(body).hexdigest()
            start = time.perf_counter()
            read = archive.snapshots.read(digest)
            times.append((time.perf_counter() - start) * 1000)
            assert read == body
    return times


def others(pages: list[bytes]) -> Iterator[tuple[str, int, float | None]]:
    """Yield (way, bytes, milliseconds to read one page) of the other ways, where that is timed."""
    yield "plain files", sum(map(len, pages)), None
    packed = [gzip.compress(page, 6) for page in pages]
    start = time.perf_counter()
    for data in packed:
        gzip.decompress(data)
    each = (time.perf_counter() - start) * 1000 / len(pages)
    yield "gzip a page", sum(map(len, packed)), each
    for way, keep_them in (
        ("wget --warc-file", keepers.wget_warc),
        ("Scrapy's HTTP cache, gzip on", keepers.scrapy_cache),
    ):
        if (size := keep_them(pages)) is not None:
            yield way, size, None
    if kinds := keepers.archivebox(pages):
        yield "ArchiveBox: page, text, WARC, headers, index", kinds["in all"], None
        told = ", ".join(f"{kind} {size // len(pages)}" for kind, size in kinds.items())
        print(f"ArchiveBox, bytes a page: {told}")
    solid = lzma.compress(b"".join(pages), preset=6)
    start = time.perf_counter()
    lzma.decompress(solid)
    yield "solid xz -6 (the floor)", len(solid), (time.perf_counter() - start) * 1000


def measure(name: str, pages: list[bytes]) -> None:
    """Print the table of one site."""
    rows = list(others(pages))
    gz = next(size for way, size, _ in rows if way.startswith("gzip"))
    floor = rows[-1][1]
    versions = [[edited(page, version) for page in pages[:100]] for version in range(VERSIONS)]
    with tempfile.TemporaryDirectory() as folder:
        with Archive.open(Path(folder) / "polite.db", create=True) as archive:
            archive.snapshots.take_time()
            cpu = keep(archive, archive.start_run("bench", [], NOW), pages, NOW) * 1000 / len(pages)
            way = f"ours, crawled with a delay ({cpu:.2f} ms CPU a page)"
            rows.append((way, stored(archive), None))
        path = Path(folder) / "a.db"
        with Archive.open(path, create=True) as archive:
            run_id = archive.start_run("bench", [], NOW)
            cpu = keep(archive, run_id, pages, NOW) * 1000 / len(pages)
            crawled = stored(archive)
            times = read_times(path, pages)
            rows.append(
                (f"ours, crawled without ({cpu:.2f} ms CPU a page)", crawled, median(times))
            )
            cold = times[0]
            start = time.process_time()
            archive.compact(at=NOW)
            cpu = (time.process_time() - start) * 1000 / len(pages)
            rows.append(
                (
                    f"ours, compacted ({cpu:.2f} ms CPU a page)",
                    stored(archive),
                    median(read_times(path, pages)),
                )
            )
            before = stored(archive)
            for n, bodies in enumerate(versions, 1):
                keep(archive, run_id, bodies, NOW + timedelta(days=n))
            deltas = (stored(archive) - before) / (VERSIONS * len(versions[0]))
        depth = median(read_times(path, versions[MEDIAN_DEPTH]))
    print(f"\n### {name}: {len(pages)} pages, mean {sum(map(len, pages)) // len(pages)} bytes\n")
    print("| way | bytes a page | to gzip | to solid xz | ms to read one |\n|---|---|---|---|---|")
    for way, size, each in rows:
        share = f"{size / gz:.3f} | {size / floor:.2f}"
        time_each = "" if each is None else f"{each:.2f}"
        print(f"| {way} | {size // len(pages)} | {share} | {time_each} |")
    mean = statistics.mean(len(gzip.compress(body, 6)) for body in versions[0])
    print(
        f"\nA later version: {deltas:.0f} bytes, gzip {mean / deltas:.0f} times that;"
        f" read in {depth:.2f} ms. First page of a file just opened: {cold:.2f} ms."
    )


MEDIAN_DEPTH = VERSIONS - 3
median: Callable[[list[float]], float] = statistics.median


def main() -> None:
    """Measure every site below the folder."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--max", type=int, default=1000)
    given = options.parse_args()
    folders = [given.folder, *sorted(path for path in given.folder.iterdir() if path.is_dir())]
    for folder in folders:
        if pages := read_pages(folder, given.max):
            measure(folder.name, pages)


if __name__ == "__main__":
    main()
