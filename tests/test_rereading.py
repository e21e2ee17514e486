"""Kept pages read again by many processes: in order, whatever one of them does to a parser."""

import os
from dataclasses import replace

from scraper.rereading import CHUNK_PAGES, KeptPage, read_again, read_all
from tests.sites import article

URL = "https://example.org/news/a-title/"
PAGE = KeptPage(body=article("/news/a-title/").encode(), url=URL, content_type="text/html")


def test_a_page_is_read_as_a_crawl_reads_it() -> None:
    read = read_again(PAGE)

    assert read.extraction
    assert read.extraction.article.kind == "article"
    assert read.text_digest


def test_a_list_says_nothing() -> None:
    assert read_again(replace(PAGE, url="https://example.org/")).extraction is None


def test_processes_give_the_same_in_the_same_order() -> None:
    pages = [replace(PAGE, url=f"{URL}{n}/") for n in range(3 * CHUNK_PAGES + 1)]

    assert list(read_all(pages, jobs=2)) == list(read_all(pages, jobs=1))


def test_a_page_that_brings_workers_down_is_told_and_the_others_are_read() -> None:
    # An argument that kills the worker as it is unpickled stands for a parser that crashes.
    pages: list[object] = [PAGE] * (2 * CHUNK_PAGES)
    pages[3] = _Killer()

    read = list(read_all(pages, jobs=2))  # type: ignore[arg-type]

    assert [n for n, each in enumerate(read) if each.is_broken] == [3]
    assert all(each.extraction for n, each in enumerate(read) if n != 3)


class _Killer:
    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (1,)
