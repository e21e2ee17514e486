"""Dialogs in the midst of an article's own text leave it; what is only called so stays."""

import pytest

from scraper.extract import extract

TEXT = "<p>The harbour counts its tugs every spring, and every spring there are fewer.</p>" * 4
ASKED = (
    "<p>We and our 842 partners keep and read data on your device, such as unique identifiers, to"
    " support the purposes shown below. If trackers are off, some of what you see may matter less"
    " to you.</p><p>You can change your choice at any time behind the link at the bottom.</p>"
)
PAGES = {
    "generic": ("https://tide.example/n/a", "<body><article><h1>Tugs</h1><div>{}</div></article>"),
    "hcss": (
        "https://hcss.nl/news/tugs/",
        '<body class="single single-post"><div id="wrap_all"><div id="main"><main class="content">'
        '<h1 class="av-special-heading-tag">Tugs</h1><div class="avia_textblock">{}</div></main>'
        "</div></div>",
    ),
    "wordpress": (
        "https://tide.example/n/a",
        '<meta name=generator content="WordPress 6.4"><body class="single single-post"><article>'
        '<h1>Tugs</h1><div class="entry-content">{}</div></article>',
    ),
    "drupal": (
        "https://tide.example/n/a",
        '<meta name=generator content="Drupal 10"><body><main><h1>Tugs</h1>'
        '<div class="field field--name-body">{}</div></main>',
    ),
}


def body_of(name: str, inner: str) -> tuple[str, ...]:
    url, page = PAGES[name]
    return extract(f"<title>Tugs</title>{page.format(TEXT + inner + TEXT)}", url).body


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "dialog",
    [
        f'<div class="privacy-choices">{ASKED}<button>I accept</button></div>',
        f'<div id="cmp-banner">{ASKED}<a class="btn" href="/all">I accept</a></div>',
        f'<section class="modal popup"><form>{ASKED}<input type=submit></form></section>',
        f'<div class="cookie-notice">{ASKED}<a href="#">I accept</a></div>',
        f'<div class="datenschutz"><div>{ASKED}<span role="button">Ja</span></div></div>',
    ],
)
def test_dialog_among_the_text_leaves_it(name: str, dialog: str) -> None:
    body = body_of(name, dialog)

    assert len(body) == 8
    assert all(block.startswith("The harbour") for block in body)


@pytest.mark.parametrize("name", ["hcss", "drupal"])
@pytest.mark.parametrize(
    "part",
    [
        f'<div class="category-privacy">{ASKED}</div>',
        f'<div class="tag-privacy">{ASKED}<p>A <a href="/study">study</a> says so.</p></div>',
        f"<div>{ASKED}<button>Print</button></div>",
    ],
)
def test_text_on_privacy_without_a_control_or_the_name_stays(name: str, part: str) -> None:
    assert any("842 partners" in block for block in body_of(name, part))


def test_article_that_is_most_of_a_modal_stays() -> None:
    page = f'<div class="modal"><button>Close</button>{TEXT * 3}</div>'

    assert len(extract(f"<body><h1>Tugs</h1>{page}", "https://tide.example/a").body) == 12
