"""An archive whose texts are as hostile as titles come, for the tests of exports."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.store import Archive
from tests.archive_support import Crawler, article, at, new_archive

HOSTILE = (
    "A } brace",
    "{ two { open",
    r"C:\new\{table} \\",
    "50% of $5 & #3_x ^ ~ \"quoted\" 'single'",
    "-- dashes --- and ``quotes'' << >> ?` !`",
    "TY  - NEWS\r\nER  - \r\n",
    "line\u2028separator\x85next\x0btab\tx\x1c",
    "@article{x, title = {y}}",
    "---\nkey: value\n...",
    "- [x]: {a, b} # comment",
    "null",
    "2024-13-45",
    "=HYPERLINK(1)",
    "🜁 é é العربية",
    ", and ,",
    "<script>alert(1)</script>]]>",
)


@contextmanager
def hostile_archive(folder: Path) -> Iterator[Archive]:
    with new_archive(folder) as archive:
        crawler = Crawler(archive)
        for n, title in enumerate(HOSTILE):
            about = {
                "title": title,
                "summary": title,
                "tags": (title, "Ports"),
                "authors": (title, "Bram de Groot"),
            }
            crawler.read(f"/{n}/", article(f"/{n}/", **about), at(n))
        crawler.read(
            "/bare/", article("/bare/", title=None, published=None, summary=None, source=None)
        )
        yield archive


def data_of(kept: Archive, form: str, where: str | None = None) -> str:
    return b"".join(kept.export(form, where=where)).decode()


def digest_of(kept: Archive, article_id: int) -> str:
    return kept.article(article_id).revisions[-1].snapshot_digest
