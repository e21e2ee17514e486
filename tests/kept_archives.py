"""Makes the small archive that is kept of each released schema: `python -m tests.kept_archives`.

Run it at a release, with the code of that release; a file that is there is never made anew.
"""

import sqlite3
import tempfile
from pathlib import Path

from archive.schema import MIGRATIONS
from archive.store import Archive
from tests.archive_support import LISTING, Crawler, article, at

FOLDER = Path(__file__).parent / "fixtures" / "archives"
# Long enough to become the dictionary of its site.
MENU = "\n".join(
    f"<li class='menu-item-{n * 7919 % 1000}'>Entry {n * 104729}</li>" for n in range(250)
)


def page(n: int) -> bytes:
    """Return the bytes of page n; the tests know them without a file."""
    return f"{MENU}\n<p>What page {n} says, in a café.</p>".encode()


def fill(archive: Archive) -> None:
    """Record a little of everything: readings, a change, a tombstone, a listing, an event."""
    crawler = Crawler(archive)
    for n in range(4):
        crawler.read(f"/{n}/", article(f"/{n}/", title=f"Title {n}"), at(n), body=page(n))
    crawler.read("/list/", LISTING, at(5), body=page(10))
    crawler.read("/1/", article("/1/", title="Title one"), at(60), body=page(11))
    crawler.gone("/2/", at(61))
    archive.finish_run(crawler.run_id, at(62), "done")


def main() -> None:
    """Write the file of this schema, named after its last migration."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        with Archive.open(path, create=True) as archive:
            fill(archive)
            applied = [migration.name for migration in MIGRATIONS.applied(archive._db)]
        target = FOLDER / f"{len(applied)}-{applied[-1]}.db"
        if target.exists():
            return
        conn = sqlite3.connect(path)
        conn.executescript("PRAGMA journal_mode = DELETE; PRAGMA page_size = 1024; VACUUM;")
        conn.close()
        target.write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
