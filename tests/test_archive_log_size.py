"""The log beside an archive stays short, also while others read without a pause."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

from archive.log_size import Log
from archive.store import Archive
from tests.archive_support import Crawler, new_archive


def plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)


def hold(conn: sqlite3.Connection) -> None:
    conn.execute("BEGIN")
    conn.execute("SELECT count(*) FROM sites").fetchone()


def size(archive: Archive) -> int:
    return archive.path.with_name("a.db-wal").stat().st_size


@contextmanager
def two_that_take_turns(path: Path) -> Iterator[None]:
    """Read so that at no moment nobody does."""
    stop = threading.Event()

    def read(first: float) -> None:
        with closing(plain(path)) as conn:
            time.sleep(first)
            while not stop.is_set():
                hold(conn)
                time.sleep(0.02)
                conn.execute("ROLLBACK")

    readers = [threading.Thread(target=read, args=(0.01 * n,)) for n in range(2)]
    for reader in readers:
        reader.start()
    try:
        yield
    finally:
        stop.set()
        for reader in readers:
            reader.join()


def test_readers_without_a_pause_do_not_let_the_log_grow(tmp_path: Path) -> None:
    chance, long_bytes = random.Random(3), 1_000_000
    with new_archive(tmp_path) as archive:
        archive._recording._log = Log(archive._db.conn, long_bytes=long_bytes)
        crawler = Crawler(archive)
        crawler.read("/first/")
        with two_that_take_turns(archive.path):
            sizes = []
            for n in range(60):
                crawler.read(f"/{n}/", body=chance.randbytes(100_000))
                sizes.append(size(archive))

        # How soon a moment comes depends on how busy the machine is; left alone it never does.
        begun_anew = sum(after < before for before, after in pairwise(sizes))
        assert begun_anew >= 2
        assert archive.verify().problems == ()


def test_a_reader_that_stays_costs_a_short_wait_once(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive, closing(plain(archive.path)) as reader:
        crawler = Crawler(archive)
        log = Log(archive._db.conn, long_bytes=100_000)
        hold(reader)
        crawler.read("/a/", body=random.Random(1).randbytes(300_000))

        start = time.monotonic()
        assert not log.shorten()
        assert 0.05 < time.monotonic() - start < 1
        start = time.monotonic()
        assert not log.shorten()  # it has not grown since
        assert time.monotonic() - start < 0.05

        reader.execute("ROLLBACK")
        crawler.read("/b/", body=random.Random(2).randbytes(300_000))
        assert log.shorten()
        assert size(archive) == 0
        assert archive._db.conn.execute("PRAGMA busy_timeout").fetchone() == (10_000,)


def test_a_question_half_read_is_no_trouble(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        Crawler(archive).read("/a/")
        half = archive._db.conn.execute("SELECT id FROM links")
        half.fetchone()

        assert not Log(archive._db.conn, long_bytes=1).shorten()
