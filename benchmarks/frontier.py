"""What the frontier costs as it grows: `python -m benchmarks.frontier [--most 1000000] [--plot FILE]`.

Fills an archive with pending addresses of 200 hosts, and at each size claims pages of random hosts
and finishes them, as a crawl does: a buffer of due pages, then a batch of eight in a transaction.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from archive.store import Archive
from benchmarks.plot import Curve, write_plot
from scraper.outcomes import Outcome, Skipped
from scraper.records import FoundBy, Link, Page

_HOSTS = 200
_BATCH = 8
_BUFFER = 64
_PAGES = 2_000  # claimed and finished at each size
_LINKS_A_PAGE = 1_000
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def links(first: int, count: int) -> Iterator[Link]:
    """Yield addresses like those of an archive of news, spread over the hosts."""
    for number in range(first, first + count):
        url = f"https://institute-{number % _HOSTS}.example/news/2026/03/a-title-of-words-{number}/"
        yield Link(url=url, found_by=FoundBy.SITEMAP)


def grow(archive: Archive, have: int, want: int) -> float:
    """Add pending addresses in batches; return milliseconds a thousand."""
    started = time.perf_counter()
    for first in range(have, want, _LINKS_A_PAGE):
        archive.frontier.seed(list(links(first, min(_LINKS_A_PAGE, want - first))), now=NOW)
    archive.seal()  # digests over what is new: a part of adding it
    return (time.perf_counter() - started) / max(1, want - have) * 1e6


def work(archive: Archive, run_id: int, chance: random.Random) -> tuple[float, float]:
    """Claim and finish pages of random hosts; return milliseconds of each a page."""
    claiming = finishing = 0.0
    for _ in range(_PAGES // _BUFFER):
        host = f"institute-{chance.randrange(_HOSTS)}.example"
        started = time.perf_counter()
        pages = archive.frontier.due(host, now=NOW, limit=_BUFFER)
        claimed = time.perf_counter()
        for first in range(0, len(pages), _BATCH):
            archive.record(run_id, [_done(page) for page in pages[first : first + _BATCH]])
        claiming += claimed - started
        finishing += time.perf_counter() - claimed
    done = _PAGES // _BUFFER * _BUFFER
    return claiming / done * 1000, finishing / done * 1000


def _done(page: Page) -> Outcome:
    return Skipped(page=page, at=NOW, reason="robots")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--plot", type=Path, help="write the curves as SVG")
    given = parser.parse_args()
    sizes = [size for size in (1_000, 10_000, 30_000, 100_000, 300_000) if size < given.most]
    chance = random.Random(1)
    claim, finish, add = Curve("claim a page"), Curve("finish a page"), Curve("add an address")
    print(
        "| pending | claim ms | finish ms | add ms | peak memory MB | file MB |\n|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frontier.db"
        with Archive.open(path, create=True) as archive:
            run_id = archive.start_run("bench", [], NOW)
            have = 0
            for size in (*sizes, given.most):
                added = grow(archive, have, size) / 1000
                have = size
                claimed, finished = work(archive, run_id, chance)
                for curve, value in ((claim, claimed), (finish, finished), (add, added)):
                    curve.add(size, value)
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(
                    f"| {size:,} | {claimed:.3f} | {finished:.3f} | {added:.3f} | {memory:.0f} |"
                    f" {path.stat().st_size / 1e6:.0f} |",
                    flush=True,
                )
    if given.plot:
        write_plot(given.plot, "Milliseconds by pending addresses", (claim, finish, add))


if __name__ == "__main__":
    main()
