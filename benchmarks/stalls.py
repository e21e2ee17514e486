"""Two readers and one writer on one archive: do they wait for each other?

    python -m benchmarks.stalls [--minutes 10] [--alone 20] [--keep FILE]

A crawl records batches as fast as it can; one process searches and shows articles as our commands
do; one asks views as Datasette does, over one plain connection. A fourth only sleeps and tells how
late the machine wakes it. After that each works alone for `--alone` seconds. A stall is a statement
that took 100 ms more than alone: a slow question is asked once more when nobody writes, a slow write
is held against the slowest of its kind alone, or its own CPU time.

Of each statement the clock, the CPU time and the time spent waiting for a CPU are taken (Linux:
/proc/self/schedstat). What is left was spent waiting for the disk or for another process.
"""

import argparse
import os
import pickle
import random
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError
from archive.store import Archive
from benchmarks.crawling import Crawl
from benchmarks.made_articles import sentences, vocabulary
from benchmarks.search import percentile, questions

STALL = 0.1
PAUSE_SECONDS = 0.01  # a reader thinks between two questions
TICK_SECONDS = 0.005
_SCHEDSTAT = Path("/proc/self/schedstat")
VIEWS = {
    "newest": "SELECT * FROM article_list ORDER BY published DESC LIMIT 101",
    "a page of pages": "SELECT * FROM pages WHERE id > {n} ORDER BY id LIMIT 101",
    "count": "SELECT count(*) FROM articles",
    "changes": "SELECT * FROM changes WHERE article_id = {n}",
    "revisions": "SELECT * FROM revision_list WHERE article_id = {n} LIMIT 101",
    "by expert": "SELECT * FROM articles_by_expert WHERE article_id = {n}",
    "links out": "SELECT * FROM links_out WHERE article_id = {n} LIMIT 101",
    "per year": "SELECT * FROM articles_per_year",
    "snapshots": "SELECT * FROM article_snapshots WHERE article_id = {n}",
    "last events": "SELECT * FROM events ORDER BY id DESC LIMIT 101",
}


@dataclass(slots=True)
class Spent:
    """Seconds of one statement: by the clock, on a CPU, and waiting for one."""

    what: str
    wall: float
    cpu: float
    queued: float
    again: Any = None  # what asks the same again

    @property
    def waited(self) -> float:
        return max(self.wall - self.cpu - self.queued, 0.0)


@dataclass
class Told:
    """What a process tells in the end."""

    spent: list[Spent] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    largest_log: int = 0

    def time(self, what: str, action: Callable[[], object], again: Any = None) -> None:
        """Do something and keep what it took."""
        queued, cpu, wall = _queued(), time.process_time(), time.perf_counter()
        try:
            action()
        except (sqlite3.Error, ArchiveError) as error:
            self.errors.append(f"{what}: {error!r}")
        wall = time.perf_counter() - wall
        cpu = time.process_time() - cpu
        slow = wall > STALL
        self.spent.append(Spent(what, wall, cpu, _queued() - queued, again if slow else None))


