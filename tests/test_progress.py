"""How far a run is, and what of it is shown where."""

import io
from dataclasses import replace
from datetime import UTC, datetime

from scraper.activity import Watch
from scraper.budget import RevisitBudget
from scraper.hosts import HostLine
from scraper.outcomes import Failed, Skipped
from scraper.pace import Pace
from scraper.profile import load_profile
from scraper.progress import Progress
from scraper.progress_view import PlainView, describe_progress, draw, span
from scraper.records import DueCount, FoundBy, Page
from scraper.scope import PathRules
from tests.support import FakeClock

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def page(host: str) -> Page:
    return Page(id=1, url=f"https://{host}/a", host=host)


def line(host: str, clock: FakeClock, *, delay: float = 1.0, closed: str | None = None) -> HostLine:
    rules = PathRules(profile=load_profile("generic"))
    pace = Pace(clock=clock, delay_seconds=delay)
    return HostLine(
        host=host, origin=f"https://{host}", pace=pace, rules=rules, closed_because=closed
    )


def progress_of(
    clock: FakeClock, lines: list[HostLine], due: dict[str, int], **limits: float
) -> Progress:
    watch = Watch(lines={each.host: each for each in lines})
    counts = {host: DueCount(pages=pages) for host, pages in due.items()}
    return Progress(clock=clock, watch=watch, due=lambda: counts, **limits)  # type: ignore[arg-type]


def ten_failures(host: str) -> tuple[Failed, ...]:
    return (Failed(page=page(host), at=NOW, reason="dns"),) * 10


def test_the_slowest_host_says_how_long_it_takes() -> None:
    clock = FakeClock()
    slow, quick = line("slow.example", clock), line("quick.example", clock, delay=0.1)
    progress = progress_of(clock, [slow, quick], {"slow.example": 40, "quick.example": 50})

    progress.add(ten_failures("quick.example"))
    progress.add(ten_failures("slow.example"))
    clock.advance(20)
    run = progress.look()

    assert (run.pages, run.failed, run.left) == (20, 20, 90)
    assert run.pages_a_second == 1.0
    assert run.seconds_left == 100.0  # 50 pages, two seconds each as seen


def test_time_and_pages_allowed_cut_what_is_left_short() -> None:
    clock = FakeClock()
    slow = line("slow.example", clock, delay=10)
    by_time = progress_of(clock, [slow], {"slow.example": 400}, max_seconds=60)
    by_pages = progress_of(clock, [slow], {"slow.example": 400}, max_pages=30)

    for progress in (by_time, by_pages):
        progress.add(ten_failures("slow.example"))
    clock.advance(20)

    assert by_time.look().seconds_left == 40
    assert by_pages.look().seconds_left == 40  # 20 more, at one in two seconds


def test_a_closed_host_and_what_is_due_for_the_next_run_are_not_left_to_do() -> None:
    clock = FakeClock()
    down, up = line("down.example", clock, closed="host-down"), line("up.example", clock)
    progress = progress_of(clock, [down, up], {"down.example": 500, "up.example": 3})

    progress.add((Skipped(page=page("up.example"), at=NOW, reason="noindex", due_at=clock.now()),))

    assert progress.look().left == 2


def test_revisits_over_the_budget_are_not_left_to_do() -> None:
    clock = FakeClock()
    big = line("big.example", clock)
    due = {"big.example": DueCount(pages=4_810, revisits=4_800)}
    progress = Progress(clock=clock, watch=Watch(lines={"big.example": big}), due=lambda: due)

    assert progress.look().left == 4_810  # the budget is reckoned with the first page

    big.budget = RevisitBudget.of(400)
    assert progress.look().left == 410


def test_the_pages_due_are_counted_rarely_and_rarer_where_that_takes_long() -> None:
    clock = FakeClock()
    asked = []

    def due() -> dict[str, DueCount]:
        asked.append(clock.monotonic())
        clock.advance(0.2)
        return {}

    progress = Progress(clock=clock, watch=Watch(), due=due)
    for _ in range(60):
        progress.look()
        clock.advance(0.5)

    assert len(asked) == 3  # thirty seconds: every ten, a fiftieth of the time


def test_lines_come_after_ever_longer_silence() -> None:
    clock, out = FakeClock(), io.StringIO()
    view = PlainView(progress_of(clock, [], {}), clock=clock, out=out)
    told_after = []
    for second in range(3600):
        view.tick()
        if out.getvalue():
            told_after.append(second)
            out.seek(0)
            out.truncate()
        clock.advance(1)

    assert told_after == [30, 60, 120, 240, 480, 960, 1560, 2160, 2760, 3360]


def test_a_terminal_gets_a_table_of_hosts_and_no_control_characters() -> None:
    clock = FakeClock()
    lines = [line(f"h{number}.example", clock) for number in range(30)]
    lines[7].closed_because = "host-down\x1b[2J"
    progress = progress_of(clock, lines, {"h9.example": 7})

    head, names, *hosts, more = draw(progress.look())

    assert head.startswith("0 s: 0 pages")
    assert names.split() == ["host", "pages", "left", "failed", "now"]
    assert hosts[0].endswith("left: host-down [2J")
    assert hosts[1].split() == ["h9.example", "0", "7", "0", "waiting"]
    assert (len(hosts), more) == (12, "and 18 hosts more")


def test_the_line_reads_well() -> None:
    clock = FakeClock()
    progress = progress_of(clock, [line("a.example", clock)], {"a.example": 4000})
    progress.add(ten_failures("a.example"))
    clock.advance(10)

    assert describe_progress(progress.look()) == (
        "10 s: 10 pages (1.0/s), 0 articles, 10 failed, 4,000 left, 0 of 1 hosts active,"
        " about 1 h 6 m to go"
    )
    assert [span(0.9), span(61), span(90_000)] == ["0 s", "1 m 1 s", "1 d 1 h"]


def test_the_first_trouble_is_remembered() -> None:
    progress = progress_of(FakeClock(), [], {})

    progress.add((Failed(page=page("a.example"), at=NOW, reason="dns", detail="no name"),))
    progress.add((Failed(page=page("b.example"), at=NOW, reason="connect"),))

    assert progress.trouble == "https://a.example/a: dns: no name"


def test_a_failure_is_told_before_a_seed_left_alone_and_a_guess_never() -> None:
    guess = replace(page("a.example"), found_by=FoundBy.ROBOTS)
    seed = replace(page("b.example"), found_by=FoundBy.SEED)
    progress = progress_of(FakeClock(), [], {})

    progress.add((Skipped(page=guess, at=NOW, reason="not-found"),))
    after_a_guess = progress.trouble
    progress.add((Skipped(page=seed, at=NOW, reason="robots"),))
    after_a_seed = progress.trouble
    progress.add((Failed(page=page("c.example"), at=NOW, reason="forbidden"),))

    assert (after_a_guess, after_a_seed) == ("", "https://b.example/a: robots")
    assert progress.trouble == "https://c.example/a: forbidden"
