"""What `scrape reextract` costs beside reading the same pages alone: processor time and wall time.

    python -m benchmarks.reextract ARCHIVE [--jobs N]

The archive is copied first. With --all-change every title is read otherwise, the dearest case.
"""

import argparse
import resource
import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from archive.reextract import COMMAND, Done, Totals
from archive.store import Archive
from archive.times import to_text
from scrape_reextract import read_kept
from scraper.rereading import KeptPage, read_all

BATCH = 64


def spent() -> float:
    """Return the processor seconds of this process and of those it has ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, kinds))


def otherwise(done: Done) -> Done:
    """Return the reading with another title."""
    if done.extraction is None:
        return done
    article = replace(done.extraction.article, title=f"{done.extraction.article.title} again")
    return replace(done, extraction=replace(done.extraction, article=article, extractor="next"))


def main() -> None:
    """Print both and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--all-change", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(given.archive, Path(folder) / "copy.db")
        with Archive.open(path) as archive:
            run_id = archive.start_run(COMMAND, (), datetime.now(UTC))
            work = archive.reextraction(run_id, Totals(rules="benchmark"))
            kept = [
                KeptPage(body=page.body, url=page.url, content_type=page.content_type)
                for page in work.pages()
            ]
            cpu, wall = spent(), perf_counter()
            count = sum(1 for _ in read_all(kept, jobs=given.jobs))
            pure_cpu, pure_wall = spent() - cpu, perf_counter() - wall
            del kept
            cpu, wall = spent(), perf_counter()
            batch: list[Done] = []
            for done in read_kept(work.pages(), given.jobs, None):
                batch.append(otherwise(done) if given.all_change else done)
                if len(batch) == BATCH:
                    work.record(batch, to_text(datetime.now(UTC)))
                    batch.clear()
            work.record(batch, to_text(datetime.now(UTC)))
            whole_cpu, whole_wall = spent() - cpu, perf_counter() - wall
    print(f"{count} pages, {work.totals.revised} read otherwise, {given.jobs} jobs")
    print(f"reading alone  {pure_cpu / count * 1e3:6.2f} ms processor  {pure_wall:6.1f} s")
    print(f"reextract      {whole_cpu / count * 1e3:6.2f} ms processor  {whole_wall:6.1f} s")
    print(f"speed          {pure_cpu / whole_cpu:6.0%}               {pure_wall / whole_wall:6.0%}")


if __name__ == "__main__":
    main()
