"""The crawl on a timer: calendars, quoting, and the files as the real programs read them."""

import json
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archive.command_words import lasting
from archive.timers.calendar import UnevenInterval, calendar_of
from archive.timers.choice import choose, find, install, remove
from archive.timers.cron import Cron, without_block
from archive.timers.launchd import Launchd
from archive.timers.machine import Machine
from archive.timers.plan import CannotSchedule, Plan, make_plan
from archive.timers.systemd import Systemd, on_calendar
from tests.cli_support import ROOT, one_line_error, scrape

EVEN = [timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=6),
        timedelta(days=1), timedelta(weeks=1)]  # fmt: skip
AWKWARD = (
    "a b",
    "100%",
    "%h %%",
    "$HOME ${USER} $$",
    "it's",
    'say "x"',
    "a\\b",
    "a\\",
    ";|&<>",
    "é",
)
DUMP = "import json, sys; open(sys.argv[1], 'w').write(json.dumps(sys.argv[2:]))"


def machine_in(folder: Path, **about: object) -> Machine:
    values: dict[str, object] = {"home": folder, "config": folder / ".config", "platform": "linux"}
    return Machine(**(values | about))  # type: ignore[arg-type]


def plan_for(archive: Path, every: timedelta = timedelta(hours=6), **about: object) -> Plan:
    values: dict[str, object] = {
        "program": ("/usr/bin/env",),
        "seeds": ("https://institute.example/",),
        "options": ("--contact", "you@example.org"),
        "max_time": None,
    }
    return make_plan(archive, every=every, **(values | about))  # type: ignore[arg-type]


# When


def test_an_archive_keeps_its_minute_and_others_have_theirs() -> None:
    calendars = [calendar_of(timedelta(hours=6), Path(f"/data/{n}.db")) for n in range(200)]

    assert calendars[7] == calendar_of(timedelta(hours=6), Path("/data/7.db"))
    assert len({calendar.minutes for calendar in calendars}) > 50
    assert len({calendar.hours for calendar in calendars}) == 6


@pytest.mark.parametrize("every", EVEN, ids=str)
def test_what_fires_evenly_fires_that_often(every: timedelta) -> None:
    calendar = calendar_of(every, Path("/data/news.db"))
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    fired = [calendar.next_after(now)]
    while len(fired) < 60:
        fired.append(calendar.next_after(fired[-1]))

    assert fired[0] - now <= every
    assert {later - sooner for sooner, later in pairwise(fired)} == {every}


@pytest.mark.parametrize(
    "every",
    [timedelta(minutes=1), timedelta(minutes=7), timedelta(minutes=90), timedelta(hours=5),
     timedelta(days=2), timedelta(weeks=2)],
    ids=str,
)  # fmt: skip
def test_what_no_calendar_repeats_is_refused(every: timedelta) -> None:
    with pytest.raises(UnevenInterval):
        calendar_of(every, Path("/data/news.db"))


def test_once_a_day_is_at_night() -> None:
    for number in range(50):
        (hour,) = calendar_of(timedelta(days=1), Path(f"/data/{number}.db")).hours or ()
        assert 1 <= hour <= 5


def test_a_run_ends_itself_before_the_next_and_the_machine_ends_it_later() -> None:
    plan = plan_for(Path("/data/news.db"))

    assert plan.command[-2:] == ("--max-time", "324m")
    assert plan.limit == timedelta(minutes=339) < plan.every


# systemd


def user_manager() -> list[str]:
    """Return the words that run a command on a machine of its own, or skip."""
    script = Path(__file__).parent / "private_machine.sh"
    words = ["unshare", "-m", "-p", "-f", "--mount-proc", "sh", str(script)]
    if os.geteuid() or not shutil.which("unshare"):
        pytest.skip("needs root and unshare")
    if subprocess.run([*words, "true"], capture_output=True).returncode:
        pytest.skip("needs the right to mount")
    return words


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_units_pass_the_verifier_of_systemd(tmp_path: Path) -> None:
    systemd = Systemd(machine_in(tmp_path))
    paths = []
    for every in EVEN:
        archive = tmp_path / f"it's 100% $HOME {every}.db".replace(":", "-")
        for path, text in systemd.files(plan_for(archive, every, options=AWKWARD)).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            paths.append(path)
    broken = paths[-1].with_name("broken.timer")
    broken.write_text(paths[-1].read_text().replace("Persistent=", "Persistant="))

    def verify(*files: Path) -> str:
        done = subprocess.run(
            ["systemd-analyze", "--user", "verify", *files],
            capture_output=True,
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        )
        return done.stdout.decode() + done.stderr.decode()

    assert verify(*paths) == ""
    assert "Unknown key 'Persistant'" in verify(broken)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("every", EVEN, ids=str)
