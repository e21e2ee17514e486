"""Quality and CPU of reading labelled pages, ours beside four peers, all in one run.

`python -m benchmarks.extract FOLDER ... [--limit N] [--only NAME ...] [--seconds N] [--sets]`

A set is a folder with `truth.jsonl` and `pages/<id>.html.gz`; a folder of sets serves too. A line
of truth has `id` and what is known of `url`, `title`, `date`, `authors`, `body`. Each set and reader
runs in a process of its own. What the columns mean is in docs/benchmarks.md.
"""

import argparse
import gzip
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks.readers import READERS, open_reader
from benchmarks.scoring import Score, f1_of, mean, score_page


class Late(BaseException):
    """A page passed its time; no Exception, so that no peer catches it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One page's score and costs; CPU and wall in seconds, `floor` the bare parse's CPU."""

    score: Score
    cpu: float
    floor: float
    wall: float
    failed: str | None


def find_sets(folders: Sequence[Path]) -> list[Path]:
    """Return the sets among these folders and right below them."""
    found: list[Path] = []
    for folder in folders:
        below = sorted(path.parent for path in folder.glob("*/truth.jsonl"))
        found += [folder] if (folder / "truth.jsonl").exists() else below
    return found


def read_truth(folder: Path, limit: int | None) -> list[dict[str, Any]]:
    """Return the labels of a set in order of their ids."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").split("\n")
    return sorted((json.loads(line) for line in lines if line), key=lambda row: row["id"])[:limit]


def work(folder: Path, name: str, limit: int | None, seconds: int, out: Path) -> None:
    """Read a set with one reader; write a JSON line for each page as it is done."""
    from selectolax.lexbor import LexborHTMLParser

    read = open_reader(name)
    pages = [
        (row["id"], row.get("url") or "", _load(folder / "pages" / f"{row['id']}.html.gz"))
        for row in read_truth(folder, limit)
    ]
    signal.signal(signal.SIGALRM, _be_late)
    cpu, wall = time.process_time, time.perf_counter
    with out.open("w", encoding="utf-8") as lines:
        for number, (page_id, url, page) in enumerate([pages[0], *pages]):
            failed, given = None, {}
            start = cpu()
            LexborHTMLParser(page)
            floor = cpu() - start
            start, started = cpu(), wall()
            try:
                signal.alarm(seconds)
                given = read(page, url) or {}
            except (Exception, Late) as error:  # noqa: BLE001 (a peer may raise anything)
                failed = type(error).__name__
            finally:
                signal.alarm(0)
            costs = {"cpu": cpu() - start, "wall": wall() - started, "floor": floor}
            if number:  # the first reading of all warms up
                row = {"id": page_id, "failed": failed, "given": given, **costs}
                lines.write(json.dumps(row, default=str) + "\n")
                lines.flush()


def _load(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode("utf-8", "replace")


def _be_late(_signal: int, _frame: FrameType | None) -> None:
    raise Late


def read_set(folder: Path, name: str, limit: int | None, seconds: int) -> list[Reading]:
    """Run one reader over one set in a process of its own and score what came out.

    A page without an answer, because the process ended or hung, counts as failed and empty.
    """
    truth = read_truth(folder, limit)
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out.jsonl"
        command = [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "benchmarks.extract",
            str(folder),
            "--work",
            name,
        ]
        command += ["--out", str(out), "--seconds", str(seconds)]
        command += ["--limit", str(limit)] if limit else []
        try:
            subprocess.run(command, check=False, timeout=60 + 3 * len(truth))
        except subprocess.TimeoutExpired:
            print(f"note: {name} over {folder.name} took too long and was ended", file=sys.stderr)
        lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    rows = {row["id"]: row for row in map(json.loads, lines)}
    lost = {"failed": "no answer", "given": {}, "cpu": 0.0, "wall": 0.0, "floor": 0.0}
    readings = []
    for label in truth:
        row = rows.get(label["id"], lost)
        score = score_page(label, row["given"])
        readings.append(Reading(score, row["cpu"], row["floor"], row["wall"], row["failed"]))
    return readings


HEAD = (
    *("reader", "pages", "body F1", "precision", "recall", "title", "date", "authors", "leak"),
    *("failed", "CPU in parses", "pages/s"),
)


def row_of(name: str, readings: Sequence[Reading]) -> list[str]:
    """Return a row of the table over these readings; every page weighs the same."""
    scores = [reading.score for reading in readings]
    floor, wall = (sum(getattr(each, key) for each in readings) for key in ("floor", "wall"))
    cpu = sum(each.cpu for each in readings)
    leaks = mean([None if score.leaks is None else bool(score.leaks) for score in scores])
    fields = [
        mean([getattr(score, key) for score in scores]) for key in ("title", "day", "authors")
    ]
    # A reader that knows no day has none right; an empty cell says so better than a zero.
    cells = [f"{value:.3f}" if value else "" for value in (*f1_of(scores), *fields)]
    cells.append("" if leaks is None else f"{leaks:.3f}")
    failed = sum(each.failed is not None for each in readings)
    ratio = f"{cpu / floor:.1f}" if floor else ""
    return [
        name,
        str(len(readings)),
        *cells,
        str(failed),
        ratio,
        f"{len(readings) / (wall or 1):.0f}",
    ]


def print_row(cells: Sequence[str]) -> None:
    """Print one row of a Markdown table."""
    print(f"| {' | '.join(cells)} |", flush=True)


def main() -> None:
    """Run every reader over every set and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    options.add_argument("--limit", type=int, help="pages of each set, from the first")
    options.add_argument("--only", nargs="+", choices=list(READERS), default=list(READERS))
    options.add_argument("--seconds", type=int, default=20, help="the longest a page may take")
    options.add_argument("--sets", action="store_true", help="print a row for each set too")
    options.add_argument("--work", help=argparse.SUPPRESS)
    options.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.work:
        work(given.folders[0], given.work, given.limit, given.seconds, given.out)
        return
    sets = find_sets(given.folders)
    if not sets:
        sys.exit("error: no truth.jsonl in or below these folders")
    print_row(HEAD)
    print_row(["---"] * len(HEAD))
    for name in given.only:
        pooled: list[Reading] = []
        for folder in sets:
            readings = read_set(folder, name, given.limit, given.seconds)
            pooled += readings
            if given.sets:
                print_row(row_of(f"{name}, {folder.name}", readings))
        print_row(row_of(name, pooled))


if __name__ == "__main__":
    main()