def _queued() -> float:
    try:
        return int(_SCHEDSTAT.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


# The processes: each works until the time is up.


def write(path: Path, pool: list[str], until: float, _: float) -> Told:
    told = Told()
    with Archive.open(path, create=True) as archive, archive.run_lock():
        crawl = Crawl(archive, pool)
        while time.time() < until:
            for what, action in crawl.visit():
                told.time(what, action)
                if time.time() > until:
                    break
    return told


def search(path: Path, pool: list[str], until: float, pause: float) -> Told:
    told = Told()
    with Archive.open(path, read_only=True) as archive:
        for ask in _searches(pool):
            if time.time() > until:
                return told
            told.time(ask[0], lambda ask=ask: _search(archive, ask), ask)
            time.sleep(pause)
    return told


def _searches(pool: list[str]) -> Iterator[tuple[str, Any]]:
    chance = random.Random(11)
    for kind, query, filters in questions(pool):
        yield f"search {kind}", (query, filters)
        yield "show", chance.random()


def _search(archive: Archive, ask: tuple[str, Any]) -> None:
    if ask[0] == "show":
        # A share of the way through the articles, however many there are.
        ((last,),) = archive.rows("SELECT coalesce(max(id), 0) FROM articles")
        if last:
            archive.article(1 + int(ask[1] * last))
    else:
        query, filters = ask[1]
        archive.search(query, filters=filters, limit=10)


def browse(path: Path, _: list[str], until: float, pause: float) -> Told:
    told, chance = Told(), random.Random(12)
    with closing(_plain(path)) as conn:
        while time.time() < until:
            what, sql = chance.choice(list(VIEWS.items()))
            sql = sql.format(n=chance.randrange(1, 5000))
            told.time(what, lambda sql=sql: conn.execute(sql).fetchall(), sql)
            time.sleep(pause)
    return told


def _plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def tick(path: Path, _: list[str], until: float, __: float) -> Told:
    """Sleep, and tell how much later than asked it woke; look at the log's size meanwhile."""
    told, log = Told(), path.with_name(path.name + "-wal")
    while time.time() < until:
        start = time.perf_counter()
        time.sleep(TICK_SECONDS)
        late = time.perf_counter() - start - TICK_SECONDS
        told.spent.append(Spent("tick", late, 0.0, 0.0))
        if len(told.spent) % 20 == 0 and log.exists():
            told.largest_log = max(told.largest_log, log.stat().st_size)
    return told


ROLES = {"writer": write, "searcher": search, "browser": browse, "clock": tick}


def play(
    path: Path, pool: list[str], names: list[str], seconds: float, pause: float
) -> dict[str, Told]:
    """Let processes work together for a while; return what each told."""
    until, pipes = time.time() + seconds, {}
    for name in names:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(ROLES[name](path, pool, until, pause), pipe)
            os._exit(0)
        os.close(writing)
        pipes[name] = (child, reading)
    told = {}
    for name, (child, reading) in pipes.items():
        with os.fdopen(reading, "rb") as pipe:
            told[name] = pickle.load(pipe)
        os.waitpid(child, 0)
    return told


@dataclass(slots=True)
class Stall:
    """A statement that took a tenth of a second more than it takes alone."""

    spent: Spent
    alone: float

    @property
    def is_for_want_of_a_cpu(self) -> bool:
        return self.spent.wall - self.spent.queued - self.alone <= STALL

    def __str__(self) -> str:
        times = (self.spent.wall, self.alone, self.spent.cpu, self.spent.queued, self.spent.waited)
        wall, alone, cpu, queued, waited = (round(each * 1000) for each in times)
        told = f"{wall} ms, alone {alone}; CPU {cpu}, queued for one {queued}, else {waited}"
        return f"{self.spent.what}: {told}"


def stalls(path: Path, told: dict[str, Told], alone: dict[str, Told]) -> dict[str, list[Stall]]:
    """Return what took a tenth of a second more than alone."""
    found: dict[str, list[Stall]] = {name: [] for name in told}
    slowest: defaultdict[str, float] = defaultdict(float)
    for spent in alone["writer"].spent:
        slowest[spent.what] = max(slowest[spent.what], spent.wall)
    with Archive.open(path, read_only=True) as archive, closing(_plain(path)) as conn:
        for name in ("writer", "searcher", "browser"):
            for spent in told[name].spent:
                if spent.wall <= STALL:
                    continue
                start = time.perf_counter()
                if name == "searcher":
                    _search(archive, spent.again)
                elif name == "browser":
                    conn.execute(spent.again).fetchall()
                by_itself = slowest[spent.what] if name == "writer" else time.perf_counter() - start
                by_itself = max(by_itself, spent.cpu)  # it takes its CPU time, alone or not
                if spent.wall - by_itself > STALL:
                    found[name].append(Stall(spent, by_itself))
            found[name].sort(key=lambda stall: stall.is_for_want_of_a_cpu)
    return found


def row(name: str, told: Told, found: list[Stall]) -> str:
    walls = [spent.wall * 1000 for spent in told.spent] or [0.0]
    waited = max((spent.waited * 1000 for spent in told.spent), default=0.0)
    queued = max((spent.queued * 1000 for spent in told.spent), default=0.0)
    times = f"{percentile(walls, 0.5):.1f} | {percentile(walls, 0.99):.1f} | {max(walls):.0f}"
    others = sum(not stall.is_for_want_of_a_cpu for stall in found)
    rest = f"{queued:.0f} | {waited:.0f} | {len(found)} | {others} | {len(told.errors)}"
    if name.startswith("clock"):
        rest = " | | | | "
    return f"| {name} | {len(told.spent)} | {times} | {rest} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--alone", type=float, default=20)
    parser.add_argument("--keep", type=Path)
    parser.add_argument(
        "--pause", type=float, default=PAUSE_SECONDS, help="of a reader, in seconds"
    )
    given = parser.parse_args()
    pool = sentences(vocabulary())
    with tempfile.TemporaryDirectory() as folder:
        path = given.keep or Path(folder) / "a.db"
        play(path, pool, ["writer"], 5, 0)  # something to read
        together = play(path, pool, list(ROLES), given.minutes * 60, given.pause)
        alone: dict[str, Told] = {}
        for name in ROLES:
            alone |= play(path, pool, [name], given.alone, given.pause)
        found = stalls(path, together, alone)
        size = path.stat().st_size
        with Archive.open(path, read_only=True) as archive:
            ((articles, snapshots),) = archive.rows(
                "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM snapshots)"
            )
            problems = archive.verify().problems
    print("| process | statements | p50 ms | p99 ms | max ms", end=" | ")
    print("max queued | max waited | stalls | CPU to be had | errors |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name in ROLES:
        print(row(name, together[name], found.get(name, [])))
        print(row(f"{name} alone", alone[name], []))
    print(
        f"\n{articles} articles, {snapshots} snapshots, file {size / 1e6:.0f} MB,"
        f" log at most {together['clock'].largest_log / 1e6:.1f} MB, {len(problems)} problems"
    )
    for name in ROLES:
        for line in (*together[name].errors[:10], *found.get(name, [])[:20]):
            print(f"{name}: {line}")
    for what, walls in sorted(_by_kind(together["writer"]).items()):
        print(
            f"writer, {what}: {len(walls)}, p50 {percentile(walls, 0.5):.1f}, max {max(walls):.0f} ms"
        )


def _by_kind(told: Told) -> dict[str, list[float]]:
    kinds: defaultdict[str, list[float]] = defaultdict(list)
    for spent in told.spent:
        kinds[spent.what].append(spent.wall * 1000)
    return kinds


if __name__ == "__main__":
    main()
