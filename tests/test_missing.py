"""What gives a soft 404 away, and what does not."""

from typing import Any

import pytest

from scraper.missing import (
    Look,
    is_alike,
    is_plainly_missing,
    is_suspicious,
    leads_nowhere,
    look_of,
    made_up_address,
    says_missing,
)
from scraper.records import Article, ArticleKind, FoundBy, Page, PageKind
from tests.support import START

SITE = "https://example.org"


def page(path: str = "/news/a/", **about: Any) -> Page:
    values: dict[str, Any] = {"id": 1, "host": "example.org", "found_by": FoundBy.SITEMAP}
    values |= {"depth": 1, "kind": PageKind.ARTICLE, "fetched_at": START}
    return Page(url=SITE + path, **(values | about))


def said(title: str, words: int, **about: Any) -> Article:
    body = " ".join(f"word{n}" for n in range(words))
    return Article(url=f"{SITE}/news/a/", title=title, body=(body,), **about)


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Error 404 - Page not found",
        "Oops! That page can’t be found.",
        "Page not found",
        "Pagina niet gevonden",
        "Seite nicht gefunden",
        "Page introuvable",
        "Página no encontrada",
        "This page is no longer available: the page no longer exists",
    ],
)
def test_these_headlines_say_that_nothing_is_here(title: str) -> None:
    assert says_missing(title)


@pytest.mark.parametrize(
    "title",
    [
        None,
        "",
        "404 dead in floods along the river",
        "The missing billions of the dike fund",
        "What we have found in the archives",
        "Error and trial: 1,404 days of talks",
        "A very long headline about a page not found in any of the archives of the council, ever",
    ],
)
def test_these_headlines_do_not(title: str | None) -> None:
    assert not says_missing(title)


def test_little_text_without_a_day_settles_it() -> None:
    assert is_plainly_missing(said("Page not found", 12))
    assert not is_plainly_missing(said("Page not found", 12, published="2026-01-05"))
    assert not is_plainly_missing(said("Page not found", 400))
    assert not is_plainly_missing(None)


def test_an_article_that_is_none_any_more_is_suspicious() -> None:
    other = said("Welcome", 50, kind=ArticleKind.OTHER)

    assert is_suspicious(page(), other, same_before=0)
    assert is_suspicious(page(), None, same_before=0)
    assert not is_suspicious(page(), said("A story", 50), same_before=0)
    assert not is_suspicious(page(fetched_at=None), other, same_before=0)
    assert not is_suspicious(page(kind=PageKind.OTHER), other, same_before=0)


def test_one_look_under_many_addresses_is_suspicious() -> None:
    other = said("Welcome", 50, kind=ArticleKind.OTHER)

    assert not is_suspicious(page(fetched_at=None), other, same_before=2)
    assert is_suspicious(page(fetched_at=None), other, same_before=3)


def test_an_echoed_address_and_a_counter_make_no_other_look() -> None:
    first = Article(
        url=f"{SITE}/news/dikes/", title="Sorry", body=("We looked 12 times for /news/dikes/.",)
    )
    second = Article(
        url=f"{SITE}/news/no-such-page-1a/",
        title="Sorry",
        body=("We looked 7 times for /news/no-such-page-1a/.",),
    )
    third = Article(url=f"{SITE}/x/", title="Sorry", body=("The council is closed on Sunday.",))

    assert is_alike(look_of(first), look_of(second))
    assert not is_alike(look_of(first), look_of(third))


def test_the_empty_shell_of_a_scripted_page_is_like_nothing() -> None:
    shell = Look(title="app", words=frozenset(("enable", "javascript")))

    assert not is_alike(shell, shell)
    assert not is_alike(None, None)


@pytest.mark.parametrize(
    ("about", "target", "expected"),
    [
        ({}, "/", True),
        ({}, "/404/", True),
        ({}, "/nl/page-not-found", True),
        ({}, "/news/a-new-name/", False),
        ({}, "/nl/", False),
        ({"fetched_at": None}, "/", False),
        ({"fetched_at": None}, "/404.html", True),
        ({"kind": PageKind.LISTING}, "/", False),
        ({"depth": 0}, "/", False),
    ],
)
def test_an_article_that_leads_to_the_front_page_leads_nowhere(
    about: dict[str, Any], target: str, expected: bool
) -> None:
    assert leads_nowhere(page(**about), SITE + target) is expected


def test_a_made_up_address_stands_beside_the_one_in_doubt() -> None:
    first = made_up_address(f"{SITE}/2026/03/a-title/?page=2")
    second = made_up_address(f"{SITE}/node/12")

    assert first.startswith(f"{SITE}/2026/03/no-such-page-")
    assert second.startswith(f"{SITE}/node/no-such-page-")
    assert first == made_up_address(f"{SITE}/2026/03/a-title/?page=2")
    assert made_up_address(f"{SITE}/about/").endswith("/")
    assert made_up_address(f"{SITE}/about/").startswith(f"{SITE}/no-such-page-")