def test_systemd_reads_the_calendar_as_we_do(every: timedelta) -> None:
    calendar = calendar_of(every, Path("/data/news.db"))
    now = datetime.now(UTC)

    told = subprocess.run(
        ["systemd-analyze", "calendar", on_calendar(calendar)],
        capture_output=True, check=True, env={**os.environ, "TZ": "UTC", "LC_ALL": "C"},
    ).stdout.decode()  # fmt: skip

    (line,) = (line for line in told.splitlines() if "Next elapse: " in line)
    elapse = line.partition(": ")[2].strip().removesuffix(" UTC").partition(" ")[2]
    found = datetime.strptime(elapse, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    assert found in (calendar.next_after(now), calendar.next_after(now + timedelta(seconds=5)))


_MANAGED = """
set -e
/lib/systemd/systemd --user --log-level=err &
for i in $(seq 100); do systemctl --user show-environment >/dev/null 2>&1 && break; sleep 0.05; done
"$PYTHON" scrape.py schedule "$ARCHIVE" --every 6h -- "$SITE" $LIMITS --contact "$CONTACT"
"$PYTHON" scrape.py schedule "$ARCHIVE" --every 1d -- "$SITE" $LIMITS --contact "$CONTACT"
systemctl --user list-timers --all --no-pager | sed 's/^/timer: /'
unit=$(basename "$HOME"/.config/systemd/user/*.service)
systemctl --user start "$unit"
while systemctl --user is-active -q "$unit"; do sleep 0.05; done
systemctl --user show "$unit" -p Result -p ExecMainStatus -p RuntimeMaxUSec
"$PYTHON" scrape.py status "$ARCHIVE"
"$PYTHON" scrape.py schedule "$ARCHIVE" --remove
find "$HOME" -type f -o -type l | sed 's/^/left: /'
"""


def test_a_real_systemd_runs_the_crawl_and_forgets_it(tmp_path: Path) -> None:
    """Installs twice, runs, and removes under a user manager of a machine of its own."""
    from scraper.demosite import serve

    words = user_manager()
    if not Path("/lib/systemd/systemd").exists():
        pytest.skip("needs systemd")
    archive = tmp_path / 'it\'s 100% $HOME "x" \\n.db'
    contact = "me; 'you' $(date) %h ${USER} \\ \"x\" <a@b.example>"
    with serve(0) as base_url:
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": "/run/user/0",
            "PYTHON": sys.executable, "ARCHIVE": str(archive), "SITE": f"{base_url}/",
            "LIMITS": "--allow-private --delay 0 --max-pages 3", "CONTACT": contact,
        }  # fmt: skip
        done = subprocess.run(
            [*words, "sh", "-c", _MANAGED], capture_output=True, env=environment, timeout=60
        )
    out, errors = done.stdout.decode(), done.stderr.decode()
    if "Failed to" in errors and "schedule" not in out:
        pytest.skip(f"no user manager starts here: {errors}")

    assert done.returncode == 0, out + errors
    assert out.count("timer: ") - out.count("timer: \n") >= 2
    assert "1 timers listed" in out
    assert "Result=success" in out
    assert "ExecMainStatus=0" in out
    assert "schedule  every 1d by systemd" in out
    assert "left:" not in out.replace(f"left: {archive}", "")
    told = scrape("report", archive, "--format", "json").stdout
    options = json.loads(told)["run"]["options"]
    assert options[options.index("--contact") + 1] == contact


# cron


