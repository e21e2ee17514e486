"""A field that goes missing is noticed; ordinary luck is not."""

import random
from pathlib import Path

import pytest

from archive.drift import broke_at, find_drift
from archive.store import Archive
from tests.archive_support import SITE, Crawler, article, at, fetched, new_archive


@pytest.mark.parametrize(
    ("counted", "start"),
    [
        ([(500, 499), (3, 3), (4, 0)], 2),  # one night after a redesign
        ([(500, 499), *[(1, 1)] * 9, *[(1, 0)] * 3], 10),  # an article a night: three are enough
        ([(500, 499), (1, 0), (1, 0)], None),  # two may be luck
        ([(500, 250), (10, 5), (10, 4)], None),  # as often as ever
        ([(500, 20), (20, 0)], None),  # never was there
        ([(9, 9), (40, 0)], None),  # no habit yet
        ([(12, 12), (40, 0)], 1),
        ([(500, 499)], None),
        ([(500, 499), (40, 30)], 1),  # a quarter of the pages
        ([(500, 499), (40, 36)], None),
        ([(200, 200), *[(5, 5)] * 30, *[(5, 0)] * 4, *[(5, 5)] * 8], None),  # mended since
    ],
)
def test_where_a_field_broke(counted: list[tuple[int, int]], start: int | None) -> None:
    assert broke_at(counted) == start


@pytest.mark.parametrize("usual", [0.5, 0.7, 0.9, 0.99])
def test_a_steady_field_raises_no_alarm(usual: float) -> None:
    chance = random.Random(7)
    alarms = 0
    for _ in range(400):
        sizes = [chance.choice((1, 2, 3, 10, 40)) for _ in range(40)]
        counted = [(size, sum(chance.random() < usual for _ in range(size))) for size in sizes]
        alarms += broke_at(counted) is not None

    assert alarms <= 2


def crawl(archive: Archive, number: int, **missing: object) -> None:
    """Play a run that reads twenty new articles, each without some fields."""
    run = Crawler(archive, at(number))
    outcomes = []
    for page in range(20):
        path = f"/news/{number}-{page}/"
        reading = article(path, title=f"About {number} {page}", **missing)
        outcomes.append(fetched(run.page(path, at(number)), reading, at(number)))
    archive.record(run.run_id, outcomes)
    archive.finish_run(run.run_id, at(number + 0.5), "done")


def test_status_raises_an_alert_with_an_example(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        for number in range(4):
            crawl(archive, number)
        assert archive.status(now=at(9)).alerts == ()

        crawl(archive, 4, published=None, section=None)
        status = archive.status(now=at(9))

    assert {drift.field for drift in status.drift} == {"published", "section"}
    (alert, _) = status.alerts
    assert alert.startswith(
        "institute.example: published on 0 of 20 articles where 100% had it since run 5, e.g. "
        f"{SITE}/news/4-"
    )
    assert [(site.word, site.says) for site in status.health] == [
        ("drifting", "went missing: published, section")
    ]


def test_pages_that_give_no_article_any_more_are_a_drift_too(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawl(archive, 0)
        crawl(archive, 1)
        run = Crawler(archive)
        paths = [f"/news/1-{page}/" for page in range(12)]
        archive.record(run.run_id, [fetched(run.page(path, at(5)), None, at(5)) for path in paths])

        (drift,) = archive.status(now=at(9)).drift

    assert (drift.field, drift.before, drift.now) == ("article", 1.0, 0.0)
    assert drift.example == f"{SITE}/news/1-11/"


def test_texts_that_shrink_to_a_notice_are_a_drift(tmp_path: Path) -> None:
    long, notice = ("A long text goes on and on. " * 40,), ("We value your privacy.",)
    with new_archive(tmp_path) as archive:
        crawl(archive, 0, body=long)
        crawl(archive, 1, body=notice)

        (drift,) = archive.status(now=at(9)).drift

    assert (drift.field, drift.before, drift.now) == ("words", 280.0, 4.0)


def test_an_alarm_is_raised_by_the_first_run_that_shows_it(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        for number in range(3):
            crawl(archive, number)
        crawl(archive, 3, published=None)
        crawl(archive, 4, published=None)

        raised = [len(archive.new_alerts(run_id, (), now=at(9))) for run_id in range(1, 6)]

    assert raised == [0, 0, 0, 1, 0]


def test_an_old_run_is_judged_as_it_was(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        for number in range(3):
            crawl(archive, number)
        crawl(archive, 3, published=None)

        conn = archive._db.conn
        assert find_drift(conn, run_id=3) == ()
        assert len(find_drift(conn, run_id=4)) == 1
