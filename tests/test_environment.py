"""The command line where a process has less than usual: rights, streams, letters, room."""

import os
import pty
import shutil
import signal
import sqlite3
import subprocess
import termios
import time
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import ArchiveFull
from archive.exit_codes import DONE, FAILED, STOPPED, WRONG_USE
from archive.store import Archive
from tests.archive_support import Crawler, article, at, new_archive
from tests.cli_support import COMMAND, ROOT, wait_for_articles


def filled(folder: Path) -> Path:
    with new_archive(folder) as archive:
        Crawler(archive).read("/a/", article("/a/", title="“Dikes” — and more"))
    return folder / "a.db"


def run(
    *words: object, before: tuple[str, ...] = (), **options: object
) -> subprocess.CompletedProcess[str]:
    """Run the command line, with another program before it, in an environment given."""
    command = [*before, *COMMAND, *map(str, words)]
    given = {"capture_output": True, "stdin": subprocess.DEVNULL} | options
    done = subprocess.run(command, cwd=ROOT, timeout=60, check=False, **given)  # type: ignore[call-overload]
    told = ((text or b"").decode(errors="replace") for text in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(command, done.returncode, *told)


def without_rights() -> tuple[str, ...]:
    """Return what runs a command by the permissions of files; the superuser is above them."""
    if os.geteuid():
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv to lay down the superuser's rights")
    return ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


@pytest.mark.parametrize("folder_mode", [0o555, 0o755])
def test_who_may_not_write_an_archive_reads_it_and_leaves_nothing_beside_it(
    tmp_path: Path, folder_mode: int
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = filled(folder)
    path.chmod(0o444)
    folder.chmod(folder_mode)

    try:
        for command in ("status", "verify", "export --format csv", "search a.db dikes"):
            name, *more = command.replace("search a.db", "search").split()
            done = run(name, path, *more, before=without_rights())
            assert done.returncode == DONE, done
        merged = run("merge", tmp_path / "mine.db", path, before=without_rights())
        left = [file.name for file in folder.iterdir()]
    finally:
        folder.chmod(0o755)

    assert merged.returncode == DONE, merged
    assert left == ["a.db"]


def test_a_file_that_a_colleague_left_beside_the_archive_is_told(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as theirs:
        theirs.execute("SELECT 1 FROM articles")
    for ending in ("-wal", "-shm"):
        (tmp_path / f"a.db{ending}").chmod(0o444)

    done = run("compact", path, before=without_rights())

    assert done.returncode == FAILED, done
    assert f"hint: {tmp_path}/a.db-wal and -shm are another user's; delete them" in done.stderr


def test_nobody_is_told_to_delete_a_log_that_holds_something(tmp_path: Path) -> None:
    path = filled(tmp_path)
    (tmp_path / "a.db-wal").write_bytes(b"what was stored last")
    (tmp_path / "a.db-wal").chmod(0o444)

    done = run("compact", path, before=without_rights())
    path.chmod(0o444)
    theirs = run("compact", path, before=without_rights())

    assert done.returncode == FAILED, done
    assert "hint: " in done.stderr
    assert "holds what was stored last; make it and -shm your own" in done.stderr
    assert "hint: " not in theirs.stderr


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        done = run("demo", tmp_path / "a.db", "--port", "0", before=without_rights())
    finally:
        tmp_path.chmod(0o755)

    assert done.returncode == WRONG_USE, done
    assert done.stderr == f"error: {tmp_path}/a.db: cannot be made, its folder is not writable\n"


WAYS_TO_READ = {
    "open": "with Archive.open(path, read_only=True): write()",
    "export": "for chunk in export_articles(path, 'jsonl'): write()",
    "markdown": "for note in export_notes(path): write()",
    "merge": (
        "mine = Archive.open(path.parent.parent / 'mine.db', create=True)\n"
        "    mine._db.conn.create_function('written', 0, write)\n"
        "    mine._db.conn.execute('CREATE TEMP TRIGGER t AFTER INSERT ON main.articles"
        " BEGIN SELECT written(); END')\n"
        "    mine.merge(path)"
    ),
    "gone": "with Archive.open(path, read_only=True): path.unlink()",
    "Ctrl-C": (
        "\n    with Archive.open(path, read_only=True):\n        write()\n"
        "        raise KeyboardInterrupt"
    ),
}


@pytest.mark.parametrize("way", WAYS_TO_READ)
def test_an_archive_that_is_written_while_it_is_read_as_it_stands_is_told(
    tmp_path: Path, way: str
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = filled(folder)
    path.chmod(0o444)
    script = (
        "import sys, pathlib; from archive.store import Archive; path = pathlib.Path(sys.argv[1])\n"
        "from archive.export import export_articles\n"
        "from archive.export.markdown import export_notes\n"
        "def write(): path.with_name('a.db-wal').write_text('x')\n"
        f"try:\n    {WAYS_TO_READ[way]}\n"
        "except BaseException as error: print(type(error).__name__)\n"
    )

    done = subprocess.run(
        [*without_rights(), COMMAND[0], "-c", script, path],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    told = b"KeyboardInterrupt" if way == "Ctrl-C" else b"ArchiveLocked"
    assert done.stdout.split() == [told], done


def test_browse_shows_what_came_to_an_archive_read_as_it_stands(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.chmod(0o444)
    script = (
        "import asyncio, sys; from archive.browse.server import make_app\n"
        "async def show():\n"
        "    app = make_app(sys.argv[1]); await app.invoke_startup()\n"
        "    for _ in range(2):\n"
        "        asked = (app.client.get('/a.json?sql=select+*+from+articles') for _ in range(9))\n"
        "        answers = await asyncio.gather(*asked)  # of each thread\n"
        "        print(*{len(answer.json()['rows']) for answer in answers}, flush=True)\n"
        "        sys.stdin.readline()\n"
        "asyncio.run(show())\n"
    )
    command = [*without_rights(), COMMAND[0], "-c", script, str(path)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin
    assert process.stdout

    before = process.stdout.readline()
    path.chmod(0o644)
    with Archive.open(path) as archive:
        Crawler(archive).read("/b/", article("/b/"))
    path.chmod(0o444)
    process.stdin.write("\n")
    process.stdin.flush()
    after = process.stdout.readline()
    process.communicate()

    assert [before, after] == ["1\n", "2\n"]


@pytest.mark.parametrize("command", ["status", "demo", "verify"])
def test_a_pipe_and_a_link_to_itself_are_no_archives(tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "ring").symlink_to("ring")

    for path in (tmp_path / "pipe", tmp_path / "ring", Path("/dev/null")):
        done = run(command, path, *(("--port", "0") if command == "demo" else ()))
        assert done.returncode == WRONG_USE, done
        assert done.stderr.startswith(f"error: {path}: "), done


@pytest.mark.parametrize(
    ("stream", "command"), [(0, "demo"), (1, "export"), (2, "compact"), (2, "reextract")]
)
def test_a_process_without_one_of_its_streams_does_its_work(
    tmp_path: Path, stream: int, command: str
) -> None:
    more = {"demo": ("--port", "0"), "export": ("--format", "csv")}.get(command, ())
    path = tmp_path / "demo.db" if command == "demo" else filled(tmp_path)

    done = run(command, path, *more, preexec_fn=lambda: os.close(stream))

    assert done.returncode == DONE, done
    assert not done.stderr


LATIN_1 = {**os.environ, "PYTHONIOENCODING": "latin-1"}  # as LANG=nl_NL has it


def test_in_a_locale_that_is_not_utf_8_a_file_gets_utf_8(tmp_path: Path) -> None:
    path = filled(tmp_path)

    for command in ("show 1", "search dikes", "search dikes --json", "report --format json"):
        name, *more = command.split()
        done = run(name, path, *more, env=LATIN_1)
        assert done.returncode == DONE, done
        assert "“Dikes” — and more" in done.stdout


def test_a_terminal_that_lacks_a_letter_gets_an_escape(tmp_path: Path) -> None:
    path = filled(tmp_path)
    ours, theirs = pty.openpty()

    done = run("show", path, "1", env=LATIN_1, stdout=theirs, capture_output=False)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode("latin-1")
    os.close(ours)

    assert done.returncode == DONE, done
    assert shown.startswith(r"\u201cDikes\u201d \u2014 and more")


def test_a_dumb_terminal_is_not_drawn_on(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    dumb = {**os.environ, "TERM": "dumb"}

    done = run(
        "demo",
        tmp_path / "a.db",
        "--port",
        "0",
        env=dumb,
        stderr=theirs,
        stdout=subprocess.PIPE,
        capture_output=False,
    )
    os.write(theirs, b"the end")
    drawn = b""
    while not drawn.endswith(b"the end"):
        drawn += os.read(ours, 10_000)
    os.close(theirs)
    os.close(ours)

    assert done.returncode == DONE, done
    assert b"\x1b" not in drawn


def test_no_room_for_temporary_files_is_no_damage(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with Archive.open(path, read_only=True) as archive:
        # As a full TMPDIR does, and without the right to mount one.
        archive._db.conn.execute("PRAGMA temp.page_size = 512")
        archive._db.conn.execute("PRAGMA temp.max_page_count = 5")

        with pytest.raises(ArchiveFull) as told:
            archive.verify()

    assert "TMPDIR" in str(told.value.hint)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP])
def test_an_export_that_is_ended_leaves_no_part_of_a_file(
    tmp_path: Path, signum: signal.Signals
) -> None:
    path = filled(tmp_path)
    with Archive.open(path) as archive:
        crawler = Crawler(archive)
        for n in range(400):
            crawler.read(f"/{n}/", article(f"/{n}/", body=(f"Paragraph {n} " * 80,)), at(n))
    words = ("export", path, "--format", "warc", "-o", tmp_path / "articles.warc.gz")
    process = subprocess.Popen([*COMMAND, *map(str, words)], cwd=ROOT)
    deadline = time.monotonic() + 20
    while not list(tmp_path.glob(".scrape-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert list(tmp_path.glob(".scrape-*"))

    process.send_signal(signum)
    while signum == signal.SIGHUP and process.poll() is None:  # by the shell and by the kernel
        process.send_signal(signum)

    assert process.wait(20) == -signum
    assert not list(tmp_path.glob(".scrape-*"))


def test_a_crawl_whose_terminal_is_closed_ends_gracefully(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    words = ("demo", path, "--port", "0")
    process = subprocess.Popen([*COMMAND, *map(str, words)], cwd=ROOT, stdout=subprocess.DEVNULL)
    wait_for_articles(path, 1)

    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:  # by the shell and by the kernel
        process.send_signal(signal.SIGHUP)
        time.sleep(0.01)

    assert process.wait(20) == STOPPED
    with Archive.open(path, read_only=True) as archive:
        assert archive.rows("SELECT status FROM runs") == [("stopped",)]


def test_a_pipe_is_not_imported_and_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    done = run("import", tmp_path / "a.db", tmp_path / "pipe")

    assert done.returncode == WRONG_USE, done
    assert f"{tmp_path}/pipe: a pipe or a device; import a file" in done.stderr


def test_a_name_that_no_host_can_have_is_told(tmp_path: Path) -> None:
    done = run("browse", filled(tmp_path), "--host", "a..b", "--port", "0")

    assert done.returncode == FAILED, done
    assert "error: cannot listen on a..b:0: no host's name" in done.stderr