def run_as_cron_does(line: str, folder: Path) -> None:
    """Run a crontab's line: five fields, then a command in which a percent sign is escaped."""
    escaped = line.split(" ", 5)[5]
    assert not re.search(r"(?<!\\)%", escaped), "a bare percent sign ends the command"
    command = escaped.replace("\\%", "%")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "SHELL": "/bin/sh"}
    subprocess.run(["/bin/sh", "-c", command], env=environment, cwd=folder, check=True)


@pytest.mark.parametrize("every", [timedelta(hours=6), timedelta(weeks=1)], ids=str)
def test_cron_runs_every_word_as_it_was_meant(tmp_path: Path, every: timedelta) -> None:
    archive, dumped = tmp_path / "it's 100% $HOME.db", tmp_path / "words.json"
    program = (sys.executable, "-c", DUMP, str(dumped))
    plan = plan_for(archive, every, program=program, seeds=(), options=AWKWARD)

    run_as_cron_does(Cron(machine_in(tmp_path)).line(plan), tmp_path)

    words = json.loads(dumped.read_text())
    assert words[: 2 + len(AWKWARD)] == ["crawl", str(archive.resolve()), *AWKWARD]
    tail = ["--at-most-every", "1w"] if every == timedelta(weeks=1) else []
    assert words[2 + len(AWKWARD) :] == [*plan.command[-2:], "--quiet", *tail]


def test_what_cron_cannot_hold_is_refused(tmp_path: Path) -> None:
    cron = Cron(machine_in(tmp_path))
    many = tuple(f"https://institute-{number}.example/" for number in range(60))

    with pytest.raises(CannotSchedule, match="cron reads 990"):
        cron.line(plan_for(tmp_path / "a.db", seeds=many))
    with pytest.raises(CannotSchedule, match="backslash"):
        cron.line(plan_for(tmp_path / "a.db", options=("a\\%",)))
    with pytest.raises(CannotSchedule, match="control characters"):
        plan_for(tmp_path / "a.db", options=("a\n* * * * * rm",))


@pytest.mark.parametrize(
    ("crontab", "rest"),
    [
        ("", ""),
        ("MAILTO=x\n0 5 * * * echo 1", "MAILTO=x\n0 5 * * * echo 1\n"),
        ("a\n{block}b\n", "a\nb\n"),
        ("{block}{block}", ""),
        ("a\n{begin}\n{line}\nb\n", "a\nb\n"),  # somebody took the last comment away
        ("a\n{begin}\nb\n", "a\nb\n"),  # and the line with it
        ("a\n{line}\n{end}\nb\n", "a\n{line}\nb\n"),  # the first: the line is theirs now
        ("# scrape-other-12345678 (scrape schedule) every 1h\n", None),
    ],
)
def test_only_our_own_lines_leave_a_crontab(tmp_path: Path, crontab: str, rest: str | None) -> None:
    plan = plan_for(tmp_path / "a.db")
    block = Cron(machine_in(tmp_path)).block(plan)
    begin, line, end = block.splitlines()
    parts = {"block": block, "begin": begin, "line": line, "end": end}

    kept, found = without_block(crontab.format(**parts), plan.name)

    assert kept == (crontab if rest is None else rest.format(**parts))
    assert (found is None) is ("{b" not in crontab)


def test_the_real_crontab_keeps_what_was_in_it(tmp_path: Path) -> None:
    words = user_manager()
    if not shutil.which("crontab"):
        pytest.skip("needs crontab")
    mine = tmp_path / "mine"
    mine.write_text('MAILTO=""\n# mine, 50\\% of it\n0 5 * * 1 echo 50\\% > /dev/null\n')
    script = f"""
        set -e; rm -r /run/systemd
        crontab {mine}
        schedule="{sys.executable} scrape.py schedule '{tmp_path}/a b.db'"
        eval "$schedule --every 6h -- institute.example"
        eval "$schedule --every 1d -- institute.example"
        crontab -l | sed 's/^/> /'
        eval "$schedule --remove"; crontab -l | diff - {mine} && echo as before
        crontab -r; eval "$schedule --every 30m -- institute.example"; eval "$schedule --remove"
        crontab -l || echo nothing left
    """

    done = subprocess.run([*words, "sh", "-c", script], capture_output=True, timeout=60)

    out = done.stdout.decode()
    assert done.returncode == 0, out + done.stderr.decode()
    assert out.count("> # scrape-a-b-") == 2  # one block, its first and last line
    assert "--at-most-every 1d" in out
    assert "as before" in out
    assert "nothing left" in out


