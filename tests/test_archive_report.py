"""What a run brought, against an archive whose runs are played."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from archive.errors import NoSuchRun
from archive.report_render import format_of, render_report
from archive.section import Section
from archive.store import Archive
from scraper.outcomes import Failed, Skipped
from scraper.records import RobotsRecord
from tests.archive_support import HOST, SITE, T0, Crawler, article, at, fetched


def played(archive: Archive) -> None:
    """Two runs: three articles; then one new, one edited, one deleted, and failures."""
    first = Crawler(archive)
    for path in ("/kept/", "/edited/", "/deleted/"):
        first.read(path)
    archive.finish_run(first.run_id, at(5), "done")
    second = Crawler(archive, at(60))
    second.read("/edited/", article("/edited/", title="Harbours | *relieved*"), at(61))
    second.read("/fresh/", article("/fresh/", title="Fresh\x1b[31m\nnews"), at(62))
    second.gone("/deleted/", at(63))
    page = second.page("https://slow.example/a/", at(64))
    failure = Failed(page=page, at=at(64), reason="timeout", detail="10 s", attempts=4)
    archive.record(second.run_id, [failure, failure])
    archive.finish_run(second.run_id, at(65), "done")


def sections(archive: Archive, run_id: int | None = None) -> dict[str, list[dict[str, object]]]:
    told = json.loads(render_report(archive.report(run_id), "json"))
    return {name: section["rows"] for name, section in told["sections"].items()}


def test_what_is_new_changed_and_gone_is_told_with_its_address(archive: Archive) -> None:
    played(archive)

    told = sections(archive)

    assert [row["url"] for row in told["new"]] == [f"{SITE}/fresh/"]
    assert [(row["url"], row["changed"]) for row in told["changed"]] == [
        (f"{SITE}/edited/", ["title"])
    ]
    assert [(row["url"], row["how"]) for row in told["gone"]] == [(f"{SITE}/deleted/", "gone 410")]


def test_what_no_way_of_finding_pages_knows_has_a_row_for_people(archive: Archive) -> None:
    played(archive)  # all by links

    lines = render_report(archive.report(), "text").splitlines()

    row = next(line.split() for line in lines if " none " in line)
    assert row == [HOST, "none", "3", "3", "found", "by", "links", "alone"]


def test_a_renamed_article_is_told_once_and_what_is_left_alone_with_its_reason(
    archive: Archive,
) -> None:
    first = Crawler(archive)
    first.read("/old/")
    second = Crawler(archive, at(60))
    second.moved("/old/", "/new/", at(61))
    second.read("/new/", article("/old/", url=f"{SITE}/new/"), at(62))
    pages = [second.page(path, at(63)) for path in ("/x/1/", "/x/2/")]
    trap = [Skipped(page=page, at=at(63), reason="trap", detail="a loop") for page in pages]
    archive.record(second.run_id, trap)

    told = sections(archive)

    assert told["moved"] == [{"url": f"{SITE}/old/", "to": f"{SITE}/new/", "what": "moved"}]
    assert told["gone"] == told["new"] == []
    assert told["skipped"] == [
        {
            "host": "institute.example",
            "reason": "trap",
            "detail": "a loop",
            "pages": 2,
            "example": f"{SITE}/x/1/",
        }
    ]


def test_failures_are_told_with_reason_count_and_example(archive: Archive) -> None:
    played(archive)

    (failure,) = sections(archive)["failed"]

    assert failure == {
        "host": "slow.example",
        "reason": "timeout",
        "pages": 1,
        "times": 2,
        "requests": 8,
        "runs_in_a_row": 2,
        "example": "https://slow.example/a/",
        "detail": "10 s",
    }


def test_each_site_stands_beside_what_is_usual_there(archive: Archive) -> None:
    played(archive)

    by_host = {row["host"]: row for row in sections(archive)["sites"]}

    ours, slow = by_host["institute.example"], by_host["slow.example"]
    assert (ours["new"], ours["changed"], ours["gone"], ours["usual_new"]) == (1, 1, 1, 3)
    assert (slow["answered"], slow["failed"], slow["usual_failed"]) == (0, 2, None)


def test_an_earlier_run_can_be_told_of_later(archive: Archive) -> None:
    played(archive)

    told = sections(archive, 1)

    assert len(told["new"]) == 3
    assert told["changed"] == told["gone"] == told["failed"] == []


def test_a_cut_section_tells_how_much_there_is(archive: Archive) -> None:
    played(archive)

    text = render_report(archive.report(1, limit=2), "text")

    assert "New articles (3)" in text
    assert "and 1 more" in text


def test_text_and_markdown_hold_nothing_a_page_could_play_tricks_with(archive: Archive) -> None:
    played(archive)
    report = archive.report()

    text, markdown = render_report(report, "text"), render_report(report, "markdown")

    assert text.startswith("Run 2: worked: 1 new, 1 changed, 1 gone; 2 of 5 pages failed\n")
    assert "\x1b" not in text + markdown
    assert "Fresh [31m news" in text
    assert r"| Harbours \| \*relieved\* | title | 2 | <https://institute.example/edited/> |" in (
        markdown
    )
    assert "run 1, 2026-03-01T12:00:00.000000Z: worked: 3 new" in text


def test_one_more_section_is_told_in_every_format(archive: Archive) -> None:
    played(archive)
    weather = Section(
        name="weather",
        title="Weather",
        facts=({"rain": 3},),
        total=1,
        header=("rain", "sun"),
        rows=(("3", "0 | 1"),),
    )
    report = replace(archive.report(), sections=(weather,))

    told = json.loads(render_report(report, "json"))["sections"]
    text, markdown = render_report(report, "text"), render_report(report, "markdown")

    assert told == {"weather": {"total": 1, "rows": [{"rain": 3}]}}
    assert "Weather (1)\n\n  rain  sun\n  3     0 | 1\n" in text
    assert "## Weather (1)\n\n| rain | sun |\n| --- | --- |\n| 3 | 0 \\| 1 |\n" in markdown
    assert "\n\n\n" not in markdown


def test_a_report_without_a_run_is_refused(archive: Archive) -> None:
    with pytest.raises(NoSuchRun, match="nothing was crawled"):
        archive.report()
    with pytest.raises(NoSuchRun, match="no run 7"):
        archive.report(7)


def test_a_file_says_its_format_by_its_name() -> None:
    names = ("a.txt", "a.MD", "a.markdown", "a.json", "a.doc", "a")

    assert [format_of(Path(name)) for name in names] == [
        "text",
        "markdown",
        "markdown",
        "json",
        None,
        None,
    ]


def test_the_site_that_is_down_comes_first_and_says_since_when(archive: Archive) -> None:
    played(archive)
    third = Crawler(archive, at(120))
    page = third.page("https://slow.example/a/", at(121))
    failure = Failed(page=page, at=at(121), reason="dns", detail="no such host")
    archive.record(third.run_id, [failure])

    status = archive.status(now=at(200))

    assert status.health[0].host == "slow.example"
    assert status.health[0].says == (
        "nothing answered in the last 2 runs (since 2026-03-01T13:00:00.000000Z); it never answered"
    )
    assert status.alerts == (f"slow.example: {status.health[0].says}",)
    failing = status.failing[0]
    assert (failing.reason, failing.runs_in_a_row, failing.detail) == ("dns", 3, "no such host")


def test_a_report_names_the_sites_that_give_nothing_as_of_the_newest_run(archive: Archive) -> None:
    played(archive)
    old, new = (
        {section.name: section for section in archive.report(run_id).sections}["trouble"]
        for run_id in (1, 2)
    )

    assert (old.total, old.facts) == (0, ())
    (row,) = new.rows
    assert row[0] == "slow.example"
    assert row[1].startswith("nothing answered in the last run (since ")


def test_a_site_that_answers_with_nothing_but_refusals_is_told_so(archive: Archive) -> None:
    crawler = Crawler(archive)
    for number, (reason, status) in enumerate([("forbidden", 403)] * 2 + [("timeout", None)]):
        page = crawler.page(f"/{number}/", at(1))
        failure = Failed(page=page, at=at(1), reason=reason, detail="", status=status)
        archive.record(crawler.run_id, [failure])

    assert archive.status(now=at(2)).health[0].says == (
        "every request failed in the last run (since 2026-03-01T12:00:00.000000Z):"
        " forbidden, HTTP 403; no page ever came"
    )

    later = Crawler(archive, at(60))
    failure = Failed(page=later.page("/3/", at(61)), at=at(61), reason="dns", detail="no such host")
    archive.record(later.run_id, [failure])

    assert archive.status(now=at(62)).health[0].says.startswith("nothing answered in the last 2 ")


def test_the_status_of_a_robots_copy_is_not_told_as_a_refusal(archive: Archive) -> None:
    crawler = Crawler(archive)
    robots = RobotsRecord(host=HOST, fetched_at=T0, status=200, body="", failed_at=at(1))
    archive.frontier.put_robots(robots)
    page = crawler.page("/a/", at(1))
    archive.record(crawler.run_id, [Failed(page=page, at=at(1), reason="robots-unreachable")])

    assert archive.status(now=at(2)).health[0].says.startswith("nothing answered in the last run ")


def test_what_is_next_is_told(archive: Archive) -> None:
    crawler = Crawler(archive)
    crawler.read("/a/", due_at=at(60))
    archive.record(
        crawler.run_id,
        [fetched(crawler.page("/b/"), article("/b/"), at(1), due_at=at(60 * 48))],
    )
    crawler.page("/c/", at(2))

    status = archive.status(now=at(30))

    assert (status.due, status.due_hosts, status.due_within_a_day) == (1, 1, 1)
    assert status.due_next_at == "2026-03-01T13:00:00.000000Z"
