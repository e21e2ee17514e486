"""A run to be killed: records due pages in batches and prints each page once it is stored.

python -m tests.archive_crash_worker ARCHIVE
"""

import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from archive.store import Archive
from tests.archive_support import HOST, SITE, article, fetched, link


def main(path: Path) -> None:
    with Archive.open(path, create=True) as archive, archive.run_lock():
        now = datetime.now(UTC)
        run_id = archive.start_run("crawl", [SITE], now)
        archive.frontier.seed([link(f"/{n}/") for n in range(4000)], now=now)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while pages := archive.frontier.due(HOST, now=now, limit=random.randint(1, 8)):
            outcomes = []
            for page in pages:
                path_part = page.url.removeprefix(SITE)
                reading = article(path_part, title=f"Title {page.id}", body=("words " * 300,))
                links = [link(f"{path_part}more/")] if path_part.count("/") == 2 else []
                outcomes.append(fetched(page, reading, now, links=links))
            archive.record(run_id, outcomes)
            sys.stdout.write("".join(f"{page.id}\n" for page in pages))
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
