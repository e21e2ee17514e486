"""A run killed at any moment loses nothing it said was stored, and leaves nothing half-written."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.errors import ArchiveLocked
from archive.lock import lock_path
from archive.store import Archive

ROOT = Path(__file__).parent.parent
KILLS = 6

HALF_WRITTEN = """
    SELECT pages.id FROM pages
    LEFT JOIN snapshots ON snapshots.page_id = pages.id
    LEFT JOIN articles ON articles.page_id = pages.id
    LEFT JOIN revisions ON revisions.article_id = articles.id
    LEFT JOIN blobs ON blobs.id = snapshots.blob_id
    WHERE (pages.state = 'done') <> (snapshots.id IS NOT NULL)
       OR (pages.state = 'done') <> (articles.id IS NOT NULL)
       OR (pages.state = 'done') <> (revisions.id IS NOT NULL)
       OR (pages.state = 'done') <> (blobs.id IS NOT NULL)
       OR (pages.state = 'done' AND 4 <> (
            SELECT count(*) FROM links WHERE links.article_id = articles.id))
       OR (pages.state = 'done' AND (pages.found_on IS NULL) <> (
            SELECT count(*) FROM pages AS more WHERE more.found_on = pages.id))
"""
STORED_TWICE = "SELECT page_id FROM snapshots GROUP BY page_id HAVING count(*) > 1"


def start(path: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.archive_crash_worker", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_killed_run_leaves_whole_pages_only_and_the_next_goes_on(tmp_path: Path) -> None:
    path, rng, told = tmp_path / "a.db", random.Random(7), set[int]()
    for _ in range(KILLS):
        with start(path) as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            time.sleep(rng.uniform(0, 0.15))  # where in a batch the kill falls is left to chance
            worker.kill()
            # The last line may be cut off.
            told |= {int(line) for line in worker.stdout if line.endswith("\n")}

        with Archive.open(path) as archive:
            conn = archive._db.conn
            done = {row for (row,) in conn.execute("SELECT id FROM pages WHERE state = 'done'")}
            assert archive.verify().problems == ()
            assert conn.execute(HALF_WRITTEN).fetchall() == []
            assert told <= done
            assert len(done - told) <= 8 * KILLS
            assert conn.execute(STORED_TWICE).fetchall() == []

    assert len(told) > 50
    with Archive.open(path) as archive:
        statuses = [run.status for run in archive.status().runs]
        assert statuses == ["running"] + ["interrupted"] * (KILLS - 1)


def test_a_second_run_is_turned_away_while_the_first_lives(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with start(path) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        try:
            with (
                Archive.open(path) as archive,
                pytest.raises(ArchiveLocked, match=f"process {worker.pid}, since 20"),
                archive.run_lock(),
            ):
                pass
        finally:
            worker.kill()

    assert lock_path(path).exists()
    with Archive.open(path) as archive, archive.run_lock():
        pass
    assert not lock_path(path).exists()
