"""One flipped bit at a time: is it found, and does every reader go on or say so in one line?

`python -m benchmarks.flips [--flips N] [--seed N] [--archive FILE]`

A flip is *found* when `verify` tells of it or the file cannot be opened. Of the others those are
*harmless* after which every row of every table, shadow tables of the index too, and every
definition is what it was: the bit lies in bytes that nothing reads. The rest are *missed*.
"""

import argparse
import hashlib
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from archive.browse.metadata import QUERIES
from archive.errors import ArchiveError
from archive.export import FORMATS
from archive.search import Filters
from archive.store import Archive

NAMES = {"words": '"the"', "name": "a", "outlet": "Post", "id": "1"}


def content(path: Path) -> str:
    """Return a digest over all that SQLite can read from a file."""
    whole = hashlib.sha256()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as conn:
        conn.text_factory = bytes
        rows = conn.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        whole.update(repr(sorted(rows, key=repr)).encode())
        tables = sorted(
            name.decode()
            for kind, name, _, sql in rows
            if kind == b"table" and b"VIRTUAL" not in sql
        )
        for table in tables:
            whole.update(table.encode())
            for row in conn.execute(f'SELECT * FROM "{table}"'):
                whole.update(repr(row).encode())
        for name in ("user_version", "application_id", "journal_mode"):
            whole.update(repr(conn.execute(f"PRAGMA {name}").fetchone()).encode())
    return whole.hexdigest()


def readings(archive: Archive) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what a person can ask of an archive."""
    yield "status", archive.status
    for query in ("the", "title:a*", '"of the"'):
        yield "search", lambda query=query: archive.search(query)
    yield "search", lambda: archive.search("the", filters=Filters(section="News", state="there"))
    for number in range(1, 60, 7):
        yield "show", lambda number=number: archive.article(number)
        yield "html", lambda number=number: archive.html(number)
    for form in FORMATS:
        yield "export", lambda form=form: sum(len(chunk) for chunk in archive.export(form))
    for query in QUERIES.values():
        sql = str(query["sql"]).replace("escape_fts(:words)", ":words")
        yield "browse", lambda sql=sql: archive._db.conn.execute(sql, NAMES).fetchall()
    yield "manifest", lambda: list(archive.manifest())


def trouble(path: Path) -> tuple[bool, list[str]]:
    """Return whether a damaged file is found out, and which readers crashed over it."""
    try:
        archive = Archive.open(path, read_only=True)
    except ArchiveError:
        return True, []
    crashed = []
    with closing(archive):
        for name, read in readings(archive):
            try:
                read()
            except ArchiveError:
                pass
            except (sqlite3.Error, UnicodeDecodeError) as error:
                if name != "browse":  # Datasette shows SQLite's own errors
                    crashed.append(f"{name}: {error!r}")
            except Exception as error:  # noqa: BLE001 - what is looked for
                crashed.append(f"{name}: {error!r}")
        try:
            found = bool(archive.verify().problems)
        except ArchiveError:
            found = True
        except Exception as error:  # noqa: BLE001 - what is looked for
            found = False
            crashed.append(f"verify: {error!r}")
    return found, crashed


def flip(
    sound: bytes, folder: Path, flips: int, seed: int
) -> Iterator[tuple[int, int, str, list[str]]]:
    """Yield (offset, bit, verdict, readers that crashed) for random flips of one bit."""
    source = random.Random(seed)
    path = folder / "flipped.db"
    path.write_bytes(sound)
    expected = content(path)
    for _ in range(flips):
        offset, bit = source.randrange(len(sound)), source.randrange(8)
        data = bytearray(sound)
        data[offset] ^= 1 << bit
        path.write_bytes(data)
        found, crashed = trouble(path)
        verdict = "found"
        if not found:
            verdict = "harmless" if content(path) == expected else "missed"
        yield offset, bit, verdict, crashed
        for more in folder.glob("flipped.db-*"):
            more.unlink()


def sample(folder: Path) -> bytes:
    """Return an archive of the bundled site, crawled and then partly crawled again."""
    import scrape
    from scraper.demosite import serve

    path = folder / "sample.db"
    with serve(0) as base_url:
        for _ in range(2):
            sys.argv = ["scrape", "crawl", str(path), f"{base_url}/", "--allow-private"]
            sys.argv += ["--delay", "0", "--concurrency", "4", "--full", "--quiet"]
            try:
                scrape.main()
            except SystemExit as done:
                if done.code:
                    raise
    return path.read_bytes()


def owner(sound: bytes, folder: Path, offset: int) -> str:
    """Return the table or index that a byte belongs to, where SQLite can tell."""
    path = folder / "sound.db"
    path.write_bytes(sound)
    with closing(sqlite3.connect(path)) as conn:
        (page_size,) = conn.execute("PRAGMA page_size").fetchone()
        row = conn.execute(
            "SELECT name FROM dbstat WHERE pageno = ?", (offset // page_size + 1,)
        ).fetchone()
    return row[0] if row else "the free list"


def main() -> None:
    """Flip, count, print what was missed and who crashed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--flips", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--archive", type=Path, help="a small archive; the bundled site otherwise")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sound = given.archive.read_bytes() if given.archive else sample(folder)
        verdicts: Counter[str] = Counter()
        crashes = 0
        for offset, bit, verdict, crashed in flip(sound, folder, given.flips, given.seed):
            verdicts[verdict] += 1
            crashes += bool(crashed)
            if verdict == "missed" or crashed:
                print(
                    f"byte {offset} of {owner(sound, folder, offset)}, bit {bit}: {verdict} {crashed}"
                )
    print(f"{len(sound):,} bytes, {given.flips} flips: {dict(verdicts)}, {crashes} crashes")


if __name__ == "__main__":
    main()
