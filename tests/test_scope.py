"""What belongs to a crawl."""

import pytest

from scraper.profile import SiteProfile, load_profile
from scraper.records import PageKind
from scraper.scope import PathRules, Scope, sites_of

SITE = "https://example.org"
RULES = PathRules(
    profile=SiteProfile(
        name="test",
        article_paths=(r"^/news/[^/]+/$",),
        listing_paths=(r"^/news/$",),
        exclude_paths=(r"^/shop/",),
    )
)


def test_www_and_the_scheme_make_no_other_site() -> None:
    scope = Scope(sites=sites_of(["https://www.example.org/news/"]))

    assert scope.covers("http://example.org/a")
    assert scope.covers("https://www.example.org/a")
    assert not scope.covers("https://sub.example.org/a")
    assert not scope.covers("https://example.org.evil.example/")


UNWANTED = """
    /wp-json/wp/v2/posts /wp-content/uploads/a.html /wp-login.php /xmlrpc.php /a/feed/ /feed
    /a.pdf /a.JPG /a/?replytocom=3 /a/?share=x&nb=1 /a/?print=1 /a/amp/ /a/comment-page-2/
    /a/embed/ /shop/x /a/trackback/ /calendar.ics
"""


@pytest.mark.parametrize("path", UNWANTED.split())
def test_files_machinery_and_doubles_are_not_wanted(path: str) -> None:
    assert not RULES.wants(SITE + path)


@pytest.mark.parametrize(
    "path", ["/", "/news/a/", "/a.html", "/a?id=3", "/feedback/", "/print-media/"]
)
def test_pages_are_wanted(path: str) -> None:
    assert RULES.wants(SITE + path)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", PageKind.LISTING),
        ("/news/", PageKind.LISTING),
        ("/news/page/3/", PageKind.LISTING),
        ("/news/?paged=2", PageKind.LISTING),
        ("/category/world/", PageKind.LISTING),
        ("/2026/03/", PageKind.LISTING),
        ("/news/a-title/", PageKind.ARTICLE),
        ("/2026/03/02/a-title/", PageKind.UNKNOWN),
        ("/about/", PageKind.UNKNOWN),
    ],
)
def test_an_address_promises_a_kind(path: str, kind: PageKind) -> None:
    assert RULES.kind_of(SITE + path) is kind


def test_a_redirect_of_a_whole_address_teaches_the_spelling_of_a_site() -> None:
    scope = Scope(sites=frozenset({"example.org"}))

    scope.learn_redirect("http://example.org/", "https://www.example.org/")

    assert scope.spelt("http://example.org/a?b=1") == "https://www.example.org/a?b=1"
    assert scope.spelt("https://www.example.org/a") == "https://www.example.org/a"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org/a", "https://www.example.org/b"),
        ("https://example.org/", "https://elsewhere.example/"),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
def test_other_redirects_teach_no_spelling(url: str, target: str) -> None:
    scope = Scope(sites=frozenset({"example.org"}))

    scope.learn_redirect(url, target)

    assert scope.spelt("https://example.org/c") == "https://example.org/c"


def test_two_redirects_against_each_other_make_no_endless_spelling() -> None:
    scope = Scope(sites=frozenset({"example.org"}))

    scope.learn_redirect("http://example.org/", "https://example.org/")
    scope.learn_redirect("https://example.org/", "http://example.org/")

    assert scope.spelt("http://example.org/a") == "https://example.org/a"


def test_the_generic_profile_takes_numbered_pages_for_lists() -> None:
    rules = PathRules(profile=load_profile("generic"))

    assert rules.kind_of(f"{SITE}/blog/page/2/") is PageKind.LISTING


def test_a_plain_address_is_a_double_unless_the_site_lists_it() -> None:
    rules = PathRules(profile=load_profile("wordpress"))

    for path in ("/?p=7", "/index.php?page_id=7"):
        assert not rules.wants(SITE + path)
        assert rules.wants(SITE + path, is_vouched=True)
    assert not rules.wants(f"{SITE}/?p=7&share=mail", is_vouched=True)
    assert not rules.wants(f"{SITE}/wp-json/wp/v2/posts", is_vouched=True)
