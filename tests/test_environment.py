"""The command line where a process has less than usual: rights, streams, letters, room."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from archive.exit_codes import DONE, WRONG_USE
from tests.archive_support import Crawler, article, new_archive
from tests.cli_support import COMMAND, ROOT


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


def test_an_archive_that_is_written_while_it_is_read_as_it_stands_is_told(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.chmod(0o444)
    script = (
        "import sys, pathlib; from archive.store import Archive; path = pathlib.Path(sys.argv[1])\n"
        "try:\n"
        "    with Archive.open(path, read_only=True): path.with_name('a.db-wal').touch()\n"
        "except Exception as error: print(type(error).__name__)\n"
    )

    done = subprocess.run(
        [*without_rights(), COMMAND[0], "-c", script, path],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    assert done.stdout.split() == [b"ArchiveLocked"], done


@pytest.mark.parametrize("command", ["status", "demo", "verify"])
def test_a_pipe_and_a_link_to_itself_are_no_archives(tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "ring").symlink_to("ring")

    for path in (tmp_path / "pipe", tmp_path / "ring", Path("/dev/null")):
        done = run(command, path, *(("--port", "0") if command == "demo" else ()))
        assert done.returncode == WRONG_USE, done
        assert done.stderr.startswith(f"error: {path}: "), done
