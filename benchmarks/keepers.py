"""The same pages as other programs keep them: each run for real on pages served from loopback.

A program that is not installed is left out, and so is nothing else: a row is measured or not there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

_PROGRAMS = Path(sys.executable).parent
# Everything of ArchiveBox that needs no browser, no npm and nobody else's server. SAVE_WGET keeps
# the page beside its links made local; SAVE_WARC a .warc.gz a page; each page has its folder.
_ARCHIVEBOX = {
    "USE_COLOR": "False", "SHOW_PROGRESS": "False", "CHECK_SSL_VALIDITY": "False",
    "SAVE_TITLE": "True", "SAVE_HEADERS": "True", "SAVE_HTMLTOTEXT": "True", "SAVE_WGET": "True",
    "SAVE_WARC": "True", "SAVE_WGET_REQUISITES": "False", "SAVE_FAVICON": "False",
    "SAVE_SINGLEFILE": "False", "SAVE_READABILITY": "False", "SAVE_MERCURY": "False",
    "SAVE_PDF": "False", "SAVE_SCREENSHOT": "False", "SAVE_DOM": "False", "SAVE_GIT": "False",
    "SAVE_MEDIA": "False", "SAVE_ARCHIVE_DOT_ORG": "False",
}  # fmt: skip
_SPIDER = """
import sys
from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess

class Pages(Spider):
    name = "pages"
    async def start(self):
        for url in sys.stdin.read().split():
            yield Request(url)
    def parse(self, response):
        pass

process = CrawlerProcess({
    "HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": sys.argv[1], "HTTPCACHE_GZIP": True,
    "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_DELAY": 0,
})
process.crawl(Pages)
process.start()
"""


@contextmanager
def served(pages: list[bytes]) -> Iterator[list[str]]:
    """Serve pages on loopback; give their addresses."""
    with tempfile.TemporaryDirectory() as name:
        for n, page in enumerate(pages):
            (Path(name) / f"{n}.html").write_bytes(page)

        class Quiet(SimpleHTTPRequestHandler):
            def __init__(self, *args: object) -> None:
                super().__init__(*args, directory=name)  # type: ignore[arg-type]

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        try:
            yield [f"{base}/{n}.html" for n in range(len(pages))]
        finally:
            server.shutdown()
            server.server_close()


def wget_warc(pages: list[bytes]) -> int | None:
    """Return the bytes of the WARC that wget makes of the pages."""
    if shutil.which("wget") is None:
        return None
    with tempfile.TemporaryDirectory() as folder, served(pages) as urls:
        subprocess.run(
            ["wget", "-q", "-i", "-", "--warc-file=w", "--delete-after"],
            input="\n".join(urls).encode(),
            cwd=folder,
            check=True,
        )
        return (Path(folder) / "w.warc.gz").stat().st_size


def scrapy_cache(pages: list[bytes]) -> int | None:
    """Return the bytes of the files of Scrapy's HTTP cache, gzip on."""
    if not (_PROGRAMS / "scrapy").exists():
        return None
    with tempfile.TemporaryDirectory() as folder, served(pages) as urls:
        subprocess.run(
            [sys.executable, "-c", _SPIDER, folder], input="\n".join(urls).encode(), check=True
        )
        return _bytes_below(Path(folder), len(pages), "response_body")


def archivebox(pages: list[bytes]) -> dict[str, int] | None:
    """Return the bytes of an ArchiveBox collection: all of it, and of its kinds of files."""
    program = _PROGRAMS / "archivebox"
    if not program.exists() or shutil.which("wget") is None:
        return None
    with tempfile.TemporaryDirectory() as name, served(pages) as urls:
        folder = Path(name)
        environment = {
            "PATH": f"{_PROGRAMS}{os.pathsep}{os.environ['PATH']}", "HOME": name, **_ARCHIVEBOX,
        }  # fmt: skip
        # It does not run as root: then as nobody, who must be able to read its Python.
        user = "nobody" if os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user)
        for command, given in (("init --quick", ""), ("add --depth=0", "\n".join(urls))):
            subprocess.run(
                [program, *command.split()],
                input=given.encode(), env=environment, cwd=folder, user=user, check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        kinds = {
            "in all": _bytes_below(folder, len(pages), "*.html.orig"),
            "pages": _bytes_of(folder, "*.html.orig"),
            "WARC": _bytes_of(folder, "*.warc.gz"),
            "text": _bytes_of(folder, "htmltotext.txt"),
            "index.html": _bytes_of(folder / "archive", "index.html"),
        }
        kinds["the rest"] = 2 * kinds["in all"] - sum(kinds.values())
        return kinds


def _bytes_below(folder: Path, pages: int, name: str) -> int:
    kept = len(list(folder.rglob(name)))
    assert kept == pages, f"{kept} of {pages} pages were kept"
    return _bytes_of(folder, "*")


def _bytes_of(folder: Path, name: str) -> int:
    return sum(path.stat().st_size for path in folder.rglob(name) if path.is_file())