_MINUTE = """
set -e
cd "$(dirname "$MINE")"
crontab "$MINE"
"$PYTHON" "$SCRAPE" schedule "$ARCHIVE" --every 6h --using cron -- "$SITE" --allow-private \
    --delay 0 --max-pages 30 --contact "$CONTACT"
crontab -l | sed -E 's/^[0-9]+ [0-9,]+ \\* \\* \\* cd/* * * * * cd/' | crontab -
cron -f &
for i in $(seq 80); do [ -e "$ARCHIVE" ] && [ ! -e "$ARCHIVE.lock" ] && break; sleep 1; done
kill $!
"$PYTHON" "$SCRAPE" schedule "$ARCHIVE" --remove
crontab -l | diff - "$MINE"
"""


@pytest.mark.slow
def test_a_real_cron_runs_the_line_within_the_minute(tmp_path: Path) -> None:
    """cron in a home and with a crontab of its own; only the five fields are ours to speed up."""
    from archive.store import Archive
    from scraper.demosite import serve

    words = user_manager()
    if not shutil.which("cron"):
        pytest.skip("needs cron")
    mine = tmp_path / "mine"
    mine.write_text(f'HOME={tmp_path}\nMAILTO=""\n')
    archive = tmp_path / 'it\'s 100% $HOME "x" \\n.db'
    contact = "me; 'you' $(date) %h ${USER} \\ \"x\" <a@b.example>"
    with serve(0) as base_url:
        environment = {
            "PATH": os.environ["PATH"], "MINE": str(mine), "PYTHON": sys.executable,
            "SCRAPE": str(Path("scrape.py").absolute()), "ARCHIVE": str(archive),
            "SITE": f"{base_url}/", "CONTACT": contact,
        }  # fmt: skip
        done = subprocess.run(
            [*words, "sh", "-c", _MINUTE], capture_output=True, env=environment, timeout=120
        )

    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    with Archive.open(archive, read_only=True) as opened:
        last = opened.last_run()
    assert last is not None
    assert last.verdict.startswith("worked")
    assert last.options[last.options.index("--contact") + 1] == contact


# launchd, whose programs are not on the machine of the tests


def launchctl_in(folder: Path) -> Machine:
    program = folder / "bin" / "launchctl"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@" >> "{folder}/asked"\n')
    program.chmod(0o755)
    return machine_in(folder, platform="darwin", environment={"PATH": str(program.parent)})


def test_a_job_of_launchd_is_written_loaded_and_taken_away(tmp_path: Path) -> None:
    machine = launchctl_in(tmp_path)
    plan = plan_for(tmp_path / "a b.db", timedelta(weeks=1), options=AWKWARD)
    timer = choose(machine, None)

    install(timer, plan, machine)

    assert isinstance(timer, Launchd)
    (path,) = (tmp_path / "Library/LaunchAgents").iterdir()
    job = plistlib.loads(path.read_bytes())
    assert tuple(job["ProgramArguments"]) == (*plan.command, "--quiet")
    (interval,) = job["StartCalendarInterval"]
    assert interval["Weekday"] == ((plan.calendar.weekday or 0) + 1) % 7
    assert remove(tmp_path / "a b.db", machine) == ["launchd"]
    assert list((tmp_path / "Library/LaunchAgents").iterdir()) == []
    assert "bootstrap gui/" in (tmp_path / "asked").read_text()


def test_every_firing_of_a_day_is_an_interval(tmp_path: Path) -> None:
    job = Launchd(machine_in(tmp_path)).job(plan_for(tmp_path / "a.db", timedelta(minutes=30)))
    often = Launchd(machine_in(tmp_path)).job(plan_for(tmp_path / "a.db"))

    assert [set(interval) for interval in job["StartCalendarInterval"]] == [{"Minute"}] * 2
    assert [set(interval) for interval in often["StartCalendarInterval"]] == [
        {"Minute", "Hour"}
    ] * 4


