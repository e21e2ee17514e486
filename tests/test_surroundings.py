"""What stands before and behind a text and reads like it: dialogs, sidebars, comments."""

import pytest

from scraper.extract import extract

URL = "https://example.org/news/tugs/"
LINE = "The tugs of the harbour were built to pull, and none was built to push a ship. "
OTHER = "Bridges carry trains, and trains carry people who look at the water below them. "
TEXT = "".join(f"<p>{number} {LINE * 2}</p>" for number in range(6))


def test_what_is_said_before_the_headline_is_no_text() -> None:
    aside = f"<div><h2>About us</h2><p>{OTHER * 2}</p><p>{OTHER}</p></div>"

    body = extract(f"<div>{aside}<div><h1>Tugs pull</h1>{TEXT}</div></div>", URL).body

    assert not [line for line in body if "Bridges" in line]
    assert len(body) == 6


def test_text_before_a_headline_that_little_follows_stays() -> None:
    body = extract(f"<main>{TEXT}<h1>Tugs pull</h1><p>{OTHER}</p></main>", URL).body

    assert len([line for line in body if "tugs" in line]) == 6


@pytest.mark.parametrize(
    "heading", ["3 comments", "5 thoughts on “Tugs pull”", "1 Kommentar", "12 reacties:"]
)
def test_what_is_said_behind_a_count_of_comments_is_no_text(heading: str) -> None:
    said = "".join(f"<li><b>reader{n}</b><p>{OTHER * 2}</p></li>" for n in range(3))

    page = f"<main><h1>Tugs pull</h1>{TEXT}<h3>{heading}</h3><ol>{said}</ol></main>"

    assert not [line for line in extract(page, URL).body if "Bridges" in line or heading in line]


@pytest.mark.parametrize("heading", ["3 comments on the harbour", "12 responses to a flood"])
def test_prose_behind_a_heading_that_counts_is_text(heading: str) -> None:
    page = f"<main><h1>Tugs pull</h1>{TEXT}<h2>{heading}</h2><p>{OTHER * 3}</p></main>"

    assert [line for line in extract(page, URL).body if "Bridges" in line]


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("<p><strong>Read also: <a href=/r>Anchors and who dropped them</a></strong></p>", False),
        ("<p>Lees ook: <a href=/r>Ankers en wie ze liet vallen</a></p>", False),
        ("<p>[Related: <a href=/r>Anchors</a>, <a href=/s>Chains</a>]</p>", False),
        ("<p>À lire aussi : <a href=/r>Les ancres et leurs marins</a></p>", False),
        ("<p>See also: the harbour master was right, as <a href=/r>we said</a> then.</p>", True),
        ("<p>Read also what the council wrote: it was little.</p>", True),
    ],
)
def test_a_line_that_only_leads_to_another_article_leaves_the_text(line: str, stays: bool) -> None:
    text = "<p>The harbour counts its tugs every spring, and every spring there are fewer.</p>" * 4
    body = extract(f"<main><h1>Tugs</h1>{text}{line}{text}</main>", "https://i.example/a").body

    assert len(body) == 8 + stays


@pytest.mark.parametrize("name", ["nav", "post-nav", "navbar"])
def test_links_to_other_pages_above_a_headline_are_no_section(name: str) -> None:
    text = "<p>The harbour counts its tugs every spring, and every spring there are fewer.</p>" * 4
    above = f"<div class={name}><a href=/>Home</a> <a href=/b>← Tides</a></div>"
    page = f"<main>{above}<div><h1>Tugs</h1>{text}</div></main>"

    assert extract(page, "https://i.example/a").section is None
