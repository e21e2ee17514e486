import re
from pathlib import Path

import pytest

from scraper.document import parse_document
from scraper.errors import InvalidProfile
from scraper.profile import builtin_profiles, cookie_for, load_profile, profile_for


def picked(markup: str, url: str = "https://example.org/a/") -> str:
    return profile_for(parse_document(markup, url=url)).name


@pytest.mark.parametrize(
    ("markup", "url", "name"),
    [
        ("<p>x", "https://www.hcss.nl/news/a/", "hcss"),
        ("<div id='wrap_all'><div id=main>", "https://example.org/", "enfold"),
        ("<link rel='https://api.w.org/' href='/wp-json/'>", "https://example.org/", "wordpress"),
        ("<meta name=Generator content='Drupal 10'>", "https://example.org/", "drupal"),
        ("<p>x", "https://example.org/", "generic"),
    ],
)
def test_profile_is_picked_by_host_then_by_markers(markup: str, url: str, name: str) -> None:
    assert picked(markup, url) == name


@pytest.mark.parametrize(
    ("inside", "outside", "name"),
    [
        (f"<p>{'A tug pulls. ' * 9}", "<p>short", "enfold"),
        ("<p>short", "<p>short", "enfold"),
        (f"<p>{'A tug pulls. ' * 9}", f"<p>{'A bridge carries. ' * 9}" * 20, "enfold"),
        ("<h1>Tugs</h1><p>short", f"<p>{'We use cookies. ' * 9}" * 9, "enfold"),
        ("<h1>Tugs</h1><p>short", f"<p>{'A tug pulls. ' * 9}" * 20, "generic"),
    ],
)
def test_a_theme_made_over_is_not_read_as_it_was(inside: str, outside: str, name: str) -> None:
    assert picked(f"<div id=wrap_all><div id=main>{inside}</div></div>{outside}") == name


def test_builtin_profiles_are_at_most_six_and_have_a_fallback() -> None:
    names = [profile.name for profile in builtin_profiles()]

    assert len(names) <= 6
    assert {"hcss", "enfold", "wordpress", "drupal", "generic"} <= set(names)


def test_hcss_profile_tells_articles_from_listings() -> None:
    profile = load_profile("hcss")

    def matches(patterns: tuple[str, ...], path: str) -> bool:
        return any(re.search(pattern, path) for pattern in patterns)

    assert matches(profile.article_paths, "/news/a-post/")
    assert not matches(profile.article_paths, "/news/author/someone/")
    assert matches(profile.listing_paths, "/news/author/someone/page/3/")
    assert matches(profile.exclude_paths, "/wp-json/wp/v2/posts")


@pytest.mark.parametrize(
    ("toml", "where"),
    [
        ("name = 'x'\ncolour = 'red'", "colour"),
        ("name = 'x'\ndelay_seconds = 'slow'", "$.delay_seconds"),
        ("name = 'x'\ndelay_seconds = -1", "$.delay_seconds"),
        ("name = 'x'\ndelay_seconds = nan", "$.delay_seconds"),
        ("name = 'x'\ndelay_seconds = inf", "$.delay_seconds"),
        ("name = 'x'\narticle_paths = ['a', '(']", "$.article_paths[1]"),
        ("name = 'x'\nbody = ['p', 'a[']", "$.body[1]"),
        ("name = 'x'\ntimezone = 'Mars/Crater'", "$.timezone"),
        ("hosts = []", "name"),
        ("name = ", "Invalid value"),
        ("name = 'x'\nextends = ['nothing-of-the-kind']", "nothing-of-the-kind"),
    ],
)
def test_mistake_in_a_profile_is_named(tmp_path: Path, toml: str, where: str) -> None:
    path = tmp_path / "site.toml"
    path.write_text(toml)

    with pytest.raises(InvalidProfile, match=re.escape(where)):
        load_profile(str(path))


def test_profile_takes_over_what_it_does_not_say_itself(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text("name = 'site'\nextends = ['hcss']\ndelay_seconds = 3.5")

    profile = load_profile(str(path))

    assert (profile.delay_seconds, profile.hosts) == (3.5, ())
    assert profile.article_paths == load_profile("hcss").article_paths


COOKIE = 'name = "x"\nhosts = ["e.org", "e.net:8080"]\ncookie = "consent=yes; lang=nl"\n'


@pytest.mark.parametrize(
    ("host", "is_sent"),
    [
        ("e.org", True),
        ("www.e.org", True),
        ("e.org:8443", True),
        ("e.net:8080", True),
        ("e.net", False),
        ("other.org", False),
        ("a.e.org", False),
    ],
)
def test_a_cookie_goes_to_the_hosts_of_its_profile(
    tmp_path: Path, host: str, is_sent: bool
) -> None:
    file = tmp_path / "x.toml"
    file.write_text(COOKIE)

    assert cookie_for(load_profile(str(file)), host) == (
        "consent=yes; lang=nl" if is_sent else None
    )


@pytest.mark.parametrize(
    "text", ['name = "x"\ncookie = "a=b"\n', COOKIE.replace("yes", "yes\\r\\nX: y")]
)
def test_a_cookie_for_everybody_or_with_a_line_in_it_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(text)

    with pytest.raises(InvalidProfile):
        load_profile(str(file))