# What the archive's status says of it


def test_a_timer_that_did_not_fire_is_late(tmp_path: Path) -> None:
    machine = launchctl_in(tmp_path)
    plan = plan_for(tmp_path / "a.db")
    install(Launchd(machine), plan, machine)
    now = datetime(2026, 3, 2, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))

    def found(last: str | None) -> tuple[bool, str]:
        schedule = find(tmp_path / "a.db", machine, now=now, last_started_at=last)
        assert schedule
        return schedule.is_late, schedule.says

    assert found("2026-03-02T06:00:00.000000Z")[0] is False
    assert found(None)[0] is False
    late, says = found("2026-02-27T11:00:00.000000Z")
    assert late
    assert says.endswith("late: no run began for 3d")
    assert find(tmp_path / "other.db", machine, now=now, last_started_at=None) is None


def test_a_machine_without_timers_is_told_what_to_do(tmp_path: Path) -> None:
    nothing = machine_in(tmp_path, environment={"PATH": str(tmp_path)})

    with pytest.raises(
        CannotSchedule, match="no systemd user instance, launchd or crontab"
    ) as told:
        choose(nothing, None)
    assert told.value.hint
    assert choose(nothing, "cron").name == "cron"
    assert remove(tmp_path / "a.db", nothing) == []


# The command


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--every", "7h", "--", "x.example"), "evenly"),
        (("--every", "6x"), "no span of time"),
        ((), "say how often"),
        (("--every", "6h"), "was never crawled"),
        (("--every", "6h", "--", "x.example", "--nonsense"), "No such option"),
        (("--every", "6h", "--", "sites.toml"), "no such file"),
        (("--every", "6h", "--", "x.example", "--profile", "none"), "no built-in profile"),
        (("--every", "6h", "--remove"), "goes alone"),
    ],
)
def test_wrong_use_is_told_before_anything_is_written(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = scrape("schedule", tmp_path / "a.db", *arguments)

    assert done.returncode == 2
    assert says in one_line_error(done)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_now_and_not_at_night(tmp_path: Path) -> None:
    done = scrape("schedule", tmp_path / "none" / "a.db", "--every", "6h", "--", "x.example")

    assert done.returncode == 2
    assert "no such folder" in one_line_error(done)


def test_the_last_crawl_is_what_is_scheduled(tmp_path: Path) -> None:
    from archive.store import Archive
    from tests.archive_support import T0

    path = tmp_path / "a.db"
    options = ["--full", "--contact", "a b@c.example", "--max-pages", "3", "--max-time", "1h"]
    with Archive.open(path, create=True) as archive:
        archive.start_run("crawl", ["https://x.example/"], T0, options)
        mistyped = archive.start_run("crawl", ["https://y.example/"], T0)
        archive.finish_run(mistyped, T0, "failed", error="nothing could be fetched")

    shown = scrape("schedule", path, "--every", "1h", "--print", "--using", "cron").stdout

    (line,) = (line for line in shown.splitlines() if not line.startswith("#"))
    words = shlex.split(line.replace("\\%", "%"))
    crawl = words[words.index("crawl") :]
    assert crawl == [
        "crawl", str(path), "https://x.example/", "--contact", "a b@c.example",
        "--max-time", "54m", "--quiet",
    ]  # fmt: skip


def test_a_file_of_sites_is_read_from_any_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.db"  # the timer starts in its folder

    shown = scrape(
        "schedule", path, "--every", "1h", "--print", "--using", "cron", "--", "LICENSE"
    ).stdout

    assert f" {path} {ROOT}/LICENSE --max-time" in shown


def test_what_was_meant_for_one_run_does_not_last() -> None:
    words = (
        "--full",
        "--jobs",
        "2",
        "--max-pages",
        "9",
        "--json",
        "--at-most-every",
        "1d",
        "--full",
    )

    assert lasting(words) == ("--jobs", "2")
