"""A real WordPress, crawled completely by each way of finding pages alone and by all together.

`python -m benchmarks.wordpress [--posts N] [--plain]`, or `make wordpress`. MariaDB and PHP's own
server run in a folder that is removed afterwards. Needs the Debian packages wordpress,
mariadb-server, php-cli and php-mysql; says so and ends well where one is missing.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.coverage import describe_coverage
from archive.store import Archive

FILES = Path(__file__).parent / "wordpress_site"
WORDPRESS = Path("/usr/share/wordpress")
WAYS = ("sitemap", "feed", "listing", "rest", "sitemap,feed,listing,rest,page")
SECONDS_TO_START = 60


@dataclass(frozen=True, kw_only=True)
class Site:
    """A WordPress that answers at `address`."""

    folder: Path
    address: str
    environment: Mapping[str, str]

    def php(self, script: str) -> Any:
        """Run one of the scripts beside this file; return the JSON it prints."""
        done = subprocess.run(
            ["php", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"error: {script}: {done.stdout[-500:]} {done.stderr[-500:]}")
        return json.loads(done.stdout.strip().rpartition("\n")[2])


def missing() -> list[str]:
    """Return the Debian packages that are not there."""
    have_mysql = shutil.which("php") and "mysqli" in subprocess.run(
        ["php", "-m"], capture_output=True, text=True, check=False
    ).stdout.split()  # fmt: skip
    wanted = {
        "wordpress": (WORDPRESS / "wp-load.php").exists(),
        "mariadb-server": shutil.which("mariadbd") and shutil.which("mariadb-install-db"),
        "php-cli": shutil.which("php"),
        "php-mysql": have_mysql,
    }
    return [name for name, is_there in wanted.items() if not is_there]


@contextmanager
def running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program, and what it starts itself, while the block lasts."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a group of its own: the workers of PHP's server outlive it
        **options,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def wait_until(is_ready: Any, what: str) -> None:
    """Wait until something answers."""
    end = time.monotonic() + SECONDS_TO_START
    while not is_ready():
        if time.monotonic() > end:
            sys.exit(f"error: {what} did not start within {SECONDS_TO_START} s")
        time.sleep(0.1)


@contextmanager
def database(folder: Path) -> Iterator[Path]:
    """Run MariaDB in a folder of its own; yield its socket."""
    data, path = folder / "database", folder / "database.sock"
    account = ["--user=root"] if os.getuid() == 0 else []
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db",
         "--auth-root-authentication-method=normal", *account],
        check=True, capture_output=True,
    )  # fmt: skip
    command = [
        "mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={path}", "--skip-networking",
        f"--pid-file={folder / 'database.pid'}", "--innodb-buffer-pool-size=64M",
        "--innodb-flush-log-at-trx-commit=0", *account,
    ]  # fmt: skip
    with running(command):
        create = ["mariadb", "--no-defaults", f"--socket={path}", "-uroot", "-e"]
        wait_until(
            lambda: subprocess.run(
                [*create, "CREATE DATABASE IF NOT EXISTS wordpress"],
                capture_output=True, check=False,
            ).returncode == 0,
            "MariaDB",
        )  # fmt: skip
        yield path


@contextmanager
def wordpress(folder: Path, *, posts: int, is_plain: bool) -> Iterator[Site]:
    """Install WordPress in a folder, write its posts, serve it."""
    web = folder / "web"
    shutil.copytree(WORDPRESS, web, symlinks=False, ignore_dangling_symlinks=True)
    for file in FILES.glob("*.php"):
        shutil.copy(file, web / file.name)
    shutil.copytree(FILES / "theme", web / "wp-content/themes/institute")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with database(folder) as path:
        environment = {
            **os.environ,
            "WP_SOCKET": str(path),
            "WP_ADDRESS": address,
            "WP_POSTS": str(posts),
            "WP_PLAIN": "1" if is_plain else "",
            "PHP_CLI_SERVER_WORKERS": "2",
        }
        site = Site(folder=web, address=address, environment=environment)
        site.php("seed.php")
        command = ["php", "-S", f"127.0.0.1:{port}", "-t", str(web), str(web / "router.php")]
        with running(command, env=environment, cwd=web):
            wait_until(lambda: answers(address), "PHP's server")
            yield site


def answers(address: str) -> bool:
    """Say whether a site answers."""
    try:
        with urllib.request.urlopen(f"{address}/robots.txt", timeout=10):
            return True
    except (OSError, urllib.error.URLError):
        return False


def crawl(site: Site, archive: Path, ways: str) -> tuple[float, int]:
    """Crawl once; return the seconds it took and the requests it made."""
    before = requests_of(archive)
    started = time.monotonic()
    command = [
        *(sys.executable, "scrape.py", "crawl", str(archive), f"{site.address}/", "--quiet"),
        *("--allow-private", "--delay", "0", "--concurrency", "2", "--ways", ways),
    ]
    code = subprocess.run(command, check=False).returncode
    if code not in (0, 3):
        sys.exit(f"error: the crawl ended with {code}")
    return time.monotonic() - started, requests_of(archive) - before


def requests_of(archive: Path) -> int:
    """Return how many answers an archive holds: those with bytes and those without."""
    if not archive.exists():
        return 0
    return int(ask(archive, "SELECT sum(fetches + (state IN ('gone', 'moved'))) FROM pages")[0][0])


def ask(archive: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with closing(sqlite3.connect(archive)) as connection:
        return connection.execute(sql).fetchall()


def noticed(archive: Path, changes: Mapping[str, Any]) -> dict[str, str]:
    """Return how many of each change the archive knows of."""
    pages = dict(ask(archive, "SELECT url, state FROM pages"))
    edited = {
        url for (url,) in ask(archive, "SELECT url FROM revision_list WHERE number > 1")
    }  # fmt: skip
    moved = sum(
        pages.get(old) == "moved" and pages.get(new) == "done"
        for old, new in changes["renamed"].items()
        if old != new  # `/?p=7` stays, whatever the title in it is
    )
    counts = {
        "new": sum(pages.get(url) == "done" for url in changes["new"]),
        "edited": len(edited & set(changes["edited"])),
        "renamed": moved,
        "deleted": sum(pages.get(url) == "gone" for url in changes["deleted"]),
    }
    return {name: f"{count} of {len(changes[name])}" for name, count in counts.items()}


def main() -> None:
    """Crawl by each way, change the site, crawl again, print two tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=300)
    options.add_argument("--plain", action="store_true", help="addresses like /?p=7")
    given = options.parse_args()
    lacking = missing()
    if lacking:
        print(f"skipped: not installed: {', '.join(lacking)}; on Debian: apt install them")
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wordpress-")))
        site = stack.enter_context(wordpress(folder, posts=given.posts, is_plain=given.plain))
        truth = set(site.php("truth.php"))
        archives = {ways: folder / f"{number}.db" for number, ways in enumerate(WAYS)}
        print(f"{len(truth)} published addresses: posts, pages and publications\n")
        print("| way | found | not found | requests | seconds | requests when nothing changed |")
        print("|---|---|---|---|---|---|")
        for ways, archive in archives.items():
            seconds, requests = crawl(site, archive, ways)
            found = {url for (url,) in ask(archive, "SELECT url FROM pages WHERE state = 'done'")}
            lost = len(truth - found)
            _, again = crawl(site, archive, ways)
            cells = f"{len(truth & found)} | {lost} | {requests} | {seconds:.1f} | {again}"
            print(f"| {ways} | {cells} |")
        time.sleep(2)  # what WordPress calls the last change counts whole seconds
        changes = site.php("change.php")
        print("\nAfter edits, deletions, new addresses and new posts, a second run:\n")
        print("| way | new | edited | renamed | deleted | requests |\n|---|---|---|---|---|---|")
        for ways, archive in archives.items():
            _, requests = crawl(site, archive, ways)
            told = noticed(archive, changes)
            cells = " | ".join(told[name] for name in ("new", "edited", "renamed", "deleted"))
            print(f"| {ways} | {cells} | {requests} |")
        print()
        with Archive.open(archives[WAYS[-1]], read_only=True) as archive_of_all:
            print(describe_coverage(archive_of_all.coverage()))


if __name__ == "__main__":
    main()
