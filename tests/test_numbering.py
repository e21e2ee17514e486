"""Numbers in the addresses of lists."""

import pytest

from scraper.numbering import is_numbered_page, next_by_number, numbered_page

SITE = "https://example.org"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/news/page/12/", ("/news", 12)),
        ("/news/page/12/?s=dikes", ("/news?s=dikes", 12)),
        ("/nieuws/pagina/3", ("/nieuws", 3)),
        ("/news/?paged=3", ("/news", 3)),
        ("/news/?page=3&tag=x", ("/news?tag=x", 3)),
        ("/news/?tag=x&page=3", ("/news?tag=x", 3)),
        ("/news/?e-page-3fa2=4", ("/news", 4)),
        ("/news/?query-0-page=4", ("/news", 4)),
        ("/news/?currentPage=4", ("/news", 4)),
        ("/news/?b_start:int=40", ("/news", 40)),
        ("/news?offset=20", ("/news", 20)),
        ("/news/", ("/news", None)),
        ("/news/?tag=x", ("/news?tag=x", None)),
        ("/", ("", None)),
    ],
)
def test_the_number_is_told_from_the_list(path: str, expected: tuple[str, int | None]) -> None:
    stem, number = numbered_page(SITE + path)

    assert (stem.removeprefix(SITE), number) == expected
    assert is_numbered_page(SITE + path) == (number is not None)


@pytest.mark.parametrize(
    "path",
    ["/news/a-page/", "/page/12/title/", "/a/?per_page=20", "/a/?perpage=20", "/a/?page=all",
     "/a/?start=2024-01-01", "/a/?page_id=7", "/2026/01/", "/homepage=2/"],
)  # fmt: skip
def test_other_numbers_are_no_pages(path: str) -> None:
    assert not is_numbered_page(SITE + path)


@pytest.mark.parametrize(
    ("here", "links", "expected"),
    [
        ("/news/", ["/news/page/2/", "/news/page/3/", "/tag/page/2/"], ["/news/page/2/"]),
        ("/news/page/2/", ["/news/", "/news/page/9/", "/news/page/3/"], ["/news/page/3/"]),
        ("/news/page/9/", ["/news/", "/news/page/8/"], []),
        ("/news?start=20", ["/news", "/news?start=10", "/news?start=30"], ["/news?start=30"]),
        ("/news", ["/news?start=0", "/news?start=15", "/news?start=30"], ["/news?start=15"]),
        ("/news", ["/news?page=1", "/news?page=2"], ["/news?page=1", "/news?page=2"]),
        ("/news?page=1", ["/news?page=0", "/news?page=2"], ["/news?page=2"]),
        ("/news?tag=x", ["/news?page=2&tag=x", "/news?page=2"], ["/news?page=2&tag=x"]),
    ],
)
def test_the_smallest_number_that_is_larger_comes_next(
    here: str, links: list[str], expected: list[str]
) -> None:
    found = next_by_number(SITE + here, [SITE + link for link in links])

    assert [url.removeprefix(SITE) for url in found] == expected
